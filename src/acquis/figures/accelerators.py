"""The ladder of accelerators: total processing performance (TPP) against performance density, with chips on it.

Regions and chips are the caller's to say; here they are only drawn. Chips without a known die area stand above the frame.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acquis.errors import AcquisError
from acquis.figures.ladder import STATUSES, Status
from acquis.figures.style import config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

TITLE = "Accelerator chips and the legal limits on processing performance and its density"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in which chips are controlled, lower ends inside, upper ends outside; None is no end.

    `tpp` in TPP, `density` in TPP per mm2; `tier` groups rectangles that share a colour; `provision` is the name of the rule.
    """

    provision: str
    tier: str
    tpp_low: float | None
    tpp_high: float | None
    density_low: float | None
    density_high: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A further limit of TPP, drawn upright; `text` says whose and when."""

    tpp: float
    text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip with its TPP above 0 and its performance density, None where that is not known.

    `at_least`: both are lower ends. `controlled` is the answer under the law of the panel. `note` is for the reader.
    Raises AcquisError where a number is not above 0.
    """

    name: str
    maker: str
    released: date | None
    tpp: float
    density: float | None
    controlled: Status
    at_least: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not all(value > 0 and math.isfinite(value) for value in (self.tpp, self.density) if value is not None):
            raise AcquisError("processing performance and its density are above 0", field=self.name)

    @property
    def short(self) -> str:
        """The name without that of its maker."""
        words = self.name.split()
        return " ".join(words[1:]) if len(words) > 1 and words[0].casefold() == self.maker.casefold().split()[0] else self.name


@dataclass(frozen=True, slots=True)
class ChipLadder:
    """The regions of one regime, lines beside them, and the chips as judged under it; `label` is what a reader calls it."""

    label: str
    regions: tuple[Region, ...]
    lines: tuple[Line, ...]
    chips: tuple[Chip, ...]

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers, in their order."""
        return tuple(dict.fromkeys(region.tier for region in self.regions))


def notable(chips: Sequence[Chip], regions: Sequence[Region], most: int = 22) -> list[Chip]:
    """The chips to name, the most important first: the strongest, the densest, those nearest a limit, each maker's newest."""
    known = [chip for chip in chips if chip.density is not None]
    if not known:
        return []
    strongest = sorted(known, key=lambda chip: -chip.tpp)
    densest = sorted(known, key=lambda chip: -(chip.density or 0))
    newest = {chip.maker: chip for chip in sorted(known, key=lambda chip: chip.released or date.min)}
    near = sorted(known, key=lambda chip: (to_edge(chip, regions), chip.name))
    ranked = [*strongest[:4], *densest[:3], *near[:8], *newest.values(), *strongest[4:10]]
    first = {_place(chip): chip for chip in sorted(known, key=lambda chip: (chip.released or date.max, chip.name), reverse=True)}
    return list(dict.fromkeys(first[_place(chip)] for chip in ranked))[:most]


def strip_notable(chips: Sequence[Chip], most: int = 12) -> list[Chip]:
    """The chips of unknown density to name: the strongest, and the newest in doubt of each maker, that with most chips first."""
    strongest = sorted(chips, key=lambda chip: (-chip.tpp, chip.name))
    oldest = sorted(chips, key=lambda chip: (chip.released or date.min, chip.tpp))
    newest = {(chip.controlled, chip.maker): chip for chip in oldest if chip.controlled != "not controlled"}
    makers = Counter(chip.maker for chip in chips)
    open_first = sorted(newest.values(), key=lambda chip: (chip.controlled == "controlled", -makers[chip.maker], chip.maker))
    return list(dict.fromkeys([*strongest[:3], *open_first]))[:most]


def _place(chip: Chip) -> tuple[float, float]:
    """Where a chip stands, as far as the eye tells: many are sold in several forms with the same figures."""
    return round(math.log10(chip.tpp), 2), round(math.log10(chip.density or 1), 2)


def to_edge(chip: Chip, regions: Sequence[Region]) -> float:
    """How far a chip is from the nearest limit of a region, in powers of ten."""
    ends = [
        abs(math.log10(value / limit))
        for region in regions
        for value, limit in (
            (chip.tpp, region.tpp_low),
            (chip.tpp, region.tpp_high),
            (chip.density, region.density_low),
            (chip.density, region.density_high),
        )
        if value is not None and limit is not None
    ]
    return min(ends, default=math.inf)


def accelerator_chart(
    ladders: Sequence[ChipLadder], *, source: str, as_of: date, remarks: Sequence[str] = (), title: str = TITLE
) -> alt.VConcatChart:
    """All chips on the regions of each regime.

    `source` says where law and chips come from, `as_of` is the date of the law, `remarks` stand under the chart. Raises
    AcquisError where there is nothing to draw, MissingExtra where Altair is not installed.
    """
    if not ladders:
        raise AcquisError(
            "there is no ladder to draw",
            way_out="name a regime and a day on which chips are controlled by processing performance",
        )
    require_altair()
    import altair as alt

    from acquis.figures.accelerators_drawing import draw, keys, shapes_of
    from acquis.figures.ladder_plane import GUTTER
    from acquis.figures.legend import legend

    shapes = shapes_of(chip for ladder in ladders for chip in ladder.chips)
    tiers = tuple(dict.fromkeys(tier for ladder in ladders for tier in ladder.tiers))
    chart = alt.vconcat(
        legend(keys(shapes, tiers), left=-GUTTER),
        *(draw(ladder, shapes, tiers) for ladder in ladders),
        notes(
            *remarks,
            f"Source: {source.rstrip('.')}. Law as of {as_of.isoformat()}. Decision support, not legal advice.",
            left=-GUTTER,
        ),
        spacing=14,
        title=heading(title),
        description=_description(ladders, remarks, as_of),
    )
    configured: alt.VConcatChart = chart.configure(**config())
    return configured


def _description(ladders: Sequence[ChipLadder], remarks: Sequence[str], as_of: date) -> str:
    said = [f"Total processing performance against performance density, both logarithmic; law as of {as_of.isoformat()}."]
    for ladder in ladders:
        steps = "; ".join(f"{region.provision}: {limits(region)}" for region in ladder.regions)
        counts = ", ".join(f"{sum(chip.controlled == status for chip in ladder.chips)} {status}" for status in STATUSES)
        unknown = sum(chip.density is None for chip in ladder.chips)
        said.append(f"{ladder.label}. Controlled: {steps}. Chips: {counts}; {unknown} without a known density.")
        said.extend(f"{line.text}: {line.tpp:,.0f} TPP." for line in ladder.lines)
    return " ".join([*said, *remarks])


def limits(region: Region) -> str:
    """The bounds of a region in words."""
    parts = []
    for low, high, unit in (
        (region.tpp_low, region.tpp_high, "TPP"),
        (region.density_low, region.density_high, "TPP/mm2"),
    ):
        if low is not None or high is not None:
            below = f"below {high:,g} {unit}" if high is not None else ""
            parts.append(f"{low:,g} {unit} or more" + (f", {below}" if below else "") if low is not None else below)
    return "; ".join(parts)
