"""The ladder of qubits and error by which quantum computers are controlled, with machines on it.

A ladder is made of bands: half-open in qubits, inclusive in error, the last perhaps without a limit on error. What
controls whom is the caller's to say; here it is only drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

from acquis.errors import AcquisError
from acquis.figures.legend import legend
from acquis.figures.style import config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

Status = Literal["controlled", "not controlled", "undetermined"]
STATUSES: tuple[Status, ...] = get_args(Status)

TITLE = "Quantum computers and the legal limits on qubits and error"


@dataclass(frozen=True, slots=True)
class Band:
    """From `qubits_low` qubits to fewer than `qubits_high` (None: no end), controlled up to `error_limit` inclusive.

    `error_limit` is a probability above 0 and at most 1; None where the number of qubits alone decides. `provision` is
    the name of the rule. Raises AcquisError for bounds that no machine can meet.
    """

    qubits_low: int
    qubits_high: int | None
    error_limit: Decimal | None
    provision: str

    def __post_init__(self) -> None:
        if self.qubits_low < 1 or (self.qubits_high is not None and self.qubits_high <= self.qubits_low):
            raise AcquisError("a band of qubits ends where it begins, or before", field=self.provision)
        if self.error_limit is not None and not (self.error_limit.is_finite() and 0 < self.error_limit <= 1):
            raise AcquisError("a limit on error is above 0 and at most 1", field=self.provision)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The bands of one regime, in ascending order; `label` is what a reader calls it. Raises AcquisError on overlap."""

    regime: str
    label: str
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        if not self.bands:
            raise AcquisError("a ladder has at least one band", field=self.regime)
        for band, above in zip(self.bands, self.bands[1:], strict=False):
            if band.qubits_high is None or band.qubits_high > above.qubits_low:
                raise AcquisError("the bands of a ladder overlap, or are out of order", field=above.provision)

    @property
    def numbers(self) -> tuple[tuple[int, int | None, Decimal | None], ...]:
        """The bounds without the names: two ladders with the same numbers are drawn as one."""
        return tuple((band.qubits_low, band.qubits_high, band.error_limit) for band in self.bands)


