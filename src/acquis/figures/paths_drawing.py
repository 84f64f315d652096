"""An acquisition graph: states in columns, steps as numbered arrows, the undominated paths in colour, a table of the steps.

Positions are pixels. A step over several columns bends round the states between. Colours are those of Okabe and Ito; the width
and the dashes of an arrow say the same again.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acquis.figures.legend import Key, legend
from acquis.figures.pixels import at, plain, rows_chart, tooltip
from acquis.figures.style import FAINT, INK, QUIET, WIDTH, config, heading, notes, require_altair
from acquis.figures.text import text_width, wrap
from acquis.safeguards.paths import Edge, Graph, Interval, Path

if TYPE_CHECKING:
    import altair as alt

_BOTH, _SEEN, _NONE = "#0072b2", "#d55e00", "#8a8a8a"
_PLOT = WIDTH - 60.0
_BOX = (96.0, 34.0)
_ROW = 74.0
_LINE = 19.0
_END = 16.0
_COLUMNS: Mapping[str, float] = {"n": 12.0, "step": 30.0, "years": 340.0, "money": 420.0, "seen": 530.0, "basis": 880.0}
_SWEEPS = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each state stands, and the points that each step passes."""

    states: Mapping[str, Point]
    ways: Mapping[str, tuple[Point, ...]]
    height: float


def paths_chart(
    graph: Graph,
    quick: Sequence[Path],
    quiet: Sequence[Path],
    *,
    played: Mapping[str, float] | None = None,
    said: Sequence[str] = (),
) -> alt.VConcatChart:
    """The figure.

    Args:
        graph: an acquisition graph.
        quick: the paths that are undominated by time and cost.
        quiet: those that are undominated where detection counts too.
        played: how likely the State takes each step in some equilibrium; shown in the table where it is given.
        said: paragraphs under the figure.

    Raises MissingExtra where Altair is not installed.
    """
    require_altair()
    import altair as alt

    kinds = {edge.id: _kind(edge, quick, quiet) for edge in graph.edges}
    layout = _layout(graph)
    plot = alt.layer(
        *_arrows(graph, layout, kinds), *_states(graph, layout), *_tags(graph, layout, kinds), width=_PLOT, height=layout.height
    )
    table = _table(graph, kinds, played or {})
    words = {
        _BOTH: "on a path undominated by time and cost",
        _SEEN: "only where detection counts",
        _NONE: "on no undominated path",
    }
    keys = [Key(words[colour], "area", colour, colour) for colour in words if colour in kinds.values()]
    keys.append(Key("time or cost from a source", "point", INK))
    keys.append(Key("judgement", "point", "#ffffff"))
    under = f"{len(graph.edges)} steps, {len(quiet)} undominated paths, {len(quick)} of them by time and cost alone"
    whole = alt.vconcat(
        legend([keys]), plot, table, notes(*said), spacing=14, title=heading(graph.title, [under]),
        description=f"Acquisition graph: {graph.title}. {under}",
    )  # fmt: skip
    styled: alt.VConcatChart = whole.configure(**config())
    return styled


def _kind(edge: Edge, quick: Iterable[Path], quiet: Iterable[Path]) -> str:
    if any(edge in path.edges for path in quick):
        return _BOTH
    return _SEEN if any(edge in path.edges for path in quiet) else _NONE


def _layout(graph: Graph) -> _Layout:
    """Columns by the longest way from the start; in one, by the mean place of the neighbours, with room for passing steps."""
    column: dict[str, int] = {}
    for node in graph.order:
        before = [column[edge.source] for edge in graph.edges if edge.target == node and edge.source in column]
        column[node] = 1 + max(before, default=-1)
    last = max(column.values())
    links: list[tuple[str, str]] = []
    chains: dict[str, list[str]] = {}
    places = dict(column)
    for edge in graph.edges:
        between = [f"{edge.id}/{k}" for k in range(column[edge.source] + 1, column[edge.target])]
        places |= {name: column[edge.source] + 1 + k for k, name in enumerate(between)}
        chains[edge.id] = [edge.source, *between, edge.target]
        links += itertools.pairwise(chains[edge.id])
    columns = [[name for name, at in places.items() if at == k] for k in range(last + 1)]
    rows = _ordered(columns, links)
    tallest = max(len(names) for names in columns)
    height = _ROW * tallest
    gap = (_PLOT - _BOX[0]) / max(1, last)
    at = {name: (_BOX[0] / 2 + gap * places[name], height * (rows[name] + 0.5) / len(columns[places[name]])) for name in places}
    return _Layout({node.id: at[node.id] for node in graph.nodes}, _ways(graph, chains, at), height)


