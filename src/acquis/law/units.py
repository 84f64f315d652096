"""Units of measurement, through pint; loaded only when a value comes with a unit that is not the canonical one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from acquis.conditions.values import ARITHMETIC

_OURS = ("TOPS = 1e12 * count / second", "TFLOPS = 1e12 * count / second", "PFLOPS = 1e15 * count / second",
         "TPP = count", "WT = count")  # fmt: skip


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(non_int_type=Fraction, autoconvert_offset_to_baseunit=False)
    for definition in _OURS:
        if definition.split()[0] not in registry:
            registry.define(definition)
    return registry


def convert(value: Decimal, unit: str, canonical: str) -> Decimal:
    """`value` in canonical units, rounded once and at the end: 30 min is 0.5 h.

    Raises:
        ValueError: as `factor`.
    """
    exact = Fraction(value) * factor(unit, canonical)
    return ARITHMETIC.divide(Decimal(exact.numerator), Decimal(exact.denominator))


@cache
def factor(unit: str, canonical: str) -> Fraction:
    """How many canonical units one `unit` is, exactly.

    Raises:
        ValueError: not a unit, of another dimension, or not a ratio scale (Celsius).
    """
    import pint

    registry = _registry()
    try:
        source, target = registry.Unit(_plain(unit)), registry.Unit(_plain(canonical))
        ratio = Fraction(registry.Quantity(Fraction(1), source).to(target).magnitude)
        zero = registry.Quantity(Fraction(0), source).to(target).magnitude
    except (
        pint.errors.PintError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        AssertionError,
        KeyError,
    ) as error:
        raise ValueError(f"{unit!r} is not a unit that can be read as {canonical}") from error
    if zero != 0:
        raise ValueError(f"{unit!r} does not start at zero; write the value in {canonical}")
    return ratio


def _plain(unit: str) -> str:
    return "dimensionless" if unit in ("1", "") else ("percent" if unit == "%" else unit)
