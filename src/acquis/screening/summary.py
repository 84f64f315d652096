"""What a screening found, counted: by regime and outcome, by provision, by missing fact, by destination and by month.

The table is read lazily and in the streaming engine, so that memory does not grow with its rows. Every count is of rows of the
screening; nothing is judged again. A row is *held* where some regime says at least `licence_required`: for certain where the low
end of its outcome says so, possibly where only the high end does.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.law.model import Outcome
from acquis.screening.findings import MAYBE
from acquis.screening.screened import Screened

if TYPE_CHECKING:
    import polars as pl

HELD = Outcome.LICENCE_REQUIRED
SEPARATOR = "; "
CERTAIN, POSSIBLE, RELEASED = "held", "may be held", "not held"
STATES = (CERTAIN, POSSIBLE, RELEASED)


@dataclass(frozen=True, slots=True)
class RegimeCounts:
    """Rows of one regime by outcome (low, high), and the rows that no fact of the vocabulary can settle."""

    regime: str
    outcomes: Mapping[tuple[Outcome, Outcome], int]
    open_without_fact: int

    def count(self, state: str) -> int:
        """Rows in one of `STATES`."""
        return sum(n for (low, high), n in self.outcomes.items() if state_of(low, high) == state)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that answers lack. Counts are of rows, each once however many regimes ask.

    `alone`: in some regime it is the only fact missing. `first`: in some regime the most decisive one. `anywhere`: in some regime
    among those missing. `together`: all that any regime misses is this fact or one ranked above it.
    """

    fact: str
    alone: int
    first: int
    anywhere: int
    together: int
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """A requirement or prohibition among the reasons of held rows: rows where it holds, and where it may hold."""

    id: str
    regime: str
    holds: int
    may_hold: int


