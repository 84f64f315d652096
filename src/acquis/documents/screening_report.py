"""The summary of a screening as a document, and as the sheets of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from acquis.documents import model as m
from acquis.documents.spreadsheet import Cell, Sheet
from acquis.figures import to_svg
from acquis.figures.screening_drawing import Bar, bars_chart, months_chart
from acquis.law import NOTICE
from acquis.law.model import Outcome
from acquis.screening.summary import STATES, Amount, RegimeCounts, Summary

if TYPE_CHECKING:
    import altair as alt

MOST = 20
HELD_MEANS = (
    "A row is held where some regime says licence required or prohibited for certain. It may be held where a fact is missing "
    "that could lead there: until it is known, such a row is not free. All other rows are not held, but may carry conditions."
)
MISSING_MEANS = (
    "Rows are counted once, however many regimes ask. Alone: in some regime the only fact missing, so that knowing it gives "
    "that answer. First: in some regime the most decisive of several. Anywhere: in some regime among those missing. "
    "Together: all that any regime misses is this fact or one above it in the list. Ranked by alone, then first, then anywhere."
)
PROVISION_MEANS = (
    "Rows of which a regime says that they are held or may be, by the requirements and prohibitions that it gives as reasons. "
    "Holds: the provision applies. May hold: a fact is missing that decides whether it does."
)
_OPEN_HELD, _OPEN_FREE = "open: may need a licence", "open: below a licence"


def regime_parts(counts: RegimeCounts) -> dict[str, int]:
    """The rows of a regime: each settled outcome by name, and the open ones by whether they may need a licence."""
    parts: dict[str, int] = {}
    for (low, high), rows in counts.outcomes.items():
        name = _plain(low) if low == high else (_OPEN_HELD if high >= Outcome.LICENCE_REQUIRED else _OPEN_FREE)
        parts[name] = parts.get(name, 0) + rows
    return parts


def _plain(outcome: Outcome) -> str:
    return str(outcome).replace("_", " ")


_STATE_COLOURS = dict(zip(STATES, ("#b2182b", "#fdae61", "#d9d9d9"), strict=True))
_COLOURS = {
    _plain(Outcome.PROHIBITED): "#7f0000",
    _plain(Outcome.LICENCE_REQUIRED): "#d7301f",
    _OPEN_HELD: "#fdae61",
    _OPEN_FREE: "#ffeda0",
    _plain(Outcome.CONDITIONAL): "#a6bddb",
    _plain(Outcome.FREE): "#2c7fb8",
    _plain(Outcome.NOT_SUBJECT): "#d9d9d9",
}
_LACKS = {"the only fact missing": "#b2182b", "the most decisive of several": "#fdae61", "one of several": "#d9d9d9"}


def screening_document(found: Summary, on: dt.date) -> m.Document:
    """The summary to be read. `on`: the day of writing.

    Raises:
        MissingExtra: the charts are not installed.
    """
    blocks: tuple[m.Block, ...] = (
        m.Notice(NOTICE),
        m.Heading("In short"),
        m.Items(tuple(in_short(found))),
        *_regimes(found),
        *_missing(found),
        *_provisions(found),
        *_destinations(found),
        *_months(found),
        *_amounts(found),
        *_rejects(found),
        m.Heading("What this rests on"),
        _stamps(found),
        m.Paragraph(("Made by ", m.Code(f"acquis screen summary {found.file}"), ".")),
    )
    title = "Screening of transfers"
    return m.Document(title, on, found.corpus, blocks, subtitle=_subtitle(found))


def _subtitle(found: Summary) -> str:
    days = f", {found.days[0]} to {found.days[1]}" if found.days else ""
    return f"{found.rows:,} rows under {len(found.regimes)} regimes{days}"


def in_short(found: Summary) -> Iterator[str]:
    """What a reader takes away, in sentences."""
    held, may, free = (found.states[state] for state in STATES)
    yield f"Of {found.rows:,} rows {held:,} are held ({_percent(held, found.rows)}), {may:,} may be held, {free:,} are not held."
    if found.missing:
        best = found.missing[0]
        last = next((k for k, fact in enumerate(found.missing[:5], 1) if fact.together), 0)
        if best.alone:
            yield f"The fact to ask for first: {best.fact}. It alone settles an answer on {best.alone:,} rows."
        else:
            yield f"No fact settles an answer alone. Ask first for {best.fact}, the most decisive on {best.first:,} rows."
        if last:
            names = ", ".join(fact.fact for fact in found.missing[:last])
            yield f"With {names} known, {found.missing[last - 1].together:,} rows lack nothing more."
    for counts in found.regimes:
        if counts.open_without_fact:
            yield (
                f"{counts.regime}: {counts.open_without_fact:,} rows stay open whatever is asked, because law is known to exist "
                "that was not read or that no fact decides."
            )
    if found.rejected is None:
        yield "No file of rejects lies beside the screening: whether rows could not be read is not known."
    elif found.rejected:
        yield f"{found.rejected:,} rows could not be read and were not screened."
    else:
        yield "Every row could be read."


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def regimes_chart(found: Summary) -> alt.TopLevelMixin:
    """The answers of each regime."""
    bars = [Bar(counts.regime, regime_parts(counts)) for counts in found.regimes]
    met = {part: colour for part, colour in _COLOURS.items() if any(bar.parts.get(part) for bar in bars)}
    return bars_chart(bars, met, title="Answers by regime", under=_subtitle(found), share=True)


def _regimes(found: Summary) -> Iterator[m.Block]:
    yield m.Heading("By regime and outcome")
    yield _figure(regimes_chart(found), "Share of the rows by answer of each regime")
    met = [part for part in _COLOURS if any(regime_parts(counts).get(part) for counts in found.regimes)]
    rows = [(counts.regime, *(f"{regime_parts(counts).get(part, 0):,}" for part in met)) for counts in found.regimes]
    yield m.Table("Rows by regime and outcome", ("Regime", *met), tuple(rows), numbers=frozenset(range(1, len(met) + 1)))
    yield m.Paragraph(HELD_MEANS)


def missing_chart(found: Summary) -> alt.TopLevelMixin:
    """The facts that answers lack."""
    alone, first, other = _LACKS
    bars = [
        Bar(f.fact, {alone: f.alone, first: max(0, f.first - f.alone), other: f.anywhere - max(f.first, f.alone)})
        for f in found.missing[:12]
    ]
    return bars_chart(bars, _LACKS, title="Missing facts", under="Rows of which an answer lacks the fact")


def _missing(found: Summary) -> Iterator[m.Block]:
    yield m.Heading("Missing facts")
    if not found.missing:
        yield m.Paragraph("No answer lacks a fact.")
        return
    yield _figure(missing_chart(found), "Rows by missing fact")
    rows = [
        (m_.fact, f"{m_.alone:,}", f"{m_.first:,}", f"{m_.anywhere:,}", f"{m_.together:,}", ", ".join(m_.regimes))
        for m_ in found.missing[:MOST]
    ]
    yield m.Table(
        f"Missing facts by the rows that they would settle{_first(len(found.missing))}",
        ("Fact", "Alone", "First", "Anywhere", "Together", "Regimes"),
        tuple(rows),
        numbers=frozenset({1, 2, 3, 4}),
        widths=(3, 1.2, 1.2, 1.4, 1.4, 3.4),
    )
    yield m.Paragraph(MISSING_MEANS)


def _first(count: int) -> str:
    return f" (the first {MOST} of {count})" if count > MOST else ""


def _provisions(found: Summary) -> Iterator[m.Block]:
    yield m.Heading("Provisions behind held rows")
    if not found.provisions:
        yield m.Paragraph("No row is held or may be held.")
        return
    rows: list[tuple[m.Text, ...]] = [
        ((m.Code(p.id),), p.regime, f"{p.holds:,}", f"{p.may_hold:,}") for p in found.provisions[:MOST]
    ]
    yield m.Table(
        f"Requirements and prohibitions by rows{_first(len(found.provisions))}",
        ("Provision", "Regime", "Holds", "May hold"),
        tuple(rows),
        numbers=frozenset({2, 3}),
        widths=(5, 1, 1.3, 1.3),
    )
    yield m.Paragraph(PROVISION_MEANS)


def _destinations(found: Summary) -> Iterator[m.Block]:
    if found.destinations:
        yield m.Heading("Destinations")
        rows = [
            (p.value or "not known", *(f"{p.rows[state]:,}" for state in STATES), f"{p.total:,}")
            for p in found.destinations[:MOST]
        ]
        caption = f"Rows by destination, as the column {found.columns.destination} says{_first(len(found.destinations))}"
        yield m.Table(caption, ("Destination", *STATES, "all"), tuple(rows), numbers=frozenset({1, 2, 3, 4}))


def _months(found: Summary) -> Iterator[m.Block]:
    if found.months:
        yield m.Heading("Over time")
        bars = [Bar(part.value or "no day", part.rows) for part in found.months]
        yield _figure(
            months_chart(bars, _STATE_COLOURS, title="Rows by month", under=_subtitle(found)), "Rows by month of the transfer"
        )


def _amounts(found: Summary) -> Iterator[m.Block]:
    yield m.Heading("Money and units held")
    if not found.amounts:
        yield m.Paragraph("The table has no column that is known to hold values or quantities; --value and --quantity name them.")
        return
    rows = [
        (_amount_name(a), *(f"{a.sums[state]:,.2f}" for state in STATES), f"{sum(a.without.values()):,}") for a in found.amounts
    ]
    yield m.Table(
        "Sums by state; a row without a readable number is in none of them",
        ("Column", *STATES, "rows without"),
        tuple(rows),
        numbers=frozenset({1, 2, 3, 4}),
    )
    if found.columns.value and not found.columns.currency:
        yield m.Paragraph(
            f"No column of currencies is known: the sums of {found.columns.value} are right only where it has one unit."
        )


def _amount_name(amount: Amount) -> str:
    return f"{amount.column} ({amount.unit})" if amount.unit else amount.column


def _rejects(found: Summary) -> Iterator[m.Block]:
    if found.reasons:
        yield m.Heading("Rows that could not be read")
        rows = tuple((reason, f"{rows:,}") for reason, rows in list(found.reasons.items())[:MOST])
        yield m.Table(f"By reason{_first(len(found.reasons))}", ("Reason", "Rows"), rows, numbers=frozenset({1}), widths=(6, 1))


def _stamps(found: Summary) -> m.Table:
    rows = [("file", found.file), ("corpus", found.corpus or "not recorded in the file")]
    rows += [(key, text) for key, text in found.stamps.items() if len(text) <= 200]
    return m.Table("Law, lists and run, as the file records them", ("What", "Which"), tuple(rows), widths=(2, 6))


def _figure(chart: alt.TopLevelMixin, caption: str) -> m.Figure:
    words = str(chart.to_dict().get("description", caption))
    return m.Figure(to_svg(chart), words, caption)


def screening_sheets(found: Summary) -> Sequence[Sheet]:
    """The whole summary, uncut, as sheets."""
    told: list[tuple[Cell, ...]] = [("Screening of transfers", _subtitle(found)), *(("", line) for line in in_short(found))]
    told += [("held", HELD_MEANS), ("missing facts", MISSING_MEANS), ("provisions", PROVISION_MEANS), ("notice", NOTICE)]
    told += [("file", found.file), ("corpus", found.corpus or "not recorded in the file"), *found.stamps.items()]
    outcomes = [(c.regime, _plain(low), _plain(high), rows) for c in found.regimes for (low, high), rows in c.outcomes.items()]
    facts = [(f.fact, f.alone, f.first, f.anywhere, f.together, ", ".join(f.regimes)) for f in found.missing]
    amounts: list[tuple[Cell, ...]] = [
        (a.column, a.unit, *(Decimal(a.sums[state]) for state in STATES), sum(a.without.values())) for a in found.amounts
    ]
    return (
        Sheet("Read me", (), tuple(told)),
        Sheet("Outcomes", ("Regime", "Low", "High", "Rows"), tuple(outcomes)),
        Sheet("Missing facts", ("Fact", "Alone", "First", "Anywhere", "Together", "Regimes"), tuple(facts)),
        Sheet(
            "Provisions",
            ("Provision", "Regime", "Holds", "May hold"),
            tuple((p.id, p.regime, p.holds, p.may_hold) for p in found.provisions),
        ),
        Sheet(
            "Destinations",
            ("Destination", *STATES),
            tuple((p.value, *(p.rows[state] for state in STATES)) for p in found.destinations),
        ),
        Sheet("Months", ("Month", *STATES), tuple((p.value, *(p.rows[state] for state in STATES)) for p in found.months)),
        Sheet("Amounts", ("Column", "Unit", *STATES, "Rows without"), tuple(amounts)),
        Sheet("Rejects", ("Reason", "Rows"), tuple(found.reasons.items())),
    )
