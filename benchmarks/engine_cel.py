"""CEL in three implementations: cel-expr-python (C++, official), common-expression-language (Rust), cel-python.

CEL's `&&` and `||` absorb an error when the other side decides, which is Kleene's logic with "error" for unknown. So a
variable that is absent, and an evaluation error read as unknown, is honest. A variable bound to null is not: null is a
value, `null in [...]` is false and `null != "US"` is true.
"""

from __future__ import annotations

import logging
from typing import Any

import cel as cel_rust
import celpy
import polars as pl
from cel_expr_python import cel as cel_cpp
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError

from benchmarks import rule
from benchmarks.engine import Variant, from_optional

Rows = list[dict[str, Any]]
logging.getLogger("celpy").setLevel(logging.CRITICAL)  # it logs every error that it returns


def expression() -> str:
    """The rule in CEL."""
    rungs = " || ".join(
        f"(physical_qubits >= {b.low} && physical_qubits < {b.high} && cnot_error <= {rule.decimal(b.limit)})" for b in rule.BANDS
    )
    return (
        f"(quantum_model in [{rule.quoted(rule.CONTROLLED_MODELS, chr(34))}]"
        f" && !(destination in [{rule.quoted(rule.HOME, chr(34))}])"
        f" && ({rungs} || physical_qubits >= {rule.TOP}))"
        f" || (military_end_user && destination in [{rule.quoted(rule.EMBARGOED, chr(34))}])"
    )


def known(table: pl.DataFrame) -> Rows:
    """One mapping a record, without the unknown facts."""
    return [{name: value for name, value in row.items() if value is not None} for row in table.to_dicts()]


def _prepare_cpp(table: pl.DataFrame) -> tuple[Any, Rows]:
    kinds = (cel_cpp.Type.STRING, cel_cpp.Type.INT, cel_cpp.Type.DOUBLE, cel_cpp.Type.STRING, cel_cpp.Type.BOOL)
    environment = cel_cpp.NewEnv(variables=dict(zip(rule.FACTS, kinds, strict=True)))
    return environment.compile(expression()), known(table)


def _evaluate_cpp(prepared: tuple[Any, Rows]) -> list[bool | None]:
    program, rows = prepared
    truth = cel_cpp.Type.BOOL
    answers: list[bool | None] = []
    for row in rows:
        answer = program.eval(data=row)
        answers.append(answer.value() if answer.type() == truth else None)
    return answers


def _evaluate_rust(prepared: tuple[cel_rust.Program, Rows]) -> list[bool | None]:
    program, rows = prepared
    answers: list[bool | None] = []
    for row in rows:
        try:
            answers.append(program.execute(row))
        except (RuntimeError, TypeError):
            answers.append(None)
    return answers


def _prepare_python(table: pl.DataFrame) -> tuple[Any, Rows]:
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    program = environment.program(environment.compile(expression()))
    return program, [{name: json_to_cel(value) for name, value in row.items()} for row in known(table)]


def _evaluate_python(prepared: tuple[Any, Rows]) -> list[bool | None]:
    program, rows = prepared
    answers: list[bool | None] = []
    for row in rows:
        try:
            answers.append(bool(program.evaluate(row)))
        except CELEvalError:
            answers.append(None)
    return answers


def variants() -> list[Variant]:
    """Absent variables in each implementation; null in one of them."""
    absent = "the variable is absent; an evaluation error is read as unknown"
    return [
        Variant("cel", "CEL (C++)", ("cel-expr-python",), absent, "idiomatic",
                _prepare_cpp, _evaluate_cpp, from_optional, limit=100_000),
        Variant("cel-rust", "CEL (Rust)", ("common-expression-language",), absent, "idiomatic",
                lambda table: (cel_rust.compile(expression()), known(table)),
                _evaluate_rust, from_optional, limit=100_000),
        Variant("cel-rust-null", "CEL (Rust), null", ("common-expression-language",),
                "null; an evaluation error is read as unknown", "idiomatic",
                lambda table: (cel_rust.compile(expression()), table.to_dicts()),
                _evaluate_rust, from_optional, limit=100_000),
        Variant("cel-python", "CEL (pure Python)", ("cel-python",), absent, "idiomatic",
                _prepare_python, _evaluate_python, from_optional, limit=5_000),
    ]  # fmt: skip
