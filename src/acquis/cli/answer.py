"""How the answer of one regime is told on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from acquis.cli.output import styled
from acquis.conditions import Explanation, Truth, show
from acquis.law import NOTICE, Corpus, Determination, RegimeDetermination

_MARKS: dict[Truth, str] = {True: "[green]yes[/]", False: "[bright_black]no[/]", None: "[yellow]?[/]"}
_MOST, _FEW = 6, 2


def answer_lines(result: RegimeDetermination, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Label and text of each part of an answer that has something to say."""
    # What is unknown and cannot move the outcome is left to --json.
    entries = [f for f in result.entries if f.truth or not result.outcome.settled]
    yield from _part("listed as", [f"{_MARKS[f.truth]} {f.id}  {escape(f.title)}" for f in entries])
    rules = [*result.prohibitions, *result.requirements]
    yield from _part("rules", [f"{_MARKS[f.truth]} {f.id}  {escape(f.title)}" for f in rules])
    authorisations = [
        f"{_MARKS[a.finding.truth]} {a.finding.id}  {escape(a.finding.title)}"
        + (f"\n      if: {escape('; '.join(a.conditions))}" if a.conditions and a.finding.truth else "")
        for a in result.authorisations
    ]
    yield from _part("authorisations", authorisations)
    if result.policy.high is not None:
        low, high = result.policy.low, result.policy.high
        yield (
            "licence policy",
            f"{low}".replace("_", " ") if low == high else f"{low} to {high}".replace("_", " ").replace("None", "none known"),
        )
    owed = [d for d in result.duties if d.finding.truth]
    yield from _part("duties", [f"{escape(d.what)} ({escape(d.who)})" + (f", due {d.due}" if d.due else "") for d in owed])
    yield from _part("derived", [f"{name} = {show(value)}" for name, value in result.derived.items()])
    yield from _part("still missing", [f"{name}: {escape(corpus.vocabulary[name].question)}" for name in result.missing])
    yield from _part("law not read", [escape(reason) for reason in result.unread])
    yield from _part("contradictions", [escape(conflict) for conflict in result.conflicts])


def _part(label: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    if lines:
        more = [f"... and {len(lines) - _MOST} more (--json lists them)"] if len(lines) > _MOST else []
        yield label, "\n".join([*lines[:_MOST], *more])


def answer_table(result: RegimeDetermination, corpus: Corpus) -> Table:
    """One regime's answer."""
    regime = corpus.regimes[result.regime]
    table = Table(
        title=f"{regime.name}: {styled(result.outcome)}", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 2)
    )
    table.add_column(style="bold", no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for label, text in answer_lines(result, corpus):
        table.add_row(label, text)
    caveats = regime.caveats[:_FEW]
    more = f" ({len(regime.caveats) - _FEW} more: --json)" if len(regime.caveats) > _FEW else ""
    if caveats:
        table.add_row("limits", escape(" ".join(caveats)) + more, style="bright_black")
    table.add_row("read as of", f"{regime.as_of}, confidence {result.confidence}")
    return table


def reasons_tree(explanation: Explanation) -> Tree:
    """The `because` tree."""
    tree = Tree(_step(explanation))
    _grow(tree, explanation.because)
    return tree


def _grow(tree: Any, steps: Iterable[Explanation]) -> None:
    for step in steps:
        _grow(tree.add(_step(step)), step.because)


def _step(step: Explanation) -> str:
    values = f"  [bright_black]{escape(', '.join(f'{k} = {v}' for k, v in step.values.items()))}[/]" if step.values else ""
    name = f"[bold]{step.id}[/] " if step.id else ""
    cite = f"  [bright_black]({escape(step.cite)})[/]" if step.cite else ""
    return f"{_MARKS[step.truth]} {name}{escape(step.text)}{cite}{values}"


def footer(determination: Determination) -> str:
    """Date, layer, corpus and the notice."""
    return f"[bright_black]Law of {determination.date}, {determination.layer} layer, corpus {determination.corpus}. {NOTICE}[/]"
