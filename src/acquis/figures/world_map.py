"""Where may it go: the world in the colours of the outcomes, one panel a regime.

An outcome that is not settled is shown by both of its ends: the country has the colour of the low end and is hatched in
that of the high end; a dot has a ring in the colour of the high end. So nothing unknown looks like anything known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from acquis.errors import AcquisError
from acquis.figures.countries import COUNTRIES
from acquis.figures.legend import Key, legend
from acquis.figures.style import FAINT, config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

OUTCOMES = ("not_subject", "free", "conditional", "licence_required", "prohibited")
"""From the mildest to the strictest."""

COLOURS = dict(zip(OUTCOMES, ("#def5e5", "#68d0ac", "#3494a8", "#3b5698", "#2b1c35"), strict=True))
"""Even steps of lightness along the map 'magma' of matplotlib (CC0): told apart by colour-blind readers, and in grey."""

NOT_ASSESSED = "#ffffff"
TITLE = "Where may it go"

_HATCHED = (
    "Dots stand for countries too small for the map. Where the outcome depends on facts that are not known, the ground has the "
    "colour of the mildest outcome, and the stripes (of a dot: the ring) that of the strictest."
)
_STATUS = "Map: Natural Earth. Boundaries and names say nothing about the status of a territory."


@dataclass(frozen=True, slots=True)
class MapPanel:
    """The outcomes of one regime by country: (low, high) of `OUTCOMES`, equal where settled.

    Keys are ISO 3166-1 alpha-2 codes (and XK); a country without an entry is shown as not assessed. `reasons` may give a
    line for each country, shown when a reader points at it. Raises AcquisError for an unknown country or outcome, or a
    low end above the high one.
    """

    regime: str
    title: str
    outcomes: Mapping[str, tuple[str, str]]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := sorted({*self.outcomes, *self.reasons} - COUNTRIES.keys()):
            raise AcquisError(
                f"no country has the code {', '.join(unknown)}",
                field=self.regime,
                way_out="use ISO 3166-1 alpha-2 codes, such as GB",
            )
        for code, (low, high) in self.outcomes.items():
            if low not in OUTCOMES or high not in OUTCOMES:
                raise AcquisError(
                    f"'{low}' to '{high}' is not on the scale {' < '.join(OUTCOMES)}", field=f"{self.regime} {code}"
                )
            if OUTCOMES.index(low) > OUTCOMES.index(high):
                raise AcquisError(f"the low end '{low}' is above the high end '{high}'", field=f"{self.regime} {code}")


def words(low: str, high: str) -> str:
    """An outcome as a reader says it: 'free', or 'free to licence required'."""
    return " to ".join(dict.fromkeys(end.replace("_", " ") for end in (low, high)))


def world_map(panels: Sequence[MapPanel], *, source: str, as_of: date, title: str = TITLE) -> alt.VConcatChart:
    """One map for each panel, two in a row, with one key for all.

    `source` says where the law comes from, and `as_of` its date. Raises AcquisError where there is no panel, MissingExtra
    where Altair is not installed.
    """
    if not panels:
        raise AcquisError("there is no map to draw", way_out="name at least one regime")
    require_altair()
    import altair as alt

    from acquis.figures.map_drawing import datasets, draw

    columns = 1 if len(panels) == 1 else 2
    chart = alt.vconcat(
        legend(_keys(panels)),
        alt.concat(*(draw(panel, columns) for panel in panels), columns=columns, spacing={"row": 18, "column": 16}),
        notes(
            _HATCHED,
            f"Source: {source.rstrip('.')}. Law as of {as_of.isoformat()}. {_STATUS} Decision support, not legal advice.",
        ),
        spacing=14,
        title=heading(title),
        description=_description(panels, as_of),
        datasets=datasets(panels),
    )
    configured: alt.VConcatChart = chart.configure(**config())
    return configured


def _keys(panels: Sequence[MapPanel]) -> list[list[Key]]:
    settled = [Key(words(name, name), "area", colour, FAINT) for name, colour in COLOURS.items()]
    pairs = {pair for panel in panels for pair in panel.outcomes.values() if pair[0] != pair[1]}
    ordered = sorted(pairs, key=lambda pair: tuple(OUTCOMES.index(end) for end in pair))
    striped = [Key(words(low, high), "area", COLOURS[low], FAINT, hatch=COLOURS[high]) for low, high in ordered]
    return [settled, striped, [Key("not assessed", "area", NOT_ASSESSED, FAINT)]]


def _description(panels: Sequence[MapPanel], as_of: date) -> str:
    said = [f"Maps of the world, countries coloured by outcome; law as of {as_of.isoformat()}."]
    for panel in panels:
        counts = Counter(panel.outcomes.values())
        ordered = sorted(counts, key=lambda pair: tuple(OUTCOMES.index(end) for end in pair))
        numbers = ", ".join(f"{words(*pair)} {counts[pair]}" for pair in ordered)
        said.append(f"{panel.title}, number of countries: {numbers or 'none assessed'}.")
    return " ".join(said)
