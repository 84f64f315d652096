"""The picture of `acquis diffusion`: which marks and arrows stand in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from acquis.cli.diffusion_text import change_of, names, what_of
from acquis.compare.adoptions import CONFIDENCE, Event
from acquis.compare.controls import EventKind
from acquis.compare.diffusion import Diffusion, Step
from acquis.compare.relation import Relation
from acquis.errors import AcquisError
from acquis.figures import save
from acquis.figures.diffusion_drawing import Arrow, Mark, Tie, diffusion_chart

_TIES: dict[Relation | None, Tie] = {
    Relation.EQUIVALENT: "equivalent",
    Relation.A_NARROWER: "narrower",
    Relation.B_NARROWER: "wider",
    Relation.DIFFER: "differs",
}


def draw(one: Diffusion, corpus: str, day: dt.date, out: Path) -> Path:
    """Writes the picture.

    Raises:
        AcquisError: no event has a day.
    """
    shown = [step for step in one.steps if step.event.day is not None and step.event.kind is not EventKind.ABSENT]
    if not shown:
        raise AcquisError(f"no event of {one.control.id} has a day", field="--out")
    lanes = list(dict.fromkeys(step.event.side for step in shown))
    chart = diffusion_chart(
        f"{one.control.title}: who adopted it when",
        [(side, names(side)) for side in lanes],
        [_mark(step) for step in shown],
        [arrow for step in shown if (arrow := _arrow(step, one)) is not None],
        under=f"Events found in the provisions of the corpus {corpus}, to {day}",
        said=_notes(one),
    )
    return save(chart, out)


def _mark(step: Step) -> Mark:
    event = step.event
    assert event.day is not None
    said = f"{names(event.side)}, {event.day}: {event.kind}. {what_of(event)}{change_of(step)}".replace("\n", ". ")
    return Mark(event.side, event.day, str(event.kind), said, event.confidence == CONFIDENCE[0])


def _arrow(step: Step, one: Diffusion) -> Arrow | None:
    """From the nearest earlier rule of another side that is proved the same, else from the earliest that was compared, else from the first."""
    event = step.event
    same = [link for link in step.links if link.relation is Relation.EQUIVALENT]
    if same and (step.same_first is None or step.same_first.side != event.side):
        return _between(same[0].earlier, event, "equivalent")
    if same:  # a side that has the rule already and now takes the words of another
        written = [link for link in same if "text" in link.evidence]
        return _between(written[-1].earlier, event, "equivalent") if written else None
    compared = [link for link in step.links if link.relation in _TIES]
    if compared:
        best = next((link for link in compared if link.evidence), compared[0])
        return _between(best.earlier, event, _TIES[best.relation])
    begins = event in one.beginnings.values()
    if begins and one.first is not None and one.first.side != event.side:
        return _between(one.first, event, "dates only")
    return None


def _between(earlier: Event, later: Event, tie: Tie) -> Arrow:
    assert earlier.day is not None
    assert later.day is not None
    lag = (later.day - earlier.day).days
    said = f"{names(later.side)} {lag} days after {names(earlier.side)}: {tie}"
    return Arrow((earlier.side, earlier.day), (later.side, later.day), tie, said)


def _notes(one: Diffusion) -> list[str]:
    absent = list(dict.fromkeys(names(e.side) for e in one.events if e.kind is EventKind.ABSENT))
    undated = list(dict.fromkeys(names(e.side) for e in one.events if e.day is None))
    source = one.control.common_source
    found = [
        "An arrow leads from the earlier rule to the later. Its colour is what was proved of the two rules; it does not show that the "
        "one caused the other. Pale signs rest on memory or one doubtful source.",
        f"Drawn from a common source, so that no arrow counts as influence: {source.name}." if source else "",
        f"In force from a day that was not read: {', '.join(undated)}." if undated else "",
        f"Read to have no such control: {', '.join(absent)}." if absent else "",
    ]
    return [text for text in found if text]
