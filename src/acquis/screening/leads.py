"""Leads: patterns in transfers that an analyst may want to look at. None is a verdict, and none enters an answer of the law.

Each lead says by which formula it was found, from which numbers, on which rows, and which innocent explanation to check first.
Its chance is the exact chance of at least so many rows if rows were spread by chance, and only leads within the stated rate of
false discoveries are told. Real trade is not spread by chance: rows come in series. So a rate is a limit for noise, not a
probability of wrongdoing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, log2, log10
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.screening.chance import adjusted, binomial_tail, fisher_tail

if TYPE_CHECKING:
    import polars as pl

NOT_A_VERDICT = (
    "Leads, not verdicts: each is a reason to look, and may have an innocent explanation. The law's answers do not use them."
)
RATE = 0.05
SHOWN_ROWS = 50
_PRIOR = 0.5  # added to every count of a ratio, so that small counts do not shout (Haldane 1956, Anscombe 1956)


class LeadError(AcquisError):
    """The table has not what a pattern needs."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of lead: what it is, its formula, and what to check first."""

    id: str
    title: str
    formula: str
    innocent: str


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. `inputs`: the numbers of the formula. `chance`: of so much by chance; `rate`: after all tests (q-value)."""

    pattern: str
    subject: tuple[str, ...]
    score: float
    chance: float
    rate: float
    inputs: Mapping[str, float | int | str]
    rows: tuple[int, ...]
    row_count: int


_FISHER = (
    "score = -log10 p; p: Fisher's exact test, one-sided, of the share {}; lift = ratio of both shares, 0.5 added to each count"
)
HUB = Pattern(
    "new_hub",
    "A country through which more of a good goes since a control took effect",
    _FISHER.format("of rows of the good through the country, after against before the day"),
    "A carrier moved its hub, a free-trade zone opened, or one large buyer there grew; compare with free goods.",
)
NEW_GOOD = Pattern(
    "new_to_good",
    "A consignee that receives a good, or far more of it, since a control took effect; new where no other hits are counted",
    _FISHER.format("of the good among the rows of the consignee, after against before the day"),
    "A new project, a successor of another firm, or goods that were bought elsewhere before; ask for the end use.",
)
MISFIT = Pattern(
    "unusual_good",
    "A good that its consignee receives far more often than its peers",
    _FISHER.format("of the good among the rows of the consignee, against its peers (same profile)"),
    "The profile is too coarse, or the consignee is a distributor or a service centre; look at what it does.",
)
ROUTING = Pattern(
    "new_route",
    "A consignee whose goods go another way since a control took effect",
    _FISHER.format("of the route among the rows of the consignee, after against before the day"),
    "A carrier's network changed, a war or a strike closed a way; see whether its neighbours changed too.",
)
ROUND = Pattern(
    "round_trip",
    "Goods that come back to the party that sent them",
    "score = -log10 p; p: Fisher's exact test, one-sided, of the share of rows to the first sender among those that its "
    "customer sends, against all other senders of the good; only where the customer sends after it has received",
    "Repair, calibration, returns and loans; look for the purpose and the serial numbers.",
)
BUNCHING = Pattern(
    "below_limit",
    "Numbers that gather on the free side of a limit of the law",
    "score = -log10 p; p: chance of so many values in the band beside the limit, free side, among three bands of equal width, "
    "were each equally likely, as under a locally linear density (after McCrary 2008); each value counts once",
    "A product designed to the limit on purpose, which is lawful, or a standard size that happens to lie there.",
)
PATTERNS = (HUB, NEW_GOOD, MISFIT, ROUTING, ROUND, BUNCHING)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what; None: there is none, and patterns that need it are not looked for."""

    day: str = "day"
    good: str = "item_kind"
    consignee: str | None = "consignee"
    sender: str | None = None
    via: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the law on a fact, and on which side a thing is free: below or above."""

    fact: str
    value: Decimal
    free_below: bool
    provision: str


@dataclass(frozen=True, slots=True)
class _Count:
    """Hits inside and outside, of which a share is tested."""

    subject: tuple[str, ...]
    inside: int
    of: int
    others: int
    of_others: int
    extra: Mapping[str, str | int]
    rows: Callable[[], pl.Series]


def find_leads(
    frame: pl.DataFrame,
    columns: Columns,
    controls: Mapping[dt.date, Iterable[str]],
    limits: Sequence[Limit] = (),
    *,
    rate: float = RATE,
    months: int = 12,
) -> list[Lead]:
    """The leads of a table, ranked within each pattern.

    Args:
        frame: rows with `row` and the columns named.
        columns: which column holds what.
        controls: by day on which the law changed, the goods that it bears on (`control_days`).
        limits: limits of the law on number columns (`limits_of`).
        rate: of false discoveries among the leads of a pattern.
        months: how long before and after a change rows are compared.

    Raises:
        LeadError: a column is not there.
    """
    import polars as pl

    named = [getattr(columns, name) for name in ("day", "good", "consignee", "sender", "via", "profile")]
    for name in ("row", *(name for name in named if name is not None)):
        if name not in frame.columns:
            raise LeadError(f"there is no column {name!r}", way_out=f"one of {', '.join(frame.columns)}")
    found: list[Lead] = []
    splits = [
        (day, good, *_around(frame, columns, day, months)) for day, goods in sorted(controls.items()) for good in sorted(goods)
    ]
    good = pl.col(columns.good)
    if columns.via:
        via = columns.via
        found += _tested(
            HUB,
            (
                c
                for day, g, b, a in splits
                for c in _changes(b.filter(good == g), a.filter(good == g), [via], None, (g, str(day)))
            ),
            rate,
        )
    if columns.consignee:
        who = columns.consignee
        found += _tested(NEW_GOOD, (c for day, g, b, a in splits for c in _new(b, a, who, columns.good, g, str(day))), rate)
        found += _tested(MISFIT, _misfits(frame, who, columns.good, columns.profile), rate)
        if columns.via:
            days = {day: (b, a) for day, _, b, a in splits}
            found += _tested(
                ROUTING, (c for day, (b, a) in days.items() for c in _changes(b, a, [who, columns.via], who, (str(day),))), rate
            )
        if columns.sender:
            found += _tested(ROUND, _returns(frame, columns.sender, who, columns), rate)
    found += _tested_bands(frame, limits, rate)
    return found


def _around(frame: pl.DataFrame, columns: Columns, day: dt.date, months: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    start, end = (pl.select(pl.lit(day).dt.offset_by(f"{k}mo")).item() for k in (-months, months))
    at = pl.col(columns.day)
    return frame.filter((at >= start) & (at < day)), frame.filter((at >= day) & (at < end))


def _changes(
    before: pl.DataFrame, after: pl.DataFrame, keys: Sequence[str], within: str | None, named: tuple[str, ...]
) -> Iterator[_Count]:
    """Whether each value of the last key has a greater share after, of all rows or of those with the same `within`."""
    import polars as pl

    counts = [frame.drop_nulls(list(keys)).group_by(keys).agg(pl.len().alias("n")) for frame in (before, after)]
    wholes = [dict(f.drop_nulls(within).group_by(within).agg(pl.len()).rows()) if within else {} for f in (before, after)]
    olds = {row[:-1]: row[-1] for row in counts[0].rows()}
    for *key, n in sorted(counts[1].rows(), key=str):
        of, of_others = (wholes[1][key[0]], wholes[0].get(key[0], 0)) if within else (after.height, before.height)
        if of_others:
            rows = _lazy_rows(after, dict(zip(keys, key, strict=True)))
            yield _Count((*map(str, key), *named), n, of, olds.get(tuple(key), 0), of_others, {}, rows)


def _new(before: pl.DataFrame, after: pl.DataFrame, who: str, good: str, wanted: str, day: str) -> Iterator[_Count]:
    """Whether the good has a greater share after, for consignees with rows before."""
    import polars as pl

    def by(frame: pl.DataFrame) -> dict[str, tuple[int, int]]:
        hit = (pl.col(good) == wanted).sum()
        return {name: (n, k) for name, n, k in frame.drop_nulls(who).group_by(who).agg(pl.len(), hit.alias("k")).rows()}

    earlier = by(before)
    for name, (of, n) in sorted(by(after).items()):
        if name in earlier:
            of_others, others = earlier[name]
            yield _Count(
                (str(name), wanted, day),
                n,
                of,
                others,
                of_others,
                {},
                _lazy_rows(after, {who: name, good: wanted}),
            )


def _misfits(frame: pl.DataFrame, who: str, good: str, profile: str | None) -> Iterator[_Count]:
    """Each consignee and good against the other consignees of its profile."""
    import polars as pl

    table = frame.with_columns(
        pl.lit("all").alias("#profile") if profile is None else pl.col(profile).cast(pl.String).alias("#profile")
    )
    table = table.drop_nulls([who, good, "#profile"])
    cells = table.group_by(["#profile", who, good]).agg(pl.len().alias("n"))
    cells = cells.with_columns(
        pl.col("n").sum().over("#profile", who).alias("of"),
        pl.col("n").sum().over("#profile", good).alias("hits"),
        pl.col("n").sum().over("#profile").alias("all"),
    ).sort(["#profile", who, good])
    for peers, name, what, n, of, hits, whole in cells.rows():
        if whole > of:
            rows = _lazy_rows(table, {who: name, good: what, "#profile": peers})
            yield _Count((str(name), str(what)), n, of, hits - n, whole - of, {"profile": peers}, rows)


def _returns(frame: pl.DataFrame, sender: str, who: str, columns: Columns) -> Iterator[_Count]:
    """For each good and pair: rows from a customer to its sender, after the customer has received."""
    import polars as pl

    table = frame.drop_nulls([sender, who, columns.good]).filter(pl.col(sender) != pl.col(who))
    first = table.group_by([columns.good, sender, who]).agg(pl.col(columns.day).min().alias("#first"))
    back = table.join(first, left_on=[columns.good, who, sender], right_on=[columns.good, sender, who]).filter(
        pl.col(columns.day) > pl.col("#first")
    )
    hits = back.group_by([columns.good, sender, who]).agg(pl.len().alias("n"), pl.col("row"))
    sent = {(g, s): n for g, s, n in table.group_by([columns.good, sender]).agg(pl.len()).rows()}
    got = {(g, w): n for g, w, n in table.group_by([columns.good, who]).agg(pl.len()).rows()}
    pairs = {(g, s, w): n for g, s, w, n in table.group_by([columns.good, sender, who]).agg(pl.len()).rows()}
    whole = dict(table.group_by(columns.good).agg(pl.len()).rows())
    for g, s, w, n, rows in sorted(hits.rows(), key=str):
        others = got[g, w] - pairs[g, s, w]
        yield _Count((str(w), str(s), str(g)), n, sent[g, s], others, whole[g] - sent[g, s], {}, _held(rows))


def _held(rows: Sequence[int]) -> Callable[[], pl.Series]:
    import polars as pl

    return lambda: pl.Series(rows, dtype=pl.Int64)


def _lazy_rows(frame: pl.DataFrame, equal: Mapping[str, Any]) -> Callable[[], pl.Series]:
    import polars as pl

    return lambda: frame.filter([pl.col(name) == value for name, value in equal.items()])["row"]


def _tested(pattern: Pattern, counts: Iterable[_Count], rate: float) -> list[Lead]:
    """Leads of shares, each tested; those within the rate, the most surprising first."""
    tests = list(counts)
    chances = [fisher_tail(c.inside, c.of, c.others, c.of_others) for c in tests]
    found: list[Lead] = []
    for c, chance, q in zip(tests, chances, adjusted(chances), strict=True):
        if q > rate:
            continue
        lift = ((c.inside + _PRIOR) / (c.of + 2 * _PRIOR)) / ((c.others + _PRIOR) / (c.of_others + 2 * _PRIOR))
        inputs: dict[str, float | int | str] = {
            "hits": c.inside,
            "of": c.of,
            "other hits": c.others,
            "of others": c.of_others,
            "lift": round(lift, 3),
        }
        inputs["pmi"] = round(log2(lift), 3)
        rows = c.rows().sort()
        found.append(
            Lead(pattern.id, c.subject, _score(chance), chance, q, {**inputs, **c.extra}, tuple(rows[:SHOWN_ROWS]), len(rows))
        )
    return sorted(found, key=lambda lead: (-lead.score, lead.subject))


def _score(chance: float) -> float:
    return round(-log10(chance), 3) if chance > 0 else inf


def _tested_bands(frame: pl.DataFrame, limits: Sequence[Limit], rate: float, width: float = 0.05) -> list[Lead]:
    """Values beside a limit, in three bands of equal width: two on the free side, one beyond."""
    import polars as pl

    tests: list[tuple[Limit, Lead]] = []
    for limit in limits:
        if limit.fact not in frame.columns or limit.value <= 0:
            continue
        edge = float(limit.value)
        value, step = pl.col(limit.fact).cast(pl.Float64, strict=False), edge * width
        away = (edge - value if limit.free_below else value - edge) / step  # 0 to 1: the band beside the limit, free side
        near = frame.select("row", value.alias("v"), away.alias("a"))
        near = near.filter((pl.col("a") > -1) & (pl.col("a") <= 2) & (pl.col("a") != 0)).sort("row")
        once = near.unique("v", keep="first", maintain_order=True)
        beside = once.filter((pl.col("a") > 0) & (pl.col("a") <= 1)).height
        if once.height == 0:
            continue
        chance = binomial_tail(beside, once.height, 1 / 3)
        rows = near.filter((pl.col("a") > 0) & (pl.col("a") <= 1))["row"]
        inputs: dict[str, float | int | str] = {
            "in the band": beside,
            "in three bands": once.height,
            "limit": str(limit.value),
            "width": width,
            "provision": limit.provision,
        }
        subject = (limit.fact, str(limit.value))
        tests.append(
            (limit, Lead(BUNCHING.id, subject, _score(chance), chance, 1.0, inputs, tuple(rows[:SHOWN_ROWS]), len(rows)))
        )
    rates = adjusted([lead.chance for _, lead in tests])
    found = [replace(lead, rate=q) for (_, lead), q in zip(tests, rates, strict=True) if q <= rate]
    return sorted(found, key=lambda lead: (-lead.score, lead.subject))


def to_dict(lead: Lead) -> dict[str, Any]:
    """A lead as JSON-ready data, with its formula and the innocent explanation."""
    pattern = next(p for p in PATTERNS if p.id == lead.pattern)
    return {
        "pattern": lead.pattern,
        "what": pattern.title,
        "subject": list(lead.subject),
        "score": None if lead.score == inf else lead.score,
        "chance": lead.chance,
        "rate": lead.rate,
        "formula": pattern.formula,
        "inputs": dict(lead.inputs),
        "check_first": pattern.innocent,
        "row_count": lead.row_count,
        "rows": list(lead.rows),
    }
