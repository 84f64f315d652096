"""OpenFisca: variables with defaults, a vectorised formula, one simulation for all records.

A variable that is not given takes its default: 0 for a number (so an unknown error rate is a perfect machine), false for
a truth, and for a list of possible values the one declared, here `not_stated`. OpenFisca has no third truth value and no
idiom for one, so there is no second row. An error rate is stored in single precision; the formula compares with Python
numbers, which numpy takes in the precision of the array, so ties come out right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.model_api import MONTH, Variable
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks import rule
from benchmarks.engine import Variant, from_boolean
from benchmarks.records import COUNTRIES, MODELS

PERIOD = "2026-01"
Model = Enum("Model", [*MODELS.tolist(), "not_stated"])
Country = Enum("Country", [*COUNTRIES.tolist(), "not_stated"])
Transaction = Entity("transaction", "transactions", "Transaction", "One transfer of one item")


def input_variable(name: str, **attributes: Any) -> type[Variable]:
    return type(name, (Variable,), {"entity": Transaction, "definition_period": MONTH, **attributes})


INPUTS = (
    input_variable("quantum_model", value_type=Enum, possible_values=Model, default_value=Model["not_stated"]),
    input_variable("physical_qubits", value_type=int),
    input_variable("cnot_error", value_type=float),
    input_variable("destination", value_type=Enum, possible_values=Country, default_value=Country["not_stated"]),
    input_variable("military_end_user", value_type=bool),
)


def is_in(values: EnumArray, possible: Any, names: tuple[str, ...]) -> np.ndarray:
    return np.isin(values.view(np.ndarray), [possible[name].index for name in names])


def _formula(transactions: Any, period: Any) -> np.ndarray:
    qubits, error = transactions("physical_qubits", period), transactions("cnot_error", period)
    destination = transactions("destination", period)
    rungs = [(qubits >= b.low) & (qubits < b.high) & (error <= b.limit) for b in rule.BANDS]
    ladder = reduce(or_, rungs, qubits >= rule.TOP)
    model = is_in(transactions("quantum_model", period), Model, rule.CONTROLLED_MODELS)
    listed = model & ~is_in(destination, Country, rule.HOME) & ladder
    diverted = transactions("military_end_user", period) & is_in(destination, Country, rule.EMBARGOED)
    answers: np.ndarray = listed | diverted
    return answers


Controlled = type(
    "controlled",
    (Variable,),
    {"entity": Transaction, "definition_period": MONTH, "value_type": bool, "formula": _formula},
)


def _texts(column: pl.Series, default: Any) -> np.ndarray:
    """Names of possible values, as OpenFisca documents; it looks each up."""
    return column.fill_null(default.name).to_numpy().astype(str)


def positions(column: pl.Series, default: Any) -> np.ndarray:
    """Positions of possible values, found by Polars: faster, and also taken."""
    names = pl.Enum([value.name for value in type(default)])
    return column.cast(names).to_physical().fill_null(default.index).to_numpy()


def prepare(table: pl.DataFrame, encode: Callable[[pl.Series, Any], np.ndarray]) -> Simulation:
    """A simulation that holds the known facts; elsewhere the default of the variable stands."""
    return simulation_of(table, Transaction, INPUTS, Controlled, encode)


def simulation_of(
    table: pl.DataFrame, entity: Any, inputs: Sequence[Any], answer: Any, encode: Callable[[pl.Series, Any], np.ndarray]
) -> Simulation:
    """A simulation of one answer for the rows of a table, texts coded by `encode`."""
    system = TaxBenefitSystem([entity])
    for variable in (*inputs, answer):
        system.add_variable(variable)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(table))
    for variable in inputs:
        name = variable.__name__
        column = system.get_variable(name)
        if column.value_type is Enum:
            values = encode(table[name], column.default_value)
        else:
            values = table[name].fill_null(column.default_value).to_numpy()
        simulation.set_input(name, PERIOD, values)
    return simulation


def evaluate(simulation: Simulation) -> np.ndarray:
    """The formula, not what a former evaluation left in the cache."""
    simulation.delete_arrays("controlled")
    answers: np.ndarray = simulation.calculate("controlled", PERIOD)
    return answers


def variants() -> list[Variant]:
    """Defaults, with texts and with positions going in."""
    packages, unknowns = (
        ("openfisca-core", "numpy"),
        "default of the variable (0, false, `not_stated`); the answer has no third value",
    )
    return [
        Variant("openfisca", "openfisca-core", packages, unknowns, "idiomatic",
                lambda table: prepare(table, _texts), evaluate, from_boolean),
        Variant("openfisca-coded", "openfisca-core, texts coded by Polars", packages, unknowns, "idiomatic",
                lambda table: prepare(table, positions), evaluate, from_boolean),
    ]  # fmt: skip
