"""A graph from a YAML file, or a shipped one by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from acquis.errors import printable
from acquis.safeguards.paths.graph import Basis, CyclicGraph, Edge, Graph, Interval, Measure, Milestone, Node, PathError

DEFAULTS = ("quantum", "ai")
"""The shipped graphs."""

_KEYS = {
    "graph": {"id", "title", "about", "start", "goal", "significant_quantity", "nodes", "measures", "edges"},
    "measure": {"id", "title", "effort", "false_alarm"},
    "edge": {"id", "from", "to", "title", "time", "cost", "non_detection"},
    "milestone": {"date", "quantity"},
}
_BASIS = {"judgement", "reason", "source", "url", "read"}


def load_graph(which: str | Path) -> Graph:
    """The graph of a file, or the shipped graph of a name of DEFAULTS.

    Raises PathError for a file that cannot be read or is no graph, CyclicGraph for one that goes round.
    """
    shipped = isinstance(which, str) and which in DEFAULTS
    try:
        if shipped:
            text = resources.files(__package__).joinpath("data", f"{which}_graph.yaml").read_text(encoding="utf-8")
        else:
            text = Path(which).read_text(encoding="utf-8")
        data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise PathError(
            f"the graph cannot be read: {error}", file=which, way_out=f"a YAML file, or one of: {', '.join(DEFAULTS)}"
        ) from error
    except yaml.YAMLError as error:
        raise PathError(f"no YAML: {error}", file=which) from error
    try:
        return graph_from(data)
    except CyclicGraph as error:
        raise CyclicGraph(error.cycle, file=str(which)) from error
    except PathError as error:
        raise PathError(error.message, file=which, field=error.field, way_out=error.way_out) from error


def graph_from(data: Any) -> Graph:
    """The graph of parsed YAML. Raises PathError that names the field."""
    top = _mapping(data, "graph", "the file", basis=False)
    try:
        return Graph(
            id=str(top["id"]),
            title=str(top["title"]),
            about=str(top.get("about", "")).strip(),
            start=str(top["start"]),
            goal=str(top["goal"]),
            nodes=tuple(Node(str(name), str(title)) for name, title in top["nodes"].items()),
            measures=tuple(_measure(raw) for raw in top["measures"]),
            edges=tuple(_edge(raw) for raw in top["edges"]),
            milestones=tuple(_milestone(raw) for raw in top.get("significant_quantity", ())),
        )
    except KeyError as error:
        raise PathError(f"the field {error} is missing", way_out="see the page on acquisition paths for the format") from error
    except (TypeError, AttributeError) as error:
        raise PathError(f"a part has the wrong form: {error}") from error


def _measure(raw: Any) -> Measure:
    one = _mapping(raw, "measure", "measures")
    where = f"measures.{one['id']}"
    effort, alarm = (_number(one[name], f"{where}.{name}") for name in ("effort", "false_alarm"))
    return Measure(str(one["id"]), str(one["title"]), effort, alarm, _basis(one, where))


def _edge(raw: Any) -> Edge:
    one = _mapping(raw, "edge", "edges")
    where = f"edges.{one['id']}"
    seen = {str(m): _interval(beta, f"{where}.non_detection.{m}") for m, beta in one.get("non_detection", {}).items()}
    return Edge(
        id=str(one["id"]), source=str(one["from"]), target=str(one["to"]), title=str(one["title"]),
        time=_interval(one["time"], f"{where}.time"), cost=_interval(one["cost"], f"{where}.cost"),
        non_detection=seen, basis=_basis(one, where),
    )  # fmt: skip


def _milestone(raw: Any) -> Milestone:
    one = _mapping(raw, "milestone", "significant_quantity")
    if not isinstance(one["date"], dt.date):
        raise PathError("a date is written YYYY-MM-DD", field="significant_quantity.date")
    return Milestone(one["date"], str(one["quantity"]), _basis(one, "significant_quantity"))


def _mapping(raw: Any, kind: str, where: str, *, basis: bool = True) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise PathError("here a mapping is needed", field=where)
    strange = sorted(map(str, set(raw) - _KEYS[kind] - (_BASIS if basis else set())))
    if strange:
        raise PathError(f"unknown fields: {printable(', '.join(strange))}", field=f"{where}.{raw.get('id', '')}")
    return raw


def _basis(raw: Mapping[str, Any], where: str) -> Basis:
    try:
        return Basis(
            judgement=bool(raw.get("judgement", False)), reason=str(raw.get("reason", "")), cite=str(raw.get("source", "")),
            url=str(raw.get("url", "")), read=str(raw.get("read", "")),
        )  # fmt: skip
    except PathError as error:
        raise PathError(error.message, field=where, way_out=error.way_out) from error


def _interval(raw: Any, where: str) -> Interval:
    if not (isinstance(raw, list) and len(raw) == 2):
        raise PathError("an interval is written [low, high]", field=where)
    return Interval(_number(raw[0], where), _number(raw[1], where))


def _number(raw: Any, where: str) -> float:
    """A number as YAML reads it; 1e6 without a point is text for YAML, and so is an error here."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise PathError(f"'{printable(raw)}' is no number", field=where, way_out="write 1000000 or 1.0e+6")
    return float(raw)
