"""The picture of `acquis diffusion`: which marks and arrows stand in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
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
        [arrow for step in shown for arrow in _arrows(step, one)],
        under=f"Events found in the provisions of the corpus {corpus}, to {day}",
        said=_notes(one),
    )
    return save(chart, out)


def _mark(step: Step) -> Mark:
    event = step.event
    assert event.day is not None
    said = f"{names(event.side)}, {event.day}: {event.kind}. {what_of(event)}{change_of(step)}".replace("\n", ". ")
    return Mark(event.side, event.day, str(event.kind), said, event.confidence == CONFIDENCE[0] or event.beside is not None)


def _arrows(step: Step, one: Diffusion) -> Iterator[Arrow]:
    """To a beginning or a new rule from where it is proved the same, else from the rule set beside it, else from the first mover.

    Words or a record that point to one more side, where no common source explains them, give an arrow each.
    """
    event = step.event
    had_it = step.against_own is not None and step.against_own.relation is Relation.EQUIVALENT
    same = next((link for link in step.links if link.relation is Relation.EQUIVALENT), None)
    beside = step.against_other if step.against_other is not None and step.against_other.relation in _TIES else None
    chosen = None if had_it else same or beside
    if chosen is not None:
        yield _between(chosen.earlier, event, _TIES[chosen.relation])
    elif not had_it and event in one.beginnings.values() and one.first is not None and one.first.side != event.side:
        yield _between(one.first, event, "dates only")
    for link in step.links:
        written = {"text", "recorded"} & set(link.evidence) and (had_it or not link.common_source)
        if written and link.relation in _TIES and (chosen is None or link.earlier.side != chosen.earlier.side):
            yield _between(link.earlier, event, _TIES[link.relation])


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
        "An arrow leads from the earlier rule to the later. Its colour is what was proved of the two rules; it does not show "
        "that the "
        "one caused the other. Pale signs rest on memory or one doubtful source, or are not the same control.",
        f"Drawn from a common source, so that no arrow counts as influence: {source.name}." if source else "",
        f"In force from a day that was not read: {', '.join(undated)}." if undated else "",
        f"Read to have no such control: {', '.join(absent)}." if absent else "",
    ]
    return [text for text in found if text]
