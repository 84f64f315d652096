"""clingo: the rule as a logic program, the records as facts, all records of a chunk grounded together.

An unknown fact is one that is not stated. Negation as failure then takes it for false; strong negation (`-p`, "it is
known that not p") is the honest idiom and asks the author to write the other half of the law as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import clingo
import numpy as np
import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant
from benchmarks.truth import FALSE, TRUE, UNKNOWN

LAW = (
    f"controlled_model({'; '.join(f'{m!r}' for m in rule.CONTROLLED_MODELS)}). "
    f"home({'; '.join(f'{c!r}' for c in rule.HOME)}). embargoed({'; '.join(f'{c!r}' for c in rule.EMBARGOED)}). "
    + " ".join(f"band({b.low},{b.high},{rule.steps(b.limit)})." for b in rule.BANDS)
    + f"""
    ladder(R) :- qubits(R,Q), error(R,E), band(L,H,X), L <= Q, Q < H, E <= X.
    ladder(R) :- qubits(R,Q), Q >= {rule.TOP}.
    """
).replace("'", '"')

BY_FAILURE = (
    LAW
    + """
    domestic(R) :- destination(R,D), home(D).
    controlled(R) :- model(R,M), controlled_model(M), ladder(R), not domestic(R).
    controlled(R) :- military(R), destination(R,D), embargoed(D).
    #show controlled/1.
"""
)

STRONGLY = (
    LAW
    + f"""
    -ladder(R) :- qubits(R,Q), Q < {rule.BOTTOM}.
    -ladder(R) :- qubits(R,Q), error(R,E), band(L,H,X), L <= Q, Q < H, E > X.
    foreign(R) :- destination(R,D), not home(D).
    controlled(R) :- model(R,M), controlled_model(M), ladder(R), foreign(R).
    controlled(R) :- military(R), destination(R,D), embargoed(D).
    -listed(R) :- model(R,M), not controlled_model(M).
    -listed(R) :- -ladder(R).
    -listed(R) :- destination(R,D), home(D).
    -diverted(R) :- -military(R).
    -diverted(R) :- destination(R,D), not embargoed(D).
    -controlled(R) :- -listed(R), -diverted(R).
    #show controlled/1.
    #show -controlled/1.
"""
)


def _facts(table: pl.DataFrame) -> Iterator[str]:
    steps = (pl.col("cnot_error") * rule.ERROR_GRID).round().cast(pl.Int64)
    for i, (model, qubits, error, destination, military) in enumerate(table.with_columns(steps).iter_rows()):
        if model is not None:
            yield f'model({i},"{model}").'
        if qubits is not None:
            yield f"qubits({i},{qubits})."
        if error is not None:
            yield f"error({i},{error})."
        if destination is not None:
            yield f'destination({i},"{destination}").'
        if military is not None:
            yield f"military({i})." if military else f"-military({i})."


def _prepare(table: pl.DataFrame, law: str) -> tuple[clingo.Control, int]:
    control = clingo.Control(["--warn=none"])
    control.add("base", [], law)
    control.add("base", [], "\n".join(_facts(table)))
    return control, len(table)


def evaluate(program: tuple[clingo.Control, int]) -> tuple[list[clingo.Symbol], int]:
    """Ground and solve; the program has one model."""
    control, count = program
    control.ground([("base", [])])
    shown: list[clingo.Symbol] = []
    control.solve(on_model=lambda model: shown.extend(model.symbols(shown=True)))
    return shown, count


def _verdicts(answer: tuple[list[clingo.Symbol], int], otherwise: int) -> np.ndarray:
    shown, count = answer
    truths = np.full(count, otherwise, dtype=np.int8)
    for symbol in shown:
        truths[symbol.arguments[0].number] = TRUE if symbol.positive else FALSE
    return truths


def variants() -> list[Variant]:
    """Negation as failure, and strong negation."""
    return [
        Variant("clingo", "clingo, negation as failure", ("clingo",),
                "the fact is not stated; what is not derived is false", "idiomatic",
                lambda table: _prepare(table, BY_FAILURE), evaluate,
                lambda answer: _verdicts(answer, FALSE), limit=100_000, once=True),
        Variant("clingo-strong", "clingo, strong negation", ("clingo",),
                "the fact is not stated; both halves of the law written out, neither derived is unknown", "best effort",
                lambda table: _prepare(table, STRONGLY), evaluate,
                lambda answer: _verdicts(answer, UNKNOWN), limit=100_000, once=True),
    ]  # fmt: skip
