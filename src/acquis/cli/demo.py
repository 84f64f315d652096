"""`acquis demo`: every real quantum computer of the shipped table, under every regime, for several destinations."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.cli.ladder import draw_ladder
from acquis.cli.machines import margin_of, number, status
from acquis.cli.map import draw_map, machine_facts, outcomes_by_country
from acquis.items import Item, list_qpus, qpu
from acquis.items.assess import CLEAN, UNREAD, determine_item, nearest_to_the_words
from acquis.law import NOTICE, Corpus, Layer, load_corpus
from acquis.law.ladder import Rung, ladder, list_unread
from acquis.law.model import Kind

if TYPE_CHECKING:
    from rich.table import Table

DESTINATIONS = ("JP", "DE", "SG", "IN", "AE", "CN", "RU")
MAPPED = "ibm_boston"
WIDTH = 120

Ladders = Mapping[str, tuple[Rung, ...]]


def demo(
    on: output.On = None,
    out: Annotated[Path, typer.Option("--out", help="folder for the charts")] = Path("out"),
) -> None:
    """Assess every real quantum computer of the table; print the tables, draw the ladder and a map."""
    corpus, day, console = load_corpus(), output.day(on), output.console(WIDTH)
    rungs = _ladders(corpus, day)
    regimes = tuple(rungs)
    console.print(
        f"[bold]Real quantum computers under {', '.join(corpus.regimes[name].name for name in regimes)}[/]\n"
        f"Law of {day}. Each regime is asked for an exporter in its own home country; stipulated: {_stipulated()}.\n"
    )
    items = [qpu(name) for name in list_qpus()]
    console.print(_machines(items, rungs, console.width >= WIDTH))
    console.print(
        "C-NOT error: the reading nearest to the words of the law, the mean over working couplers of the largest connected part. "
        "Error/limit: over the limit of the band of its size. Short by: qubits that it lacks to be controlled at this error.",
        style="bright_black",
    )
    console.print(_summary(items, rungs))
    console.print(_shipments(corpus, items, day, regimes))
    chart = draw_ladder(corpus, items, day, regimes, output.out_file(out / "ladder.svg"))
    mapped = qpu(MAPPED)
    facts = {**machine_facts(corpus, mapped), **corpus.vocabulary.read_all(CLEAN)}
    world = outcomes_by_country(corpus, facts, day, regimes, Layer.ENFORCED)
    drawn = draw_map(corpus, world, mapped.name, day, output.out_file(out / "map.html"))
    console.print(f"\nThe ladder with all machines: [bold]{chart}[/]\nWhere may {MAPPED} go?    [bold]{drawn}[/]\n\n{NOTICE}")


def _ladders(corpus: Corpus, day: dt.date) -> Ladders:
    """Of the regimes that license exports and whose list of quantum computers was read; of others there is nothing to count."""
    found: dict[str, tuple[Rung, ...]] = {}
    for name in corpus.regimes:
        snapshot = corpus.on(day, name)
        if not snapshot.by_kind[Kind.REQUIREMENT]:
            continue
        rungs = ladder(snapshot)
        if rungs or not list_unread(snapshot):
            found[name] = rungs
    return found


def _stipulated() -> str:
    return "a sale to a company, parties and owners on no list, a civil end use, nothing told, known or suspected"


def _machines(items: list[Item], ladders: Ladders, wide: bool) -> Table:
    """A row a machine: what it is, whether it is on a ladder and under which reading, how far from the nearest limit."""
    from rich.table import Table

    title = "Which are controlled, under which reading, and how far from the nearest limit"
    table = Table(box=None, title=title, title_justify="left", padding=(0, 1))
    others = {"median": "median", "mean_all": "mean, all"} if wide else {}
    for heading in ("machine", "qubits", "C-NOT error", *others.values(), "controlled", "error/limit", "short by"):
        table.add_column(
            heading, no_wrap=heading != "controlled", justify="left" if heading in ("machine", "controlled") else "right"
        )
    for item in sorted(items, key=_rank):
        readings = {reading.name: number(reading.facts.get("cnot_error")) for reading in item.readings}
        error = number(nearest_to_the_words(item).facts.get("cnot_error"))
        qubits = number(item.common.get("physical_qubits"))
        more = [readings.get(name, "") for name in others]
        table.add_row(item.id, qubits, error, *more, _controlled(item, ladders), *_nearest(item, ladders))
    return table


def _rank(item: Item) -> tuple[float, str]:
    return (-float(number(item.common.get("physical_qubits")).replace("unknown", "0")), item.id)


def _controlled(item: Item, ladders: Ladders) -> str:
    """In which regimes, under which readings."""
    parts: dict[str, list[str]] = {}
    for regime, rungs in ladders.items():
        found = {reading.name: status(rungs, item, reading) for reading in item.readings or (UNREAD,)}
        inside = [name for name, one in found.items() if one == "controlled"]
        if inside:
            parts.setdefault("yes" if len(inside) == len(found) else f"by {', '.join(inside)}", []).append(regime)
        else:
            parts.setdefault("not known" if "undetermined" in found.values() else "no", []).append(regime)
    return "; ".join(text if len(parts) == 1 else f"{', '.join(regimes)}: {text}" for text, regimes in parts.items())


def _nearest(item: Item, ladders: Ladders) -> tuple[str, str]:
    """Error over the limit of its band, and how many more qubits at its error would be controlled, on the nearest ladder."""
    found = [near for rungs in ladders.values() if rungs and (near := margin_of(rungs, item)) is not None]
    ratios = [near.ratio for near in found if near.ratio is not None]
    more = [near.more for near in found if near.more is not None]
    return (f"{min(ratios):.3g}" if ratios else ""), (f"{min(more):,}" if more else "")


def _summary(items: list[Item], ladders: Ladders) -> str:
    lines = []
    for regime, rungs in ladders.items():
        if not rungs:
            lines.append(f"{regime} has no entry for quantum computers")
            continue
        counts = Counter(status(rungs, item, nearest_to_the_words(item)) for item in items)
        lines.append(
            f"{regime}: " + ", ".join(f"{counts[one]} {one}" for one in ("controlled", "not controlled", "undetermined"))
        )
    return f"\n{len(items)} machines. " + "; ".join(lines) + ".\n"


def _shipments(corpus: Corpus, items: list[Item], day: dt.date, regimes: tuple[str, ...]) -> Table:
    """How many machines may go where, by regime. Where the readings of a machine disagree its answer is the hull."""
    from rich.table import Table

    table = Table(box=None, title="Shipments: number of machines by outcome", title_justify="left")
    table.add_column("to", no_wrap=True, min_width=2)
    for regime in regimes:
        table.add_column(corpus.regimes[regime].name)
    for destination in DESTINATIONS:
        counts: dict[str, Counter[str]] = {regime: Counter() for regime in regimes}
        for item in items:
            answer = determine_item(corpus, item, {"act": "export", "destination": destination, **CLEAN}, day, regimes)
            for regime in regimes:
                counts[regime][output.styled(answer.outcome(regime))] += 1
        table.add_row(destination, *("\n".join(f"{n} {outcome}" for outcome, n in counts[r].most_common()) for r in regimes))
    return table
