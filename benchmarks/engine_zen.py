"""zen-engine (GoRules): a decision table, the same table with the other half of the law, and a compiled expression.

An unknown fact is null, as in JSON. A cell of a decision table that meets null does not match, so the last row
("otherwise") answers; `not in` matches null. In an expression an order comparison with null is an error, which is
read as unknown, while `in` is false and `not in` true.
"""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant, from_optional
from benchmarks.truth import FALSE, TRUE, UNKNOWN

os.environ["RUST_BACKTRACE"] = "0"  # an error would otherwise cost a stack trace
import zen

Cells = dict[str, str]
MODELS, EMBARGOED = rule.quoted(rule.CONTROLLED_MODELS, '"'), rule.quoted(rule.EMBARGOED, '"')
HOME = rule.quoted(rule.HOME, '"')


def _controlled() -> list[Cells]:
    rungs = [{"physical_qubits": f"[{b.low}..{b.high})", "cnot_error": f"<= {rule.decimal(b.limit)}"} for b in rule.BANDS] + [
        {"physical_qubits": f">= {rule.TOP}"}
    ]
    listed = [{"quantum_model": MODELS, "destination": f"not in [{HOME}]", **rung} for rung in rungs]
    return [*listed, {"military_end_user": "true", "destination": EMBARGOED}]


def _guarded(rows: list[Cells]) -> list[Cells]:
    """The same rows, but `not in` asks first that the destination is known."""
    guard = f"$ != null and $ not in [{HOME}]"
    return [{**row, "destination": guard} if row["destination"].startswith("not in") else row for row in rows]


def _cleared() -> list[Cells]:
    """Every way in which the known facts settle that nothing is controlled."""
    unlisted: list[Cells] = [
        {"quantum_model": f"$ != null and $ not in [{MODELS}]"},
        {"destination": HOME},
        {"physical_qubits": f"< {rule.BOTTOM}"},
        *({"physical_qubits": f"[{b.low}..{b.high})", "cnot_error": f"> {rule.decimal(b.limit)}"} for b in rule.BANDS),
    ]
    undiverted: list[Cells] = [
        {"military_end_user": "false"},
        {"destination": f"$ != null and $ not in [{EMBARGOED}]"},
    ]
    return [{**first, **second} for first, second in product(unlisted, undiverted) if not first.keys() & second.keys()] + [
        {"destination": HOME}  # home is not embargoed
    ]


def _table(rows: list[tuple[Cells, str]]) -> dict[str, Any]:
    rules = [
        {"_id": f"r{i}", **{name: cells.get(name, "") for name in rule.FACTS}, "verdict": verdict}
        for i, (cells, verdict) in enumerate(rows)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in rule.FACTS],
        "outputs": [{"id": "verdict", "name": "verdict", "field": "verdict"}],
        "rules": rules,
    }
    spot = {"x": 0, "y": 0}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "facts", "type": "inputNode", "name": "facts", "position": spot},
            {"id": "law", "type": "decisionTableNode", "name": "law", "position": spot, "content": content},
            {"id": "answer", "type": "outputNode", "name": "answer", "position": spot},
        ],
        "edges": [
            {"id": "in", "type": "edge", "sourceId": "facts", "targetId": "law"},
            {"id": "out", "type": "edge", "sourceId": "law", "targetId": "answer"},
        ],
    }


def _prepare_table(table: pl.DataFrame, rows: list[tuple[Cells, str]]) -> tuple[zen.ZenEngine, list[Any]]:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"law": _table(rows)}}})
    return engine, [{"key": "law", "context": row} for row in table.to_dicts()]


def _evaluate_table(prepared: tuple[zen.ZenEngine, list[Any]]) -> list[Any]:
    engine, requests = prepared
    return engine.evaluate_batch(requests)


def _read_table(answers: list[Any]) -> np.ndarray:
    """A verdict of null is left out of the result. An error is read as unknown."""
    code = {True: TRUE, False: FALSE, None: UNKNOWN}
    verdicts = (code[a["data"]["result"].get("verdict")] if a["success"] else UNKNOWN for a in answers)
    return np.fromiter(verdicts, dtype=np.int8)


def _expression() -> str:
    rungs = " or ".join(
        f"(physical_qubits >= {b.low} and physical_qubits < {b.high} and cnot_error <= {rule.decimal(b.limit)})"
        for b in rule.BANDS
    )
    return (
        f"(quantum_model in [{MODELS}] and destination not in [{HOME}]"
        f" and ({rungs} or physical_qubits >= {rule.TOP}))"
        f" or (military_end_user and destination in [{EMBARGOED}])"
    )


def _evaluate_expression(prepared: tuple[zen.Expression, list[dict[str, Any]]]) -> list[bool | None]:
    expression, rows = prepared
    answers: list[bool | None] = []
    for row in rows:
        try:
            answers.append(expression.evaluate(row))
        except RuntimeError:
            answers.append(None)
    return answers


def variants() -> list[Variant]:
    """A table with an otherwise row, a table of both halves, and an expression."""
    simple = [(cells, "true") for cells in _controlled()] + [({}, "false")]
    both = [(cells, "true") for cells in _guarded(_controlled())] + [(cells, "false") for cells in _cleared()] + [({}, "null")]
    return [
        Variant("zen", "zen-engine, decision table", ("zen-engine",),
                "null; the last row answers false", "idiomatic",
                lambda table: _prepare_table(table, simple), _evaluate_table, _read_table, limit=100_000),
        Variant("zen-both", "zen-engine, table of both halves", ("zen-engine",),
                "null; rows for controlled and for cleared, guarded by hand, the last row answers null", "best effort",
                lambda table: _prepare_table(table, both), _evaluate_table, _read_table, limit=100_000),
        Variant("zen-expression", "zen-engine, compiled expression", ("zen-engine",),
                "null; an error is read as unknown", "idiomatic",
                lambda table: (zen.compile_expression(_expression()), table.to_dicts()),
                _evaluate_expression, from_optional, limit=200_000),
    ]  # fmt: skip