def _ordered(columns: Sequence[list[str]], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The row of each name in its column: repeated sweeps, each column sorted by the mean place of its neighbours."""
    beside: dict[str, list[str]] = {name: [] for names in columns for name in names}
    for a, b in links:
        beside[a].append(b)
        beside[b].append(a)
    rows = {name: k for names in columns for k, name in enumerate(names)}
    for sweep in range(_SWEEPS):
        for names in columns if sweep % 2 == 0 else list(reversed(columns)):
            here = set(names)
            share = {n: (rows[n] + 0.5) / next(len(c) for c in columns if n in c) for n in rows}
            mean = {
                n: sum(share[m] for m in beside[n] if m not in here) / max(1, len([m for m in beside[n] if m not in here]))
                for n in names
            }
            for k, name in enumerate(sorted(names, key=lambda n: (mean[n], rows[n]))):
                rows[name] = k
    return rows


def _ways(graph: Graph, chains: Mapping[str, list[str]], at: Mapping[str, Point]) -> dict[str, tuple[Point, ...]]:
    """Steps between the same two states bow apart."""
    count = Counter((edge.source, edge.target) for edge in graph.edges)
    seen: Counter[tuple[str, str]] = Counter()
    ways = {}
    for edge in graph.edges:
        pair = (edge.source, edge.target)
        points = [at[name] for name in chains[edge.id]]
        bow = (seen[pair] - (count[pair] - 1) / 2) * 34.0
        seen[pair] += 1
        start, end = (points[0][0] + _BOX[0] / 2, points[0][1]), (points[-1][0] - _BOX[0] / 2 - _END, points[-1][1])
        inner = points[1:-1] or ([((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + bow)] if bow else [])
        ways[edge.id] = (start, *inner, end)
    return ways


def _arrows(graph: Graph, layout: _Layout, kinds: Mapping[str, str]) -> list[Any]:
    """One layer of lines for each kind, since dashes belong to a layer, and one of heads."""
    layers, heads = [], []
    for colour, width, dash in ((_NONE, 1.2, [4, 3]), (_SEEN, 1.8, [9, 3]), (_BOTH, 2.4, [1, 0])):
        chosen = [edge for edge in graph.edges if kinds[edge.id] == colour]
        points = [
            {"x": x, "y": y, "k": k, "step": edge.id, "said": _said(edge)}
            for edge in chosen
            for k, (x, y) in enumerate(_with_end(layout.ways[edge.id]))
        ]
        if not points:
            continue
        layers.append(
            rows_chart(points)
            .mark_line(stroke=colour, strokeWidth=width, strokeDash=dash, opacity=0.9)
            .encode(**at(), order="k:Q", detail="step:N", tooltip=tooltip(), description="said:N")
        )
        for edge in chosen:
            x, y = layout.ways[edge.id][-1]
            heads.append({"x": x + _END - 5, "y": y, "fill": colour})
    layers.append(
        rows_chart(heads)
        .mark_point(aria=False, shape="triangle-right", size=60, filled=True, opacity=1)
        .encode(**at(), fill=plain("fill"))
    )
    return layers


def _with_end(way: Sequence[Point]) -> tuple[Point, ...]:
    """The way with the level piece that carries the head."""
    return (*way, (way[-1][0] + _END - 4, way[-1][1]))


def _states(graph: Graph, layout: _Layout) -> list[Any]:
    boxes, words = [], []
    for node in graph.nodes:
        x, y = layout.states[node.id]
        ends = node.id in (graph.start, graph.goal)
        boxes.append(
            {
                "x": x - _BOX[0] / 2, "x2": x + _BOX[0] / 2, "y": y - _BOX[1] / 2, "y2": y + _BOX[1] / 2, "said": node.title,
                "fill": "#f2f2f2" if ends else "#ffffff",
            }
        )  # fmt: skip
        lines = wrap(node.title, _BOX[0] - 6, 11)
        words += [{"x": x, "y": y + (k - (len(lines) - 1) / 2) * 13, "text": line} for k, line in enumerate(lines)]
    return [
        rows_chart(boxes)
        .mark_rect(stroke=INK, strokeWidth=1.2, cornerRadius=4, opacity=1)
        .encode(**at(), x2="x2:Q", y2="y2:Q", fill=plain("fill"), description="said:N"),
        rows_chart(words)
        .mark_text(aria=False, align="center", baseline="middle", fontSize=11, color=INK)
        .encode(**at(), text="text:N"),
    ]


def _tags(graph: Graph, layout: _Layout, kinds: Mapping[str, str]) -> list[Any]:
    """The number of a step, on its middle; filled where its time or cost has a source."""
    rows = []
    for number, edge in enumerate(graph.edges, 1):
        x, y = _middle(layout.ways[edge.id])
        sourced = not edge.basis.judgement
        rows.append(
            {
                "x": x, "y": y, "n": str(number), "fill": kinds[edge.id] if sourced else "#ffffff", "stroke": kinds[edge.id],
                "ink": "#ffffff" if sourced else INK, "said": _said(edge),
            }
        )  # fmt: skip
    return [
        rows_chart(rows)
        .mark_point(size=260, filled=True, strokeWidth=1.5, opacity=1)
        .encode(**at(), fill=plain("fill"), stroke=plain("stroke"), tooltip=tooltip(), description="said:N"),
        rows_chart(rows)
        .mark_text(aria=False, align="center", baseline="middle", fontSize=10, fontWeight="bold")
        .encode(**at(), text="n:N", color=plain("ink")),
    ]


def _middle(way: Sequence[Point]) -> Point:
    """The bend of a bowed step, else the middle of its longest piece."""
    if len(way) == 3:
        return way[1]
    (x1, y1), (x2, y2) = max(itertools.pairwise(way), key=lambda piece: math.dist(*piece))
    return (x1 + x2) / 2, (y1 + y2) / 2


def _table(graph: Graph, kinds: Mapping[str, str], played: Mapping[str, float]) -> Any:
    import altair as alt

    head = {"n": "", "step": "Step", "years": "Years", "money": "Million US$", "seen": "Not seen by", "basis": "Basis"}
    cells = [{"x": x, "y": 0.0, "text": head[name], "ink": QUIET} for name, x in _COLUMNS.items()]
    for number, edge in enumerate(graph.edges, 1):
        share = f" (taken {played[edge.id]:.0%})" if played.get(edge.id) else ""
        seen = ", ".join(f"{measure} {span(beta)}" for measure, beta in edge.non_detection.items())
        basis = "judgement" if edge.basis.judgement else "source"
        row = {
            "n": str(number), "step": edge.title + share, "years": span(edge.time), "money": span(edge.cost),
            "seen": _cut(seen, _COLUMNS["basis"] - _COLUMNS["seen"] - 12), "basis": basis,
        }  # fmt: skip
        cells += [
            {"x": x, "y": number * _LINE, "text": row[name], "ink": kinds[edge.id] if name == "n" else INK}
            for name, x in _COLUMNS.items()
        ]
    rules = [{"x": 0.0, "x2": _PLOT, "y": (k + 0.5) * _LINE} for k in range(len(graph.edges))]
    return alt.layer(
        rows_chart(rules).mark_rule(aria=False, stroke=FAINT, strokeWidth=0.5).encode(**at(), x2="x2:Q"),
        rows_chart(cells)
        .mark_text(align="left", baseline="middle", fontSize=11)
        .encode(**at(), text="text:N", color=plain("ink"), description="text:N"),
        width=_PLOT,
        height=(len(graph.edges) + 0.5) * _LINE,
    )


def span(one: Interval) -> str:
    """`0.32-0.53`; one number where the ends are the same."""
    low, high = f"{one.low:g}", f"{one.high:g}"
    return low if low == high else f"{low}-{high}"


def _cut(text: str, width: float) -> str:
    while text_width(text, 11) > width:
        text = text.rsplit(",", 1)[0] + ", ..." if "," in text.removesuffix(", ...") else text[:-4] + "..."
        text = text.replace(", ..., ...", ", ...")
    return text


def _said(edge: Edge) -> str:
    why = edge.basis.cite or edge.basis.reason
    return f"{edge.title}: {span(edge.time)} years, {span(edge.cost)} million US dollars. {why}"
