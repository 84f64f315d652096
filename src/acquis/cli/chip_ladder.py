"""The ladder of chips: regions of processing performance and density, from the entries of a regime, and the chips on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds, Box, NoBoxes, boxes
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Interval
from acquis.figures import Chip, ChipLadder, Line, Region, accelerator_chart, save
from acquis.figures.ladder import Status, missing_ladders
from acquis.items import Item, processing_performance
from acquis.items.assess import nearest_to_the_words
from acquis.law import Corpus, RegimeDetermination, determine
from acquis.law.corpus import Snapshot
from acquis.law.ladder import Rung, ladder, list_unread
from acquis.law.model import Kind

TPP, DENSITY, BANDWIDTH, LINKS = "tpp", "performance_density", "dram_bandwidth_gbs", "interconnect_gbs"
A_CHIP: Facts = {"item_kind": "integrated_circuit", "digital_processing_unit": True, "datacenter_marketed": True}
"""The chips of the ladder, for the regions: in data centres, because below some limits only those are controlled."""

REMARKS = (
    "A limit itself is controlled where it is a lower end. The regions are for chips designed or marketed for data centres; the "
    "table of chips does not say which are.",
    "Above the frame: the die area is not known. A short line rising to the right: the rate of the tensor cores is not known, so "
    "that the chip stands there or further along that line.",
)
SOURCE = "acquis corpus {corpus}, read as of {as_of}; Epoch AI, Machine Learning Hardware, CC BY 4.0, 2026-07 (NOTICE)"


def rungs_of(snapshot: Snapshot) -> tuple[Rung, ...]:
    """The regions of TPP and performance density of a regime on a day; empty where it has none."""
    return ladder(snapshot, {**A_CHIP, **snapshot.regime.home_facts}, count=TPP, measure=DENSITY)


def regions_json(corpus: Corpus, day: dt.date, regimes: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The regions as JSON-ready data."""
    return {
        name: [
            {"provision": rung.provision, TPP: _ends(rung.count), DENSITY: _ends(rung.measure)}
            for rung in rungs_of(corpus.on(day, name))
        ]
        for name in regimes
    }


def _ends(bounds: Bounds) -> dict[str, str | None]:
    return {end: None if value is None else str(value) for end, value in (("low", bounds.low), ("high", bounds.high))}


def draw_chips(corpus: Corpus, items: list[Item], day: dt.date, regimes: tuple[str, ...], out: Path) -> Path:
    """Writes the chart."""
    ladders = []
    without: list[str] = []
    unread: list[str] = []
    for name in regimes:
        snapshot = corpus.on(day, name)
        rungs = rungs_of(snapshot)
        if not rungs:
            (unread if list_unread(snapshot, {"item_kind": "integrated_circuit"}) else without).append(corpus.regimes[name].name)
            continue
        chips = [chip for item in items if (chip := chart_chip(corpus, item, day, name, rungs)) is not None]
        lines = tuple(dict.fromkeys([*_earlier_lines(corpus, day, name), *_policy_lines(snapshot)]))
        ladders.append(ChipLadder(corpus.regimes[name].name, tuple(map(_region, rungs)), lines, tuple(chips)))
    missing = missing_ladders(without, unread)
    as_of = max(corpus.regimes[name].as_of for name in regimes)
    source = SOURCE.format(corpus=corpus.digest[:12], as_of=as_of)
    return save(accelerator_chart(ladders, source=source, as_of=day, remarks=(*REMARKS, *missing)), out)


def _region(rung: Rung) -> Region:
    low, high, thin, dense = (None if end is None else float(end) for end in (*_pair(rung.count), *_pair(rung.measure)))
    return Region(rung.provision, _tier(rung.provision), low, high, thin, dense)


def _pair(bounds: Bounds) -> tuple[Decimal | None, Decimal | None]:
    return bounds.low, bounds.high


def _tier(provision: str) -> str:
    """`3A090.a` of `US.EAR.774.3A090.a.2`: the entry and its first paragraph."""
    parts = provision.split(".")
    entry = next((k for k, part in enumerate(parts) if part[:1].isdigit() and not part.isdigit()), len(parts) - 2)
    return ".".join(parts[entry : entry + 2])