@dataclass(frozen=True, slots=True)
class Part:
    """Rows with one value of a column, by state."""

    value: str | None
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows of the part."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Amount:
    """The sum of a column by state, of one currency or unit. `without`: rows by state where the number is not known."""

    column: str
    unit: str | None
    sums: Mapping[str, Decimal]
    without: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the table hold what; None where there is none."""

    destination: str | None = None
    day: str | None = None
    value: str | None = None
    quantity: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Summary:
    """The whole summary. `days`: the first and last day of the rows. `stamps`: what the file says of law, lists and run."""

    file: str
    rows: int
    states: Mapping[str, int]
    regimes: tuple[RegimeCounts, ...]
    missing: tuple[MissingFact, ...]
    provisions: tuple[Provision, ...]
    destinations: tuple[Part, ...]
    months: tuple[Part, ...]
    amounts: tuple[Amount, ...]
    columns: Columns
    rejected: int | None
    stamps: Mapping[str, str]
    days: tuple[dt.date, dt.date] | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def corpus(self) -> str:
        """The digest of the corpus that judged, as the file says; empty where it does not."""
        return self.stamps.get("corpus", "")[:12]


def state_of(low: Outcome, high: Outcome) -> str:
    """Held, may be held, or not held."""
    return CERTAIN if low >= HELD else (POSSIBLE if high >= HELD else RELEASED)


def summarise(path: str | Path, columns: Columns | None = None) -> Summary:
    """The summary of a screening.

    Args:
        path: the Parquet file that `acquis screen` wrote.
        columns: which columns hold destination, day, value and quantity; by the usual names where None.

    Raises:
        ScreeningFileError: not the file of a screening, or a column that it does not have.
        MissingExtra: Polars is not installed.
    """
    screened = Screened.open(path)
    chosen = screened.columns_named(columns or Columns())
    parts = _regime_parts(screened)
    by_row, days = _by_row(screened, chosen)
    rejects = screened.rejects()
    return Summary(
        file=str(path),
        rows=sum(n for n, _ in by_row["all"].values()),
        states=_counts(by_row["all"]),
        regimes=tuple(_regime(regime, part) for regime, part in parts.items()),
        missing=_missing(screened),
        provisions=_provisions(parts),
        destinations=_parts(by_row.get("destination", {})),
        months=tuple(sorted(_parts(by_row.get("month", {})), key=lambda part: part.value or "")),
        amounts=_amounts(by_row, chosen),
        columns=chosen,
        rejected=None if rejects is None else sum(rejects.values()),
        stamps=screened.stamps,
        days=days,
        reasons=rejects or {},
    )


_Kind = tuple[str, ...]
"""low, high, missing, decided_by."""


def _regime_parts(screened: Screened) -> dict[str, list[tuple[_Kind, int]]]:
    """By regime the kinds of answers, each with its rows."""
    kinds = ("low", "high", "missing", "decided_by")
    found = screened.group_counts([(regime, kinds) for regime in screened.regimes])
    return dict(zip(screened.regimes, found, strict=True))


def _regime(regime: str, parts: Iterable[tuple[_Kind, int]]) -> RegimeCounts:
    outcomes: Counter[tuple[Outcome, Outcome]] = Counter()
    unread = 0
    for (low, high, missing, _), count in parts:
        outcomes[_outcome(low), _outcome(high)] += count
        unread += count if low != high and not missing else 0
    return RegimeCounts(regime, dict(sorted(outcomes.items())), unread)


def _outcome(name: str) -> Outcome:
    return Outcome[name.upper()]


def _missing(screened: Screened) -> tuple[MissingFact, ...]:
    """Facts by the rows that they would settle. Rows with the same lists of missing facts are counted together."""
    alone, first, anywhere = Counter[str](), Counter[str](), Counter[str]()
    regimes: dict[str, set[str]] = {}
    unions = Counter[frozenset[str]]()
    for lists, count in screened.combinations("missing"):
        asked = {regime: text.split(SEPARATOR) for regime, text in zip(screened.regimes, lists, strict=True) if text}
        alone.update({facts[0]: count for facts in asked.values() if len(facts) == 1})
        first.update({facts[0]: count for facts in asked.values()})
        anywhere.update({fact: count for facts in asked.values() for fact in facts})
        for regime, facts in asked.items():
            for fact in facts:
                regimes.setdefault(fact, set()).add(regime)
        unions[frozenset(fact for facts in asked.values() for fact in facts)] += count
    ranked = sorted(anywhere, key=lambda fact: (-alone[fact], -first[fact], -anywhere[fact], fact))
    together = _together(ranked, unions)
    return tuple(
        MissingFact(f, alone[f], first[f], anywhere[f], n, tuple(sorted(regimes[f])))
        for f, n in zip(ranked, together, strict=True)
    )


def _together(ranked: Sequence[str], unions: Mapping[frozenset[str], int]) -> list[int]:
    """For each fact the rows that miss something, and nothing beyond it and those before it."""
    place = {fact: k for k, fact in enumerate(ranked)}
    closed = [0] * len(ranked)
    for facts, count in unions.items():
        if facts:
            closed[max(place[fact] for fact in facts)] += count
    return list(accumulate(closed))


def _provisions(parts: Mapping[str, list[tuple[_Kind, int]]]) -> tuple[Provision, ...]:
    holds, may = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for regime, kinds in parts.items():
        for (_, high, _, decided_by), count in kinds:
            if _outcome(high) < HELD:
                continue
            for identifier in decided_by.split(SEPARATOR) if decided_by else ():
                (may if identifier.endswith(MAYBE) else holds)[regime, identifier.removesuffix(MAYBE)] += count
    found = [Provision(i, regime, holds[regime, i], may[regime, i]) for regime, i in holds.keys() | may.keys()]
    return tuple(sorted(found, key=lambda p: (-p.holds, -p.may_hold, p.id)))


_Tally = dict[tuple[Any, str], tuple[int, Mapping[str, tuple[Decimal, int]]]]


def _by_row(screened: Screened, columns: Columns) -> tuple[dict[str, _Tally], tuple[dt.date, dt.date] | None]:
    """By what (`all`, destination, month, currency): for each value and state the rows, and the sums of the number columns."""
    import polars as pl

    state = screened.state(HELD, STATES).alias("#state")
    keys: dict[str, pl.Expr] = {"all": pl.lit(None, dtype=pl.String)}
    if columns.destination:
        keys["destination"] = pl.col(columns.destination).cast(pl.String)
    if columns.day:
        keys["month"] = screened.day(columns.day).dt.strftime("%Y-%m")
    if columns.currency:
        keys["currency"] = pl.col(columns.currency).cast(pl.String)
    numbers = [name for name in (columns.value, columns.quantity) if name]
    sums = [screened.number(name).sum().alias(f"#sum {name}") for name in numbers]
    sums += [screened.number(name).is_null().sum().alias(f"#without {name}") for name in numbers]
    frames = [
        screened.lazy.select(state, key.alias("#key"), *(pl.col(name) for name in numbers if name != "#key"))
        .group_by("#key", "#state")
        .agg(pl.len().alias("#rows"), *sums)
        for key in keys.values()
    ]
    if columns.day:
        day = screened.day(columns.day)
        frames.append(screened.lazy.select(day.min().alias("first"), day.max().alias("last")))
    collected = screened.collect(frames)
    tallies: dict[str, _Tally] = {
        name: {
            (row["#key"], row["#state"]): (row["#rows"], {n: (row[f"#sum {n}"], row[f"#without {n}"]) for n in numbers})
            for row in frame.iter_rows(named=True)
        }
        for name, frame in zip(keys, collected, strict=False)
    }
    days = collected[-1].row(0) if columns.day else (None, None)
    return tallies, None if days[0] is None else (days[0], days[1])


def _counts(tally: _Tally) -> dict[str, int]:
    found = {state: 0 for state in STATES}
    for (_, state), (rows, _) in tally.items():
        found[state] += rows
    return found


def _parts(tally: _Tally) -> tuple[Part, ...]:
    """By value, the most held first."""
    values = {value for value, _ in tally}
    parts = [Part(value, {state: tally.get((value, state), (0, {}))[0] for state in STATES}) for value in values]
    return tuple(sorted(parts, key=lambda p: (-p.rows[CERTAIN], -p.rows[POSSIBLE], -p.rows[RELEASED], p.value or "")))


def _amounts(by_row: Mapping[str, _Tally], columns: Columns) -> tuple[Amount, ...]:
    """Money by currency, so that no two are added; units as they are."""
    found: list[Amount] = []
    if columns.value:
        found += _amounts_of(by_row.get("currency", by_row["all"]), columns.value)
    if columns.quantity:
        found += _amounts_of(by_row["all"], columns.quantity)
    return tuple(found)


def _amounts_of(tally: _Tally, column: str) -> Sequence[Amount]:
    units = sorted({unit for unit, _ in tally}, key=lambda unit: (unit is None, unit or ""))
    empty: tuple[int, Mapping[str, tuple[Decimal, int]]] = (0, {})
    return [
        Amount(
            column,
            unit,
            {state: tally.get((unit, state), empty)[1].get(column, (Decimal(0), 0))[0] for state in STATES},
            {state: tally.get((unit, state), empty)[1].get(column, (Decimal(0), 0))[1] for state in STATES},
        )
        for unit in units
    ]


def to_dict(found: Summary) -> dict[str, Any]:
    """The summary as JSON-ready data."""
    return {
        "file": found.file,
        "rows": found.rows,
        "rejected": found.rejected,
        "days": [day.isoformat() for day in found.days] if found.days else None,
        "states": dict(found.states),
        "regimes": {
            counts.regime: {
                "outcomes": [{"low": str(low), "high": str(high), "rows": rows} for (low, high), rows in counts.outcomes.items()],
                **{state: counts.count(state) for state in STATES},
                "open_without_fact": counts.open_without_fact,
            }
            for counts in found.regimes
        },
        "missing": [
            {
                "fact": f.fact,
                "alone": f.alone,
                "first": f.first,
                "anywhere": f.anywhere,
                "together": f.together,
                "regimes": list(f.regimes),
            }
            for f in found.missing
        ],
        "provisions": [{"id": p.id, "regime": p.regime, "holds": p.holds, "may_hold": p.may_hold} for p in found.provisions],
        "destinations": [{"destination": p.value, **p.rows} for p in found.destinations],
        "months": [{"month": p.value, **p.rows} for p in found.months],
        "amounts": [
            {
                "column": a.column,
                "unit": a.unit,
                "sums": {state: float(x) for state, x in a.sums.items()},
                "rows_without": dict(a.without),
            }
            for a in found.amounts
        ],
        "reject_reasons": dict(found.reasons),
        "stamps": dict(found.stamps),
    }
