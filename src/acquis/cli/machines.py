"""Tables about real machines: readings, outcomes, and distance to the ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from acquis.cli.output import styled
from acquis.cli.quantities import NAMES, known_as, quantity
from acquis.conditions.values import Interval, Value
from acquis.errors import AcquisError
from acquis.figures.ladder import Machine, Status
from acquis.items import Item, ItemError, Reading, qpu, read_cirq_calibration, read_ibm_properties, read_plain
from acquis.items.assess import ItemDetermination, nearest_to_the_words
from acquis.law import Corpus
from acquis.law.ladder import Margin, Rung, ladder, list_unread, margin, on_ladder

if TYPE_CHECKING:
    from rich.table import Table


def readings_table(answer: ItemDetermination, corpus: Corpus) -> Iterator[Table | str]:
    """The item, then a table of outcomes: a row a regime, a column a reading."""
    from rich.markup import escape
    from rich.table import Table

    item = answer.item
    day = answer.readings[0][1].date
    yield f"[bold]{escape(item.name)}[/]: {escape(item.technology)}, data of {item.date or 'no stated day'}"
    yield escape(_at_a_glance(item))
    for defect in item.defects:
        yield f"[yellow]{escape(defect)}[/]"
    table = Table(title=f"Law of {day}, by reading of the {NAMES[item.about[0]]}", title_justify="left")
    table.add_column("regime", style="bold")
    for reading, determination in answer.readings:
        values = [quantity(known_as(fact, reading, determination)) for fact in item.about]
        told = values if len(values) == 1 else [f"{NAMES[fact]} {value}" for fact, value in zip(item.about, values, strict=True)]
        nearest = ["(the words of the law)"] if reading.legal_quantity else []
        table.add_column("\n".join((reading.label, *told, *nearest)), overflow="fold")
    for regime in answer.readings[0][1].regimes:
        table.add_row(
            corpus.regimes[regime].name, *(styled(determination[regime].outcome) for _, determination in answer.readings)
        )
    yield ""
    yield table
    if item.about == ("cnot_error",):
        yield ""
        yield from _distances(answer, corpus, day)


def _at_a_glance(item: Item) -> str:
    """The facts that all readings share, in one line."""
    common = item.common
    if common["item_kind"] == "quantum_computer":
        qubits, made = common.get("physical_qubits"), common.get("fabricated_qubits", "unknown")
        return f"{'unknown' if qubits is None else qubits} qubits working, connected and controlled, of {made} made"
    facts = {name: value for name, value in common.items() if name not in ("item_kind", "digital_processing_unit")}
    return ", ".join(f"{name.replace('_', ' ')} {quantity(value)}" for name, value in facts.items()) or "no further fact is known"


def _distances(answer: ItemDetermination, corpus: Corpus, day: dt.date) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    reading, _ = answer.nearest_to_the_words
    for regime in answer.readings[0][1].regimes:
        snapshot = corpus.on(day, regime)
        rungs = ladder(snapshot)
        if not rungs and list_unread(snapshot):
            text = "whether quantum computers are listed stands in a text that was not read"
        else:
            text = distance(rungs, answer.item.common.get("physical_qubits"), reading.facts.get("cnot_error"))
        told.setdefault(text, []).append(regime)
    for text, regimes in told.items():
        yield f"{', '.join(regimes)}: {text}"


def distance(rungs: tuple[Rung, ...], qubits: Value | object, error: Value | object) -> str:
    """How far a machine is from a ladder, in words."""
    if not rungs:
        return "no entry for quantum computers"
    counts, errors = _ends(qubits), _ends(error)
    if counts is None or errors is None:
        return "distance unknown"
    count, (low, high) = counts[0], errors
    near, far = margin(rungs, count, low), margin(rungs, count, high)
    if near.controlled_by and far.controlled_by:
        return f"inside {near.controlled_by}" + (
            f", at {far.ratio:.3g} of its limit {number(far.limit)}" if far.ratio is not None else ""
        )
    if near.limit is None:
        return (
            f"below the first band; {near.more} more qubits at this error would be controlled"
            if near.more
            else "below the first band"
        )
    more = f"; {near.more} more qubits at this error would be controlled" if near.more else ""
    if near.controlled_by:
        return f"on both sides of the limit {number(near.limit)} of {near.band}"
    assert near.ratio is not None
    return f"{near.ratio:.3g} times the limit {number(near.limit)} of {near.band}{more}"


def margin_of(rungs: tuple[Rung, ...], item: Item) -> Margin | None:
    """The margin of a machine by the words of the law, at the better end of its error; None where that is unknown."""
    counts, errors = _ends(item.common.get("physical_qubits")), _ends(nearest_to_the_words(item).facts.get("cnot_error"))
    return None if counts is None or errors is None else margin(rungs, counts[0], errors[0])


def _ends(value: object) -> tuple[Decimal, Decimal] | None:
    """Low and high end of a raw or read number, when both are known."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value), Decimal(value)
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value.get("low"), value.get("high"))  # type: ignore[attr-defined]
    return None if low is None or high is None else (Decimal(low), Decimal(high))


