"""H100-equivalents of an accelerator: its dense 16-bit rate over that of an H100 SXM; shipped table (Epoch AI, CC BY 4.0).

The rate is that of matrix units on FP16 or BF16 inputs, without sparsity: column "Tensor-FP16/BF16 performance" of "Machine
Learning Hardware". Where the table has only "FP16 (half precision)", that is the rate of vector units for some chips and of
matrix units for others, and which is not said: a lower end, no more. That 16 bits are the measure is our judgement: every
generation has them, 8 and 4 bits only the newest.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache

from acquis.items.chip_facts import number
from acquis.items.chip_table import FILE
from acquis.items.shipped import Row, find_name, table

REFERENCE = "NVIDIA H100 SXM5 80GB"
MATRIX = "Tensor-FP16/BF16 performance (FLOP/s)"
HALF = "FP16 (half precision) performance (FLOP/s)"

_DIGITS = Context(prec=12)  # rates are printed with three to six


@dataclass(frozen=True, slots=True)
class Equivalents:
    """How many H100s a chip is: between `low` and `high`; None is an end that is not known."""

    chip: str
    low: Decimal | None
    high: Decimal | None

    @property
    def exact(self) -> Decimal | None:
        """The number, where it is known."""
        return self.low if self.low == self.high else None


def h100_equivalents(chip: str) -> Equivalents:
    """The H100-equivalents of a chip by its name, or a short name that fits one only.

    Raises:
        ItemError: no chip, or several, are so named; the candidates are listed.
    """
    rows = _rows()
    name = find_name(chip, rows, "chip")
    matrix, half = number(rows[name], MATRIX), number(rows[name], HALF)
    if matrix is not None:
        return Equivalents(name, _ratio(matrix), _ratio(matrix))
    return Equivalents(name, None if half is None else _ratio(half), None)


def _ratio(rate: Decimal) -> Decimal:
    reference = number(_rows()[REFERENCE], MATRIX)
    assert reference is not None
    return _DIGITS.divide(rate, reference)


@cache
def _rows() -> dict[str, Row]:
    return {row["Hardware name"]: row for row in table(FILE).rows}
