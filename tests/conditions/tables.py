"""Facts as rows of a table in a database: numbers by their ends, sets as arrays, ids asked one by one."""

from __future__ import annotations

from typing import Any

from acquis.conditions import Value
from acquis.conditions.bulk import HIGH, LOW, id_column
from acquis.conditions.values import IdSet, ends
from tests.conditions.strategies import IDS, NUMERIC

TEXT, TRUTH, DAY, NUMBER, TEXTS = "text", "truth", "day", "number", "texts"
COLUMNS: dict[str, str] = {
    **{"c": TEXT, "p": TRUTH, "r": TRUTH, "d": DAY, "s": TEXTS},
    **{name + end: NUMBER for name in NUMERIC for end in (LOW, HIGH)},
    **{id_column("i", item): TRUTH for item in IDS},
}


def row(facts: dict[str, Value]) -> dict[str, Any]:
    """One row; None is NULL."""
    columns: dict[str, Any] = {name: facts.get(name) for name in ("c", "p", "r", "d")}
    for name in NUMERIC:
        low, high = ends(facts[name]) if name in facts else (None, None)
        columns[name + LOW] = None if low is None else float(low)
        columns[name + HIGH] = None if high is None else float(high)
    codes, ids = facts.get("s"), facts.get("i")
    columns["s"] = sorted(codes) if isinstance(codes, frozenset) else None
    for item in IDS:
        columns[id_column("i", item)] = ids.has(item) if isinstance(ids, IdSet) else None
    return columns