def _policy_lines(snapshot: Snapshot) -> Iterator[Line]:
    """Limits of TPP below which a licence policy speaks of chips, with the limit of DRAM bandwidth that goes with it."""
    known = {**A_CHIP, **snapshot.regime.home_facts}
    for i in snapshot.by_kind[Kind.POLICY]:
        if TPP not in n.facts_of(snapshot.condition(i)):
            continue
        provision = snapshot.provisions[i]
        for box in _boxes(restrict(snapshot.condition(i), known, lambda _: None), (TPP, BANDWIDTH)):
            tpp, speed = box.get(TPP, Bounds()).high, box.get(BANDWIDTH, Bounds()).high
            if tpp is not None:
                also = "" if speed is None else f" and {float(speed):,g} GB/s"
                how = str(provision.policy).replace("_", " ")
                yield Line(float(tpp), f"licence policy: {how} below {float(tpp):,g} TPP{also}")


def _earlier_lines(corpus: Corpus, day: dt.date, regime: str) -> Iterator[Line]:
    """Limits of TPP of entries that had ended by the day, with the limit of the links between chips that went with them."""
    known = {**A_CHIP, **corpus.regimes[regime].home_facts}
    for provision in corpus.provisions:
        ended = provision.in_force.end
        if provision.regime != regime or provision.kind is not Kind.ENTRY or ended is None or ended >= day:
            continue
        if provision.when is None or TPP not in n.facts_of(provision.when):
            continue
        for box in _boxes(restrict(provision.when, known, lambda _: None), (TPP, LINKS)):
            tpp, links = box.get(TPP, Bounds()).low, box.get(LINKS, Bounds()).low
            if tpp is not None:
                also = "" if links is None else f", with {float(links):,g} GB/s to other chips"
                yield Line(float(tpp), f"{provision.in_force.start} to {ended}: {float(tpp):,g} TPP or more{also}")


def _boxes(node: n.Node, axes: tuple[str, ...]) -> tuple[Box, ...]:
    """The boxes of a condition; none where it has no such shape."""
    try:
        return boxes(node, axes)
    except NoBoxes:
        return ()


def chart_chip(corpus: Corpus, item: Item, day: dt.date, regime: str, rungs: tuple[Rung, ...]) -> Chip | None:
    """A chip as the chart draws it; None where it has no TPP.

    Its figures are those that the law of the regime derives; where it does not say how, those of the words of the United States.
    """
    raw = {"act": "export", **A_CHIP, **item.common, **nearest_to_the_words(item).facts, **corpus.regimes[regime].home_facts}
    answer = _answer(corpus, raw, day, regime)
    tpp = _number(answer.derived.get(TPP))
    if tpp is None and (own := processing_performance(item)) is not None:
        tpp, answer = _number(own), _answer(corpus, {**raw, TPP: own}, day, regime)
    density = _number(answer.derived.get(DENSITY)) or _density(tpp, item.common.get("applicable_die_area_mm2"))
    low, thin = _low(tpp), _low(density)
    if not low:
        return None
    released = item.evidence[0].numbers.get("released")
    return Chip(
        name=item.name,
        maker=item.provider,
        released=released if isinstance(released, dt.date) else None,
        tpp=float(low),
        density=None if thin is None else float(thin),
        controlled=_status(answer, rungs),
        at_least=isinstance(tpp, Interval),
        note="; ".join(defect.partition(":")[0].replace("_", " ") for defect in item.defects),
    )


def _answer(corpus: Corpus, raw: Mapping[str, object], day: dt.date, regime: str) -> RegimeDetermination:
    return determine(corpus, corpus.vocabulary.read_all(raw), day, [regime], with_reasons=False)[regime]


def _status(answer: RegimeDetermination, rungs: tuple[Rung, ...]) -> Status:
    """Whether one of the entries of the ladder holds, were the chip marketed for data centres; all conditions count."""
    names = {rung.provision for rung in rungs}
    truths = [finding.truth for finding in answer.entries if finding.id in names]  # those that are false are not listed
    return "controlled" if True in truths else ("undetermined" if truths else "not controlled")


def _density(tpp: Decimal | Interval | None, area: object) -> Decimal | Interval | None:
    low = _low(tpp)
    if low is None or not isinstance(area, Decimal):
        return None
    return Interval(low / area, None) if isinstance(tpp, Interval) else low / area


def _number(value: object) -> Decimal | Interval | None:
    """A number as the engine knows it, from one that the law derived or an item gives."""
    if isinstance(value, Mapping):
        return Interval(value["low"], value["high"])
    return value if isinstance(value, Decimal | Interval) else None


def _low(value: Decimal | Interval | None) -> Decimal | None:
    low = value.low if isinstance(value, Interval) else value
    return low if isinstance(low, Decimal) else None
