"""The results on a terminal, as JSON, and as Markdown between two marks of docs/explanation/benchmarks.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.determination import Figure
from benchmarks.measure import Row, Run

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
BASELINES = ("acquis", "polars")
"""The row that the ratios are to: the first of these that was measured."""


def baseline(run: Run) -> Row | None:
    """The row that the others are compared with."""
    return next((row for key in BASELINES for row in run.rows if row.variant.key == key), None)


def rate(value: float) -> str:
    """Records a second, to three digits, in thousands or millions."""
    scaled, unit = (value / 1e6, " M") if value >= 1e6 else (value / 1e3, " k")
    return f"{scaled:.{2 if scaled < 10 else 1 if scaled < 100 else 0}f}{unit}"


def share(count: int, of: int) -> str:
    """A count, and what part of the unknowns it is."""
    return "0" if count == 0 else f"{count:,} ({100 * count / of:.1f} %)" if of else f"{count:,}"


def _ratio(ours: float, theirs: float) -> str:
    """How many times slower than the baseline: `2.0`; below one they are faster."""
    value = ours / theirs
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"


SPEED_HEADS = ("engine", "sample", "records/s", "times slower", "records/s with conversion", "times slower")
TRUTH_HEADS = ("engine", "unknown taken for false", "unknown taken for true", "left open though settled", "other errors")


def speed_lines(run: Run) -> list[tuple[str, ...]]:
    """One line an engine, the fastest evaluation first."""
    ours = baseline(run)
    return [
        (
            row.variant.title,
            f"{row.sample:,}",
            rate(row.rate),
            "" if ours is None else _ratio(ours.rate, row.rate),
            rate(row.full_rate),
            "" if ours is None else _ratio(ours.full_rate, row.full_rate),
        )
        for row in sorted(run.rows, key=lambda row: -row.rate)
    ]


def truth_lines(run: Run) -> list[tuple[str, ...]]:
    """One line an engine, in the order in which they were asked for."""
    return [
        (
            row.variant.title,
            share(row.judgement.false_for_unknown, row.judgement.unknown),
            share(row.judgement.true_for_unknown, row.judgement.unknown),
            f"{row.judgement.unknown_for_definite:,}",
            f"{row.judgement.wrong_when_known:,}",
        )
        for row in run.rows
    ]


def figure_lines(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """One line a figure."""
    words = {True: "met", False: "missed", None: ""}
    return [
        (
            figure.name,
            f"{figure.value:.3g} {figure.unit}",
            "" if figure.goal is None else f"< {figure.goal:g} {figure.unit}",
            words[figure.met],
        )
        for figure in figures
    ]


FIGURE_HEADS = ("figure", "measured", "goal", "")
GOAL_HEADS = ("Acquis, Polars reading, beside", "times as fast", "goal", "")
GOALS = (
    ("Polars by hand, text columns", "acquis", "polars", False, 0.9),
    ("Polars by hand, Enum columns", "acquis-coded", "polars-coded", False, 0.9),
    ("openfisca-core, from table to answers", "acquis", "openfisca", True, 20),
    ("openfisca-core, texts coded by Polars, from table to answers", "acquis", "openfisca-coded", True, 20),
    ("openfisca-core, evaluation alone, text columns", "acquis", "openfisca", False, 20),
    ("openfisca-core, evaluation alone, Enum columns", "acquis-coded", "openfisca-coded", False, 20),
)
"""What is compared, our row, their row, with conversion or not, and how many times as fast we want to be."""


def goal_lines(run: Run) -> list[tuple[str, ...]]:
    """How we stand to the goals for speed; only where both rows were measured."""
    rows = {row.variant.key: row for row in run.rows}
    lines: list[tuple[str, ...]] = []
    for name, ours, theirs, full, goal in GOALS:
        if ours in rows and theirs in rows:
            ratio = rows[ours].full_rate / rows[theirs].full_rate if full else rows[ours].rate / rows[theirs].rate
            lines.append((name, f"{ratio:.2f}", f">= {goal:g}", "met" if ratio >= goal else "missed"))
    return lines


def _table(title: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    for line in lines:
        table.add_row(*line)
    return table


def show(runs: Iterable[Run], console: Console) -> None:
    """Speed and truth of each run, as tables."""
    for run in runs:
        console.print(_table(f"{run.records:,} records, one fact in five unknown", SPEED_HEADS, speed_lines(run)))
        console.print(_table(f"{run.records:,} records: unknowns misjudged", TRUTH_HEADS, truth_lines(run)))
        if goals := goal_lines(run):
            console.print(_table(f"{run.records:,} records: goals", GOAL_HEADS, goals))


def show_figures(figures: Iterable[Figure], console: Console | None = None) -> None:
    """The figures of single cases, as a table."""
    (console or Console()).print(_table("one case", FIGURE_HEADS, figure_lines(figures)))


def write_json(path: Path, about: dict[str, Any], runs: Iterable[Run], figures: Iterable[Figure]) -> None:
    """Everything measured, with every single time."""
    cases = [{"name": f.name, "value": f.value, "unit": f.unit, "goal": f.goal} for f in figures]
    data = {**about, "runs": [run.to_dict() for run in runs], "cases": cases}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def markdown_table(heads: Sequence[str], lines: Iterable[Sequence[str]], numbers: bool = True) -> str:
    """A table of Markdown; columns after the first to the right where they hold numbers."""
    rule = ["---", *["---:" if numbers else "---"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines))


def markdown(about: dict[str, Any], runs: Sequence[Run], figures: Sequence[Figure]) -> str:
    """What goes between the marks."""
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    parts = [
        f"Measured on {about['date']}, {about['cpus']} cores, {about['system']}, Python {about['python']}, "
        f"median of {about['rounds']} rounds; load of the machine {about['load_average'][0]:.1f} before and "
        f"{about['load_average'][-1]:.1f} after. {versions}."
    ]
    for run in runs:
        parts += [
            f"### {run.records:,} records",
            f"Truth: {run.true:,} controlled, {run.false:,} not controlled, {run.unknown:,} unknown.",
            markdown_table(SPEED_HEADS, speed_lines(run)),
        ]
        if goals := goal_lines(run):
            parts.append(markdown_table(GOAL_HEADS, goals))
    if runs:
        parts += [
            "### Unknowns misjudged",
            f"Of {runs[-1].records:,} records, or of the sample above. In brackets: of all records whose truth is unknown.",
            markdown_table(TRUTH_HEADS, truth_lines(runs[-1])),
            "### How each engine is told what is unknown",
            markdown_table(("engine", "style", "unknown, in and out"),
                      [(r.variant.title, r.variant.style, r.variant.unknowns) for r in runs[-1].rows], numbers=False),
        ]  # fmt: skip
    if figures:
        parts += ["### One case", markdown_table(FIGURE_HEADS, figure_lines(figures))]
    return "\n\n".join(parts)


def write_page(path: Path, text: str) -> None:
    """Put the text between the marks of a page."""
    page = path.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise SystemExit(f"{path} must hold the lines {BEGIN} and {END}, once each")
    head, _, rest = page.partition(BEGIN)
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
