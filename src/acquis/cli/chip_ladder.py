"""The ladder of chips: regions of processing performance and density from the entries of a regime, with the shipped chips on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds, NoBoxes, boxes
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Interval
from acquis.figures import Chip, ChipLadder, Line, Region, accelerator_chart, save
from acquis.items import Item
from acquis.items.assess import nearest_to_the_words
from acquis.law import Corpus, determine
from acquis.law.corpus import Snapshot
from acquis.law.ladder import Rung, ladder, on_ladder
from acquis.law.model import Kind

TPP, DENSITY, BANDWIDTH = "tpp", "performance_density", "dram_bandwidth_gbs"
A_CHIP: Facts = {"item_kind": "integrated_circuit", "digital_processing_unit": True, "datacenter_marketed": True}
"""The chips of the ladder, for the regions: in data centres, because below some limits only those are controlled."""

REMARKS = (
    "A limit itself is controlled where it is a lower end. The regions are those for chips designed or marketed for data centres; the "
    "table of chips does not say which are.",
    "Above the frame: the die area is not known. A short line rising to the right: the rate of the tensor cores is not known, so that "
    "the chip stands there or further along that line.",
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
    ladders, without = [], []
    for name in regimes:
        snapshot = corpus.on(day, name)
        rungs = rungs_of(snapshot)
        if not rungs:
            without.append(corpus.regimes[name].name)
            continue
        chips = [chip for item in items if (chip := chart_chip(corpus, item, day, name, rungs)) is not None]
        lines = tuple(_policy_lines(snapshot))
        ladders.append(ChipLadder(corpus.regimes[name].name, tuple(map(_region, rungs)), lines, tuple(chips)))
    missing = (f"No such entry found: {', '.join(without)}.",) if without else ()
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
        try:
            found = boxes(restrict(snapshot.condition(i), known, lambda _: None), (TPP, BANDWIDTH))
        except NoBoxes:
            continue
        provision = snapshot.provisions[i]
        for box in found:
            tpp, speed = box.get(TPP, Bounds()).high, box.get(BANDWIDTH, Bounds()).high
            if tpp is not None:
                also = "" if speed is None else f" and {float(speed):,g} GB/s"
                how = str(provision.policy).replace("_", " ")
                yield Line(float(tpp), f"licence policy: {how} below {float(tpp):,g} TPP{also}")


def chart_chip(corpus: Corpus, item: Item, day: dt.date, regime: str, rungs: tuple[Rung, ...]) -> Chip | None:
    """A chip as the chart draws it, its figures as the law of the regime derives them; None where it has no TPP."""
    raw = {"act": "export", **item.common, **nearest_to_the_words(item).facts, **corpus.regimes[regime].home_facts}
    derived = determine(corpus, corpus.vocabulary.read_all(raw), day, [regime], with_reasons=False)[regime].derived
    tpp, density = _number(derived.get(TPP)), _number(derived.get(DENSITY))
    low = _low(tpp)
    if not low:
        return None
    truth = on_ladder(rungs, tpp, density)
    released = item.evidence[0].numbers.get("released")
    return Chip(
        name=item.name,
        maker=item.provider,
        released=released if isinstance(released, dt.date) else None,
        tpp=float(low),
        density=None if density is None else float(_low(density) or 0) or None,
        controlled="undetermined" if truth is None else ("controlled" if truth else "not controlled"),
        at_least=isinstance(tpp, Interval),
        note="; ".join(defect.partition(":")[0].replace("_", " ") for defect in item.defects),
    )


def _number(value: object) -> Decimal | Interval | None:
    return value if isinstance(value, Decimal | Interval) else None


def _low(value: Decimal | Interval | None) -> Decimal | None:
    low = value.low if isinstance(value, Interval) else value
    return low if isinstance(low, Decimal) else None