@dataclass(frozen=True, slots=True)
class Machine:
    """A quantum computer with its qubits and the error of its C-NOT gates, as probabilities from 0 to 1.

    `error` is the reading to show, None where there is no single one; `error_low` and `error_high` are the ends of the range
    of readings, or of the uncertainty. `controlled` is the answer under the law of the panel. `note` is for the reader.
    Raises AcquisError where the error is not within its range.
    """

    name: str
    provider: str
    technology: str
    date: date | None
    qubits: int
    error: Decimal | None
    error_low: Decimal | None
    error_high: Decimal | None
    controlled: Status
    note: str = ""

    def __post_init__(self) -> None:
        if self.qubits < 1:
            raise AcquisError("a quantum computer has at least one qubit", field=self.name)
        if self.controlled not in STATUSES:
            raise AcquisError(f"'{self.controlled}' is not one of {', '.join(STATUSES)}", field=self.name)
        known = [value for value in (self.error_low, self.error, self.error_high) if value is not None]
        if not all(value.is_finite() and 0 <= value <= 1 for value in known):
            raise AcquisError("an error is a probability from 0 to 1", field=self.name)
        if known != sorted(known):
            raise AcquisError("the error is outside its own range", field=self.name)

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest error that it may have, for drawing; None where nothing is known of it."""
        if self.error is None and self.error_low is None and self.error_high is None:
            return None
        low = self.error_low if self.error_low is not None else self.error
        high = self.error_high if self.error_high is not None else self.error
        return float(low or 0), 1.0 if high is None else float(high)

    @property
    def title(self) -> str:
        """The name with that of its provider, once."""
        return self.name if self.provider.lower() in self.name.lower() else f"{self.provider} {self.name}"


Machines = Sequence[Machine] | Mapping[str, Sequence[Machine]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Ladders of the same numbers, and the machines as judged under them."""

    ladders: tuple[Ladder, ...]
    machines: tuple[Machine, ...]

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands, under the names that they have in the first ladder."""
        return self.ladders[0].bands

    def provisions(self, index: int) -> str:
        """The rules of one step, of every regime."""
        return ", ".join(dict.fromkeys(ladder.bands[index].provision for ladder in self.ladders))


def plain(value: Decimal) -> str:
    """The number as law and people write it: 0.0001, not 1E-4."""
    return f"{value.normalize():f}"


def panels(ladders: Sequence[Ladder], machines: Machines) -> tuple[Panel, ...]:
    """One panel for each distinct ladder, in the order given; regimes that judge a machine differently stay apart."""
    groups: dict[object, list[Ladder]] = {}
    judged: dict[object, tuple[Machine, ...]] = {}
    for ladder in ladders:
        seen = _judged_under(ladder.regime, machines)
        groups.setdefault((ladder.numbers, seen), []).append(ladder)
        judged[ladder.numbers, seen] = seen
    return tuple(Panel(tuple(group), judged[key]) for key, group in groups.items())


def _judged_under(regime: str, machines: Machines) -> tuple[Machine, ...]:
    if not isinstance(machines, Mapping):
        return tuple(machines)
    if regime not in machines:
        raise AcquisError("no machines are given for this regime", field=regime, way_out="give a list, empty if need be")
    return tuple(machines[regime])


def distance(bands: Sequence[Band], machine: Machine) -> float:
    """How far a machine is from the controlled region under its lowest reading, in powers of ten.

    0 inside, infinite where nothing is known of its error.
    """
    if machine.range is None:
        return math.inf
    x, y = math.log10(machine.qubits), math.log10(machine.range[0] or 1e-12)
    return min((_gap(band, x, y) for band in bands), default=math.inf)


def _gap(band: Band, x: float, y: float) -> float:
    short = max(0.0, math.log10(band.qubits_low) - x)
    beyond = 0.0 if band.qubits_high is None else max(0.0, x - math.log10(band.qubits_high))
    above = 0.0 if band.error_limit is None else max(0.0, y - math.log10(band.error_limit))
    return math.hypot(short + beyond, above)


def notable(bands: Sequence[Band], machines: Sequence[Machine], most: int = 14) -> list[Machine]:
    """The machines to name on the chart, the most important first.

    Controlled ones, the largest, those nearest to a limit, the one with the lowest error of each provider, the undetermined.
    """
    known = sorted((m for m in machines if m.range), key=lambda m: (distance(bands, m), m.range, m.title))
    controlled = [m for m in known if m.controlled == "controlled"]
    others = [m for m in known if m.controlled != "controlled"]
    largest = sorted(known, key=lambda m: -m.qubits)[:1]
    best = {m.provider: m for m in sorted(known, key=lambda m: (m.range, m.title), reverse=True)}
    undetermined = [m for m in others if m.controlled == "undetermined"]
    ranked = controlled[:6] + largest + others[:4] + sorted(best.values(), key=lambda m: m.title) + undetermined
    return list(dict.fromkeys(ranked))[:most]


def ladder_chart(
    ladders: Sequence[Ladder],
    machines: Machines,
    *,
    source: str,
    as_of: date,
    without: Sequence[str] = (),
    unread: Sequence[str] = (),
    title: str = TITLE,
) -> alt.VConcatChart:
    """All machines on the ladder of each regime; regimes with the same ladder share a panel.

    `machines` is one list for all regimes, or a list for each by its name, where they judge differently. `without` names
    the regimes in which no such entry was found, `unread` those whose list was not read. `source` says where law and machines
    come from, and `as_of` the date of the law. Raises AcquisError where there is no ladder to draw, MissingExtra where Altair
    is not installed.
    """
    if not ladders:
        raise AcquisError(
            "there is no ladder to draw", way_out="name a regime that controls quantum computers by qubits and error"
        )
    require_altair()
    import altair as alt

    from acquis.figures.ladder_drawing import draw, keys, shapes_of
    from acquis.figures.ladder_plane import GUTTER

    found = panels(ladders, machines)
    shapes = shapes_of(machine for panel in found for machine in panel.machines)
    missing = missing_ladders(without, unread)
    chart = alt.vconcat(
        legend(keys(shapes), left=-GUTTER),
        *(draw(panel, shapes) for panel in found),
        notes(
            *missing,
            "An error equal to the limit is controlled; a band begins at its lower number of qubits and ends before the next.",
            f"Source: {source.rstrip('.')}. Law as of {as_of.isoformat()}. Decision support, not legal advice.",
            left=-GUTTER,
        ),
        spacing=14,
        title=heading(title),
        description=_description(found, missing, as_of),
    )
    configured: alt.VConcatChart = chart.configure(**config())
    return configured


def missing_ladders(without: Sequence[str], unread: Sequence[str]) -> list[str]:
    """What a chart says of regimes that have no panel: no such entry, or a list that was not read."""
    said = (("No such entry found", without), ("List not read", unread))
    return [f"{what}: {', '.join(names)}." for what, names in said if names]


def _description(found: Sequence[Panel], missing: Sequence[str], as_of: date) -> str:
    said = [f"Number of qubits against C-NOT error, both logarithmic; law as of {as_of.isoformat()}."]
    for panel in found:
        names = ", ".join(ladder.label for ladder in panel.ladders)
        steps = "; ".join(_step(band) for band in panel.bands)
        counts = ", ".join(f"{sum(m.controlled == status for m in panel.machines)} {status}" for status in STATUSES)
        said.append(f"{names}. Controlled: {steps}. Machines: {counts}.")
    return " ".join([*said, *missing])


def _step(band: Band) -> str:
    qubits = f"{band.qubits_low} or more qubits"
    if band.qubits_high is not None:
        qubits = f"{band.qubits_low} to fewer than {band.qubits_high} qubits"
    return qubits if band.error_limit is None else f"{qubits} with an error of at most {plain(band.error_limit)}"
