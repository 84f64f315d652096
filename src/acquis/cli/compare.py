"""`acquis compare`: how two provisions, or two sides of a topic, stand to each other; or one provision on two days."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.change import change_of
from acquis.compare.agreement import ItemAgreement, agreement, tables_of
from acquis.compare.matrix import direction_dict
from acquis.compare.real_items import real_items
from acquis.compare.relation import Comparison, Direction, Relation, compare
from acquis.compare.rules import Rule, rule_of, topic_rule
from acquis.compare.topics import topic
from acquis.errors import AcquisError
from acquis.law import NOTICE, Corpus, Layer, load_corpus

VERDICTS = {
    Relation.EQUIVALENT: "equivalent (proved): each catches exactly what the other catches",
    Relation.A_NARROWER: "A is narrower: B catches all that A catches (proved), and more",
    Relation.B_NARROWER: "B is narrower: A catches all that B catches (proved), and more",
    Relation.DIFFER: "they differ: each catches something that the other does not",
    Relation.NOT_DECIDED: "not decided",
}

Topic = Annotated[
    str | None, typer.Option("--topic", metavar="ID", help="a topic (acquis matrix --list); A and B are then sides")
]


def compare_(
    a: Annotated[str, typer.Argument(metavar="A", help="a provision, with all below it; with --topic a side, such as EU")],
    b: Annotated[str | None, typer.Argument(metavar="B", help="the other one; left out with --from and --to")] = None,
    of: Topic = None,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="compare A with itself: the earlier day")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="the later day; today by default")] = None,
    json: output.Json = False,
) -> None:
    """Prove how two rules stand to each other; give the smallest witness of each difference, and the real items it touches.

    With --from and --to, one provision against itself: what the later day newly catches and newly frees.
    """
    corpus = load_corpus()
    if b is None or from_ is not None:
        if b is not None or from_ is None:
            raise AcquisError(
                "compare takes A and B, or A with --from", way_out="acquis compare A B, or acquis compare A --from 2024-01-01"
            )
        change_of(corpus, a, of, output.day(from_), output.day(to), layer, json)
        return
    day = output.day(on)
    rules = [_rule(corpus, name, of, day, layer) for name in (a, b)]
    found = compare(rules[0], rules[1], corpus.vocabulary)
    agreements = {
        table: agreement(items, rules[0], rules[1]) for table in tables_of(rules) if (items := real_items(corpus, table))
    }
    if json:
        output.print_json(_to_dict(found, agreements, day, corpus))
    else:
        _show(found, agreements, day)
    output.exit_with(found.relation is not Relation.NOT_DECIDED)


def _rule(corpus: Corpus, name: str, of: str | None, day: dt.date, layer: Layer) -> Rule:
    if of is None:
        return rule_of(corpus, name, day, layer)
    chosen = topic(corpus, of)
    return topic_rule(corpus, chosen, chosen.side(name), day, layer)


def _to_dict(found: Comparison, agreements: dict[Any, ItemAgreement], day: dt.date, corpus: Corpus) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "a": found.a.label,
        "b": found.b.label,
        "relation": str(found.relation),
        "a_in_b": direction_dict(found.a_in_b),
        "b_in_a": direction_dict(found.b_in_a),
        "items": {str(table): counts.to_dict() for table, counts in agreements.items()},
        "corpus": corpus.digest[:12],
        "notice": NOTICE,
    }


def _show(found: Comparison, agreements: dict[Any, ItemAgreement], day: dt.date) -> None:
    console = output.console()
    console.print(f"A  [bold]{found.a.label}[/]{_none(found.a)}\nB  [bold]{found.b.label}[/]{_none(found.b)}\non {day}\n")
    console.print(f"[bold]{VERDICTS[found.relation]}[/]")
    for name, direction in (("A, not B", found.a_in_b), ("B, not A", found.b_in_a)):
        for line in _lines(direction):
            console.print(f"  {name}: {line}", soft_wrap=True)
    for reason in found.reasons:
        console.print(f"  [italic]{reason}[/]", soft_wrap=True)
    for table, counts in agreements.items():
        console.print(f"  real items ({table}): {_counts(counts)}", soft_wrap=True)
    console.print(f"\n[dim]{NOTICE}[/]", soft_wrap=True)


def _none(rule: Rule) -> str:
    return "  (no such control)" if rule.empty else ""


def _lines(direction: Direction) -> list[str]:
    if direction.contained is None:
        return ["not decided"]
    if direction.contained or direction.witness is None:
        return ["nothing (proved)"]
    lines = [f"{direction.witness}  (checked by the engine)"]
    if direction.by_vocabulary:
        facts = ", ".join(sorted(direction.by_vocabulary))
        lines.append(
            f"only because one of the two speaks of {facts} and the other does not: the vocabularies do not line up there"
        )
    return lines


def _counts(counts: ItemAgreement) -> str:
    text = f"agree on {counts.agree}, differ on {counts.differ}, not decided for {counts.undecided}"
    for name, items in (("A only", counts.a_only), ("B only", counts.b_only)):
        text += f"; {name}: {', '.join(items)}" if items else ""
    return text