def number(value: object) -> str:
    """A number or interval in a few digits."""
    ends = _ends(value)
    if ends is None:
        return "unknown"
    low, high = (f"{end:.3g}" for end in ends)
    return low if low == high else f"{low} to {high}"


def band_of(rung: Rung) -> tuple[int, int | None, Decimal | None]:
    """A rung as (fewest qubits, fewer than, error limit), for the search for parts.

    Raises:
        AcquisError: a bound that is no whole number at or from which the band begins, or an open error limit.
    """
    count, measure = rung.count, rung.measure
    plain = (
        count.low is not None and not count.low_strict and (count.high is None or count.high_strict) and not measure.high_strict
    )
    if not plain or count.low is None:
        raise AcquisError("the band is not of the form 'so many or more, fewer than so many'", field=rung.provision)
    return int(count.low), None if count.high is None else int(count.high), measure.high


def qpu_of(name: str) -> Item:
    """A machine of the shipped table, or one read from a file (.json of IBM or Cirq, .csv, .yaml).

    Raises:
        ItemError: neither a name nor a file that can be read.
    """
    path = Path(name)
    if path.suffix.lower() not in (".json", ".csv", ".yaml", ".yml"):
        return qpu(name)
    if path.suffix.lower() != ".json":
        return read_plain(path)
    try:
        return read_ibm_properties(path)
    except ItemError as error:
        try:
            return read_cirq_calibration(path)
        except ItemError:
            raise error from None


def _middle(low: Decimal, high: Decimal) -> Decimal:
    return low if low == high else min(max((low + high) / 2, low), high)  # the mean is rounded, the ends are not


def status(rungs: tuple[Rung, ...], item: Item, reading: Reading) -> Status:
    """Whether a machine stands in a band of a ladder, under one reading."""
    truth = on_ladder(rungs, _value(item.common.get("physical_qubits")), _value(reading.facts.get("cnot_error")))
    return "undetermined" if truth is None else ("controlled" if truth else "not controlled")


def _value(raw: object) -> Decimal | Interval | None:
    ends = _ends(raw)
    return None if ends is None else (ends[0] if ends[0] == ends[1] else Interval(*ends))


def chart_machine(item: Item, rungs: tuple[Rung, ...]) -> Machine | None:
    """A machine as the ladder chart draws it; None where it has no count of qubits."""
    counts = _ends(item.common.get("physical_qubits"))
    if counts is None or counts[0] < 1:
        return None
    reading = nearest_to_the_words(item)
    error = _ends(reading.facts.get("cnot_error"))
    spread = [ends for other in item.readings if (ends := _ends(other.facts.get("cnot_error"))) is not None]
    return Machine(
        name=item.id,
        provider=item.provider,
        technology=item.technology,
        date=item.date,
        qubits=int(counts[0]),
        error=None if error is None else _middle(*error),
        error_low=min((low for low, _ in spread), default=None),
        error_high=max((high for _, high in spread), default=None),
        controlled=status(rungs, item, reading),
        note="; ".join(defect.partition(":")[0].replace("_", " ") for defect in item.defects),
    )
