"""`acquis timeline`: one real item through all dates and regimes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output, tables
from acquis.cli.assess import transaction_facts
from acquis.errors import AcquisError
from acquis.items import Item
from acquis.law import Corpus, Layer, OutcomeInterval, load_corpus

if TYPE_CHECKING:
    from acquis.compare.timeline import Span, Timeline


def timeline(
    item: Annotated[str | None, typer.Argument(help="an item of any table, for example H20 or chip:A100")] = None,
    qpu: tables.Qpu = None,
    chip: tables.Chip = None,
    model: tables.Model = None,
    cluster: tables.Cluster = None,
    reading: tables.Reading = None,
    act: tables.Act = None,
    to: output.To = None,
    from_: output.From = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="the first day; by default the day of the item")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="the last day; today by default")] = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    screened: output.Screened = False,
    fact: output.Facts = None,
    out: Annotated[Path | None, typer.Option("--out", help="also draw it (.svg, .png or .html)")] = None,
    json: output.Json = False,
) -> None:
    """What the law of every day, under each regime, said of one real item: outcome and entries, from the day the item is known.

    What the corpus does not hold is "not in the corpus", never free.
    """
    from acquis.compare.real_items import known_since
    from acquis.compare.timeline import timeline as over_time

    corpus = load_corpus()
    thing = _chosen(item, qpu, chip, model, cluster)
    thing = thing if reading is None else _only(thing, reading)
    facts = {"act": "export", **transaction_facts(to, from_, screened, fact or [], act)}
    known = known_since(thing)
    start = _day(since, "--since") or known
    if start is None:
        raise AcquisError("the day of the item is not known", field="--since", way_out="name the first day with --since")
    end = _day(until, "--until") or dt.date.today()
    names = output.checked_regimes(corpus, regime)
    path = None if out is None else output.out_file(out)
    answer = over_time(corpus, thing, facts, start, end, names, layer, known_since=known)
    if path is not None:
        draw(answer, corpus, path)
    if json:
        output.print_json(answer.to_dict())
        return
    tell(answer)
    if path is not None:
        print(path)


def _chosen(item: str | None, qpu: str | None, chip: str | None, model: str | None, cluster: str | None) -> Item:
    if item is not None and (qpu, chip, model, cluster) == (None, None, None, None):
        return tables.any_item(item)
    if item is not None:
        raise AcquisError("timeline takes one item", way_out="acquis timeline H20, or acquis timeline --chip H20")
    found = tables.chosen("timeline", None, qpu, chip, model, cluster)
    assert found is not None
    return found


def _only(item: Item, reading: str) -> Item:
    from dataclasses import replace

    return replace(item, readings=(item.reading(reading),))


def _day(text: str | None, field: str) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AcquisError(f"{text!r} is not a day of the calendar", field=field, way_out="write YYYY-MM-DD") from None


def tell(answer: Timeline) -> None:
    """The timeline as a table: a row for each change of the outcome, or of the entries that hold."""
    from rich.markup import escape
    from rich.table import Table

    from acquis.compare.timeline import merged

    console = output.console(least=120)
    console.print(f"[bold]{escape(answer.item)}[/], {_transaction(answer)}, law of {answer.start} to {answer.end}")
    table = Table()
    for heading in ("regime", "from", "to", "outcome"):
        table.add_column(heading, no_wrap=heading in ("from", "to"))
    table.add_column("entries (in brackets: may hold at some time)", overflow="fold")
    for lane in answer.lanes:
        spans = tuple(merged(lane.spans, whatever_is_possible=True))
        for k, span in enumerate(spans):
            table.add_row(
                lane.name if k == 0 else "",
                str(span.start),
                str(span.end),
                _outcome(span),
                _entries(span),
                end_section=k == len(spans) - 1,
            )
    console.print(table)
    console.print("Decision support with sources and dates, not legal advice.")


def _outcome(span: Span) -> str:
    if span.low is None or span.high is None:
        return "[bright_black]not in the corpus[/]"
    return output.styled(OutcomeInterval(span.low, span.high))


_MOST = 4


def _entries(span: Span) -> str:
    possible = [f"({name})" for name in span.possible]
    shown = [*span.entries, *possible[: max(_MOST - len(span.entries), 0)]]
    more = len(span.entries) + len(possible) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _transaction(answer: Timeline) -> str:
    facts: dict[str, Any] = dict(answer.transaction)
    parts = [str(facts["act"])]
    parts += [f"to {facts['destination']}"] if "destination" in facts else []
    parts += [f"from {facts['exported_from']}"] if "exported_from" in facts else ["from each regime's own country"]
    return " ".join(parts)


def draw(answer: Timeline, corpus: Corpus, path: Path) -> Path:
    """Writes the chart."""
    from acquis.compare.timeline import merged
    from acquis.figures import save
    from acquis.figures.timeline_drawing import Row, Stretch, timeline_chart

    def stretch(span: Span) -> Stretch:
        low, high = (None if outcome is None else str(outcome) for outcome in (span.low, span.high))
        names = [*map(_short, span.entries), *(f"({_short(name)})" for name in span.possible)]
        return Stretch(span.start, span.end, low, high, ", ".join(names), _entries(span))

    rows = [Row(lane.name, tuple(map(stretch, merged(lane.spans, whatever_is_possible=True)))) for lane in answer.lanes]
    as_of = max(corpus.regimes[lane.regime].as_of for lane in answer.lanes)
    known = "" if answer.known_since is None else f" Known since {answer.known_since}; its data are those of today."
    chart = timeline_chart(
        rows,
        title=f"{answer.item} through time",
        under=[f"{_transaction(answer)[:1].upper()}{_transaction(answer)[1:]}, {answer.layer} law.{known}"],
        source=f"acquis corpus {answer.corpus}, read as of {as_of}; data on the item: NOTICE",
    )
    return save(chart, path)


def _short(identifier: str) -> str:
    """An id without its regime and, where enough is left, its instrument."""
    parts = identifier.split(".")
    return ".".join(parts[2:] if len(parts) > 3 else parts[1:])
