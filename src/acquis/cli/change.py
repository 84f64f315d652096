"""One provision on two days, on the command line: what the later day newly catches and newly frees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from acquis.cli import output
from acquis.compare.change import Change, Shift, change
from acquis.compare.relation import Direction
from acquis.compare.topics import topic
from acquis.law import NOTICE, Corpus, Layer

_MOST_ITEMS = 20


def change_of(corpus: Corpus, identifier: str, of: str | None, before: dt.date, after: dt.date, layer: Layer, json: bool) -> None:
    """Prints how a provision, or a side of a topic, differs between two days."""
    found = change(corpus, identifier, before, after, topic=None if of is None else topic(corpus, of), layer=layer)
    if json:
        output.print_json({**found.to_dict(), "corpus": corpus.digest[:12], "notice": NOTICE})
    else:
        show(found)
    output.exit_with(found.changed is not None)


def show(found: Change) -> None:
    """The change for a reader."""
    console = output.console()
    console.print(f"[bold]{found.identifier}[/]  {found.before.on} to {found.after.on}")
    for name, rule in (("before", found.before), ("after", found.after)):
        ids = ", ".join(p.id for p in rule.provisions) or "not in force"
        console.print(f"  {name}: {ids}", soft_wrap=True)
    verdict = {True: "the law has changed", False: "nothing has changed (proved)", None: "not decided"}[found.changed]
    console.print(f"\n[bold]{verdict}[/]")
    if found.topic is not None:
        console.print(f"  regions and real items for: {found.topic.title}", soft_wrap=True)
    halves = (("newly caught", found.comparison.b_in_a, found.caught), ("newly freed", found.comparison.a_in_b, found.freed))
    for name, direction, shift in halves:
        console.print(f"\n[bold]{name}[/]")
        for line in _lines(direction, shift):
            console.print(f"  {line}", soft_wrap=True)
    for name, shift in (("no longer decided", found.undecided), ("newly decided", found.settled)):
        if shift.items:
            console.print(f"\n[bold]{name}[/]\n  {_items(shift)}", soft_wrap=True)
    for reason in found.comparison.reasons:
        console.print(f"  [italic]{reason}[/]", soft_wrap=True)
    if found.topic is not None and found.not_exact is not None:
        console.print(f"  [italic]no regions: {found.not_exact}[/]", soft_wrap=True)
    console.print(f"\n[dim]{NOTICE}[/]", soft_wrap=True)


def _lines(direction: Direction, shift: Shift) -> Iterator[str]:
    if direction.contained:
        yield "nothing (proved)"
        return
    if direction.witness is not None:
        yield f"for example {direction.witness}  (checked by the engine)"
    else:
        yield "not decided"
    for region in shift.regions or ():
        yield f"region: {region}"
    if shift.share is not None:
        size = f"{shift.share.value:.1%}" if shift.share.exact else f"{shift.share.low:.1%} to {shift.share.high:.1%} (sampled)"
        yield f"share of the topic's space: {size}"
    if shift.items:
        yield f"real items: {_items(shift)}"


def _items(shift: Shift) -> str:
    """Names of the things, those made later than the second day marked."""
    names = list(dict.fromkeys(f"{item.item.name}{'' if item.existed else ' (later)'}" for item in shift.items))
    more = f" and {len(names) - _MOST_ITEMS} more" if len(names) > _MOST_ITEMS else ""
    return ", ".join(names[:_MOST_ITEMS]) + more
