"""OPA's Rego through regopy (rego-cpp), one query a record against a policy compiled once.

An unknown fact is a key that is not in `input`. A rule body that meets it is undefined; `default controlled := false`
makes that false, and `not` makes it true. The honest idiom is a verdict with three values, for which the author writes
the law of the cleared as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from regopy import Bundle, Input, Interpreter

from benchmarks import rule
from benchmarks.engine import Variant, from_boolean
from benchmarks.truth import FALSE, TRUE, UNKNOWN

BANDS = ", ".join(f'{{"low": {b.low}, "high": {b.high}, "limit": {b.limit:.4f}}}' for b in rule.BANDS)
LAW = f"""package export

models := {{{rule.quoted(rule.CONTROLLED_MODELS, '"')}}}
home := {{{rule.quoted(rule.HOME, '"')}}}
embargoed := {{{rule.quoted(rule.EMBARGOED, '"')}}}
bands := [{BANDS}]

ladder if {{
    some band in bands
    input.physical_qubits >= band.low
    input.physical_qubits < band.high
    input.cnot_error <= band.limit
}}
ladder if input.physical_qubits >= {rule.TOP}
diverted if {{ input.military_end_user; input.destination in embargoed }}
"""

TWO_VALUED = (
    LAW
    + """
domestic if input.destination in home
default controlled := false
controlled if { input.quantum_model in models; not domestic; ladder }
controlled if diverted
"""
)

THREE_VALUED = (
    LAW
    + f"""
foreign if {{ some code in [input.destination]; not code in home }}
off_ladder if input.physical_qubits < {rule.BOTTOM}
off_ladder if {{
    some band in bands
    input.physical_qubits >= band.low
    input.physical_qubits < band.high
    input.cnot_error > band.limit
}}
unlisted if {{ some model in [input.quantum_model]; not model in models }}
unlisted if off_ladder
unlisted if input.destination in home
undiverted if input.military_end_user == false
undiverted if {{ some code in [input.destination]; not code in embargoed }}
default verdict := "unknown"
verdict := "controlled" if {{ input.quantum_model in models; foreign; ladder }}
verdict := "controlled" if diverted
verdict := "cleared" if {{ unlisted; undiverted }}
"""
)

Prepared = tuple[Interpreter, Bundle, str, list[Input]]


def _prepare(table: pl.DataFrame, law: str, entry: str) -> Prepared:
    rego = Interpreter()
    rego.well_formed_checks_enabled = False
    rego.add_module("export.rego", law)
    bundle = rego.build(None, [entry])
    known = ({name: value for name, value in row.items() if value is not None} for row in table.to_dicts())
    return rego, bundle, entry, [Input(row) for row in known]


def evaluate(prepared: Prepared) -> list[Any]:
    """The value of the entry point for each record."""
    rego, bundle, entry, inputs = prepared
    answers = []
    for facts in inputs:
        rego.set_input(facts)
        output = rego.query_bundle_entrypoint(bundle, entry)  # owns the nodes: it must outlive them
        answers.append(output.expressions()[0].value)
    return answers


def _three(answers: list[str]) -> np.ndarray:
    code = {"controlled": TRUE, "cleared": FALSE, "unknown": UNKNOWN}
    return np.fromiter((code[answer] for answer in answers), dtype=np.int8)


def variants() -> list[Variant]:
    """With a default, and with a verdict of three values."""
    return [
        Variant("opa", "OPA (regopy), default false", ("regopy",),
                "the key is absent; `default controlled := false`", "idiomatic",
                lambda table: _prepare(table, TWO_VALUED, "export/controlled"), evaluate,
                lambda answers: from_boolean(np.array(answers)), limit=5_000),
        Variant("opa-verdict", "OPA (regopy), three verdicts", ("regopy",),
                "the key is absent; both halves of the law written out, neither holds is unknown", "best effort",
                lambda table: _prepare(table, THREE_VALUED, "export/verdict"), evaluate, _three, limit=5_000),
    ]  # fmt: skip
