"""How events, lags and proved relations are told, for people and as JSON."""

from __future__ import annotations

from typing import Any

from acquis.compare.adoptions import Event
from acquis.compare.controls import jurisdictions
from acquis.compare.diffusion import Diffusion, Link, Step
from acquis.compare.effects import Share
from acquis.compare.relation import Comparison, Direction, Relation


def names(side: str) -> str:
    """The name of a side."""
    return jurisdictions()[side].name


def day_of(event: Event) -> str:
    """The day, or what is known of it."""
    if event.day is None:
        return "not read"
    return f"by {event.day}" if event.no_later else str(event.day)


def behind(lag: int | None, later: Event, earlier: Event | None) -> str:
    """Days, or a dash; at most so many where the later day is only the latest possible, at least where the earlier day is."""
    if lag is None or lag < 0:
        return "-"
    known_apart = earlier is not None and earlier.day != later.day
    mark = "≤ " if later.no_later and known_apart else "≥ " if earlier is not None and earlier.no_later and known_apart else ""
    return f"{mark}{lag}"


def what_of(event: Event) -> str:
    """The strand, what the event is, and the first of its provisions."""
    more = f" and {len(event.ids) - 1} more" if len(event.ids) > 1 else ""
    parts = [event.strand, event.what, f"{event.ids[0]}{more}", "in the books only" if event.in_books_only else None]
    beside = f"not the same control: {event.beside}" if event.beside else None
    return "; ".join(part for part in (*parts, event.no_later, beside) if part)


def change_of(step: Step) -> str:
    """What is proved of the rule against the first of the same, the side's own before, or the earliest of another side."""
    said = []
    if step.same_first is not None:
        said.append(f"same rule as {names(step.same_first.side)} on {step.same_first.day} (proved)")
    if step.against_own is not None and step.against_own.relation is not Relation.EQUIVALENT:
        said.append(f"{relation_text(step.against_own)} its own before")
    link = step.against_other
    if link is not None and link.comparison is not None and step.same_first is None:
        said.append(f"{relation_text(link.comparison)} {names(link.earlier.side)} on {link.earlier.day}")
    if not said and step.event.rule is not None and step.event.rule.unread:
        said.append(f"not read: {step.event.rule.unread[0].partition('not read: ')[2] or step.event.rule.unread[0]}")
    return "".join(f"\n{text}" for text in said)


def relation_text(comparison: Comparison) -> str:
    """How the later rule (a) stands to the earlier (b), with witnesses; ends before the name of the earlier."""
    if comparison.relation is Relation.NOT_DECIDED:
        return f"not decided ({'; '.join(comparison.reasons)}) against"
    new, left = _thing("catches", comparison.a_in_b), _thing("leaves free", comparison.b_in_a)
    alone = sorted(comparison.a_in_b.by_vocabulary | comparison.b_in_a.by_vocabulary)
    aside = f"in part only because one rule alone speaks of {', '.join(alone)}" if alone else ""
    told = "; ".join(text for text in (new, left, aside) if text)
    word = {
        Relation.EQUIVALENT: "same as",
        Relation.A_NARROWER: "narrower",
        Relation.B_NARROWER: "wider",
        Relation.DIFFER: "differs",
    }
    if comparison.relation is Relation.EQUIVALENT:
        return word[comparison.relation]
    return f"{word[comparison.relation]} ({told}) against"


def _thing(verb: str, direction: Direction) -> str:
    if direction.witness is None:
        return ""
    return f"{verb} {direction.witness}"


def evidence_of(link: Link) -> str:
    """What speaks for a later move having drawn on the earlier."""
    shared = ", ".join(f"{name} {value}" for name, value in sorted(link.numbers))
    more = {"numbers": f" ({shared})", "text": f" (Jaccard {link.text or 0:.2f})"}
    return ", ".join(f"{kind}{more.get(kind, '')}" for kind in link.evidence)


def share(found: Share) -> str:
    """A share with its interval and the number of observations."""
    if found.value is None:
        return "nothing to measure"
    return f"{found.value:.2f}  [{found.low:.2f}, {found.high:.2f}]  ({found.n})".replace("[", r"\[")


def source_line(one: Diffusion) -> str:
    """The common source, with days behind it where its day is established."""
    source = one.control.common_source
    if source is None:
        return ""
    lags = [
        f"{s.event.side} {'at most ' if s.event.no_later else ''}{s.behind_source}"
        for s in one.steps
        if s.behind_source is not None and s.event in one.beginnings.values()
    ]
    told = f"days after it: {', '.join(lags)}" if lags else "its day is not established, so lags after it are not given"
    return f"Common source: {source.name} ({source.provision}); {told}. Pairs under it do not count as influence. {source.cite}."


def step_json(step: Step) -> dict[str, Any]:
    """One event, JSON-ready."""
    event = step.event
    return {
        "day": event.day.isoformat() if event.day else None, "no_later_because": event.no_later, "side": event.side,
        "strand": event.strand, "event": str(event.kind), "what": event.what, "provisions": list(event.ids),
        "confidence": event.confidence, "in_books_only": event.in_books_only, "beside": event.beside,
        "same_rule_first": None if step.same_first is None else {"side": step.same_first.side, "day": str(step.same_first.day)},
        "days_after": {
            "first": step.behind_first, "same_rule": step.behind_same, "leader": step.behind_leader, "source": step.behind_source,
        },
        "against_own": _comparison_json(step.against_own),
        "links": [_link_json(link) for link in step.links],
    }  # fmt: skip


def _link_json(link: Link) -> dict[str, Any]:
    return {
        "side": link.earlier.side, "day": str(link.earlier.day), "strand": link.earlier.strand, "lag": link.lag,
        "relation": str(link.relation) if link.relation else None, "comparison": _comparison_json(link.comparison),
        "shared_numbers": sorted([name, str(value)] for name, value in link.numbers),
        "jaccard": None if link.text is None else round(link.text, 4), "recorded": link.recorded,
        "evidence": list(link.evidence), "common_source": link.common_source,
    }  # fmt: skip


def _comparison_json(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    catches, frees = comparison.a_in_b.witness, comparison.b_in_a.witness
    return {
        "relation": str(comparison.relation), "catches": catches.to_dict() if catches else None,
        "leaves_free": frees.to_dict() if frees else None, "reasons": list(comparison.reasons),
        "by_vocabulary": sorted(comparison.a_in_b.by_vocabulary | comparison.b_in_a.by_vocabulary),
    }  # fmt: skip
