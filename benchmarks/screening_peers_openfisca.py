"""openfisca-core: the part of the rule of `screening_rule` that can be told without an unknown.

A clause that hangs on law not read, or on a fact that the table does not have, is left out. An empty cell is the default of its
variable (0, false, `not_stated`), an interval its middle. The answer is one outcome: one completion of what the law leaves open.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.indexed_enums import Enum
from openfisca_core.model_api import MONTH, Variable
from openfisca_core.simulations import Simulation

from benchmarks import screening_rule as rule
from benchmarks.engine_openfisca import PERIOD, Transaction, input_variable, is_in, positions, simulation_of

TEXTS = ("act", "item_kind", "quantum_model", "exported_from", "destination")
Texts = {name: Enum(name, [*rule.values(name), "not_stated"]) for name in TEXTS}
INPUTS = (
    *(
        input_variable(name, value_type=Enum, possible_values=possible, default_value=possible["not_stated"])
        for name, possible in Texts.items()
    ),
    input_variable("physical_qubits", value_type=int),
    input_variable("cnot_error", value_type=float),
    input_variable("for_weapons", value_type=bool),
)


def _formula(transactions: Any, period: Any) -> np.ndarray:
    def among(name: str, *values: str) -> np.ndarray:
        return is_in(transactions(name, period), Texts[name], values)

    qubits, error = transactions("physical_qubits", period), transactions("cnot_error", period)
    from_home = among("exported_from", rule.HOME)
    exported = from_home & ~among("destination", rule.HOME) & among("act", *rule.EXPORTS)
    crossing = from_home & among("destination", rule.RUSSIA) & among("act", *rule.CROSSINGS)
    rungs = [(qubits >= band.low) & (qubits < band.high) & (error <= band.limit) for band in rule.LADDER]
    ladder = reduce(or_, rungs, qubits >= rule.LADDER_TOP)
    computer = among("item_kind", "quantum_computer")
    listed = computer & among("quantum_model", *rule.MODELS) & ladder
    licence = exported & ((listed & ~among("destination", rule.UNITED_STATES)) | transactions("for_weapons", period))
    prohibited = crossing & computer & ~listed
    return np.select([~(exported | crossing), prohibited, licence], [0, 4, 3], 1)


Outcome = type("outcome", (Variable,), {
    "entity": Transaction, "definition_period": MONTH, "value_type": int, "formula": _formula
})  # fmt: skip


def screen(path: Path) -> np.ndarray:
    """The outcome of every row of a file."""
    simulation = prepare(path)
    answers: np.ndarray = simulation.calculate("outcome", PERIOD)
    return answers


def prepare(path: Path) -> Simulation:
    """A simulation that holds the columns of a file, texts coded by Polars."""
    return simulation_of(columns(path), Transaction, INPUTS, Outcome, positions)


def columns(path: Path) -> pl.DataFrame:
    """What an engine without intervals and lists is given of a file."""
    uses = pl.col("end_uses")
    for_weapons = reduce(or_, (uses.list.contains(use) for use in rule.PROLIFERATION))
    error = (pl.col("cnot_error_low") + pl.col("cnot_error_high")) / 2
    asked = (*TEXTS, "physical_qubits")
    return pl.scan_parquet(path).select(*asked, cnot_error=error, for_weapons=for_weapons).collect(engine="streaming")
