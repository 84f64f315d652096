"""`acquis prematurity`: each threshold against what real things do, and against the machines that break cryptography."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.quantities import NAMES
from acquis.conditions.values import Truth
from acquis.law import Corpus, Layer, load_corpus

if TYPE_CHECKING:
    from acquis.compare.prematurity import Prematurity, State, Threshold
    from acquis.compare.tracking import Tracking

LIMITS = (
    "The shipped tables are samples, not a census: of quantum computers they hold calibrations that vendors published, dated by "
    "the calibration and not by the machine. A distance above 0 is one from these; machines that are not in them may be nearer.",
    "Values that are only known to lie between two ends stand at their geometric mean. Both days are read with the list and the "
    "definitions of the second.",
)


def prematurity(
    topic: Annotated[list[str] | None, typer.Option("--topic", help="only this topic (may be repeated); all by default")] = None,
    side: Annotated[list[str] | None, typer.Option("--side", help="only this side of the topic (may be repeated)")] = None,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
    out: Annotated[Path | None, typer.Option("--out", help="also draw it, with one --topic (.svg, .png or .html)")] = None,
    json: output.Json = False,
) -> None:
    """Is a threshold ahead of the machines, or behind them: orders of magnitude from the nearest real thing, then and now.

    Also the real things inside, and whether the thresholds follow the estimates of what breaks RSA-2048 or ECC-256.
    """
    from acquis.compare.prematurity import prematurity as measure
    from acquis.compare.topics import topic as named
    from acquis.compare.topics import topics
    from acquis.compare.tracking import tracking
    from acquis.errors import AcquisError

    corpus, day = load_corpus(), output.day(on)
    chosen = [named(corpus, name) for name in topic] if topic else list(topics(corpus).values())
    if out is not None and len(chosen) != 1:
        raise AcquisError("a picture shows one topic", field="--out", way_out="name it with --topic")
    path = None if out is None else output.out_file(out)
    found = [(each, tracking(corpus, each, layer)) for each in (measure(corpus, of, day, side, layer) for of in chosen)]
    if path is not None:
        draw(corpus, *found[0], path)
    if json:
        topics_told = [{**each.to_dict(), "cryptanalysis": [t.to_dict() for t in tracks]} for each, tracks in found]
        output.print_json({"on": day.isoformat(), "topics": topics_told, "limits": list(LIMITS)})
        return
    tell(found, every=bool(topic))
    if path is not None:
        print(path)


def tell(found: Sequence[tuple[Prematurity, Sequence[Tracking]]], *, every: bool) -> None:
    """Tables: one of thresholds a topic, and one of estimates where there are any. `every`: also topics without a threshold."""
    console = output.console(least=150)
    for measured, tracks in found:
        if measured.thresholds:
            console.print(_thresholds(measured))
        elif every:
            console.print(f"{measured.topic.title}: no side has a threshold on {measured.on}.")
        for name, reason in measured.skipped.items():
            console.print(f"[bright_black]not measured: {name} ({reason})[/]")
        if tracks:
            console.print(_tracking(tracks))
            for track in tracks:
                console.print(_verdict(track))
        console.print()
    for limit in LIMITS:
        console.print(f"[bright_black]{limit}[/]")
    console.print("Decision support with sources and dates, not legal advice.")


def _thresholds(measured: Prematurity) -> Any:
    from rich.table import Table

    table = Table(title=f"{measured.topic.title}: law of {measured.on}", title_justify="left")
    for heading in ("side", "provision", "threshold", "since"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "since")
    for heading in ("then: missing", "inside", "now: missing", "inside"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "inside" else "left")
    for threshold in measured.thresholds:
        table.add_row(
            threshold.side,
            threshold.provision.partition(".")[2],
            str(threshold.region) + (" (outline)" if threshold.outer else ""),
            _since(threshold),
            *_columns(threshold.then),
            *_columns(threshold.now),
        )
    table.caption = (
        "missing: orders of magnitude (log10) from the nearest real thing on all axes, below 0 beyond it; "
        "inside: certain, and after + those that may be"
    )
    return table


def _since(threshold: Threshold) -> str:
    return "" if threshold.since is None else f"{'by ' if threshold.at_latest else ''}{threshold.since}"


def _columns(state: State | None) -> tuple[str, str]:
    if state is None or not state.known:
        return ("no table", "") if state is not None else ("", "")
    inside = f"{len(state.inside)} +{len(state.undecided)} of {state.known}"
    if state.joint is None:
        return "not known", inside
    name, missing = state.joint
    if len(state.axes) == 1:  # where one number decides, it also says how far beyond the threshold the best is
        (best,) = state.axes.values()
        return f"{best.distance:+.2f} ({best.item})", inside
    return ("0" if missing == 0 else f"{missing:+.2f} ({name})"), inside


def _tracking(tracks: Sequence[Tracking]) -> Any:
    from rich.table import Table

    table = Table(title="Estimates of the machine that breaks it", title_justify="left")
    for heading in ("estimate", "target", "date", "qubits", "above the best machine of its day"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "date")
    alike: dict[tuple[tuple[Truth, float | None], ...], list[Tracking]] = {}
    for track in tracks:
        alike.setdefault(tuple((judged.controlled, judged.above_list) for judged in track.judged), []).append(track)
    for same in alike.values():
        table.add_column(f"{', '.join(track.side for track in same)}: controlled; above the list")
    for row in zip(*(same[0].judged for same in alike.values()), strict=True):
        estimate = row[0].estimate
        axis = next(iter(estimate.facts.values()))
        name = estimate.authors + (" (secondary)" if estimate.read != "primary" else "") + (" *" if estimate.only_with else "")
        cells = [f"{_TRUTHS[judged.controlled]}; {_orders(judged.above_list)}" for judged in row]
        qubits = f"{'< ' if estimate.below else ''}{axis:,}"
        table.add_row(name, estimate.target, str(estimate.date), qubits, _orders(row[0].above_machines), *cells)
    table.caption = "above: orders of magnitude (log10); the list from its highest threshold of qubits. * with " + "; ".join(
        dict.fromkeys(j.estimate.only_with for track in tracks for j in track.judged if j.estimate.only_with)
    )
    return table


_TRUTHS = {True: "yes", False: "no", None: "open"}


def _orders(value: float | None) -> str:
    return "not known" if value is None else f"{value:+.2f}"


def _verdict(track: Tracking) -> str:
    if track.tracks is None:
        return f"{track.side}: no estimate of a new least came out since {track.since}."
    fell = ", ".join(f"{e.target} {e.date} ({e.authors})" for e in track.records)
    if not track.tracks:
        return f"{track.side}: does not track them. Thresholds unchanged since {track.since}; new least estimates since: {fell}."
    days = ", ".join(map(str, track.changes))
    since = f"new least estimates since {track.since}: {fell}"
    return f"{track.side}: thresholds changed on {days}; {since}. That is no proof of a cause."


def draw(corpus: Corpus, measured: Prematurity, tracks: Sequence[Tracking], path: Path) -> Path:
    """Writes the chart."""
    from acquis.compare.prematurity import known_ends
    from acquis.figures import save
    from acquis.figures.prematurity_drawing import AxisPanel, Limit, Thing, prematurity_chart

    panels = []
    for axis in measured.topic.axes:
        if axis.low is None:
            continue
        bounded = [
            (threshold, b)
            for threshold in measured.thresholds
            if not isinstance(b := threshold.region.bounds.get(axis.fact), bool)
        ]
        rising = any(b is not None and b.low is not None for _, b in bounded)
        limits = [
            _limit(threshold, float(edge), measured, Limit)
            for threshold, b in bounded
            if b is not None and (edge := b.low if rising else b.high) is not None
        ]
        things = [
            Thing(name, day, (ends[0] * ends[1]) ** 0.5)
            for name, day, value in measured.values(axis.fact)
            if (ends := known_ends(value)) is not None and day <= measured.on
        ]
        judged = tracks[0].judged if tracks else ()
        machines = [
            Thing(_first(j.estimate.authors), j.estimate.date, ends[0], j.estimate.target, j.estimate.below)
            for j in judged
            if j.estimate.only_with is None and (ends := known_ends(j.estimate.facts.get(axis.fact))) is not None
        ]
        unit = corpus.vocabulary[axis.fact].unit or "1"
        name = NAMES.get(axis.fact, axis.fact.replace("_", " "))
        title = f"{name[:1].upper()}{name[1:]}" + ("" if unit in ("1", name) else f" ({unit})")
        panels.append(AxisPanel(title, rising, tuple(limits), tuple(things), tuple(machines if rising else ())))
    as_of = max(corpus.regimes[side.regime].as_of for side in measured.topic.sides)
    chart = prematurity_chart(
        panels,
        title=f"{measured.topic.title}: thresholds and machines",
        under=[f"Law of {measured.on}; each line begins on the day on which the threshold took effect"],
        remarks=[LIMITS[0]],
        source=f"acquis corpus {corpus.digest[:12]}, read as of {as_of}; items and estimates: NOTICE",
        until=measured.on,
    )
    return save(chart, path)


def _first(authors: str) -> str:
    return authors.partition(",")[0].removesuffix(" and others")


def _limit(threshold: Threshold, value: float, measured: Prematurity, limit: Any) -> Any:
    return limit(value, threshold.since or measured.on, measured.on, threshold.side)
