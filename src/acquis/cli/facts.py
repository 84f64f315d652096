"""`acquis facts`: the vocabulary."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.conditions.nodes import facts_of
from acquis.law import Corpus, load_corpus
from acquis.law.vocabulary import Definition


def facts(
    name: Annotated[str | None, typer.Argument(help="one fact, or the beginning of several")] = None,
    item_kind: Annotated[str | None, typer.Option("--kind", help="only facts that belong to this kind of item")] = None,
    json: output.Json = False,
) -> None:
    """The vocabulary: facts with type, unit, meaning, question, and the law that uses them."""
    corpus = load_corpus()
    definitions = corpus.vocabulary.definitions
    if name in definitions:
        found = [definitions[name]]
    else:
        found = [d for d in definitions.values() if name is None or d.name.startswith(name)]
        if not found and name is not None:
            corpus.vocabulary[name]  # raises, with the nearest names
    found = [d for d in found if item_kind is None or d.item_kinds is None or item_kind in d.item_kinds]
    if json:
        output.print_json([_whole(d, corpus) for d in found])
    elif len(found) == 1:
        _tell(found[0], corpus)
    else:
        from rich.table import Table

        table = Table("fact", "type", "unit", "meaning", box=None)
        for d in found:
            table.add_row(d.name, d.kind, d.unit or "", d.meaning)
        output.console().print(table)


def _whole(d: Definition, corpus: Corpus) -> dict[str, Any]:
    return {
        "name": d.name,
        "type": d.kind,
        "unit": d.unit,
        "codes": list(d.codes) if d.codes else None,
        "meaning": d.meaning,
        "question": d.question,
        "section": d.section,
        "item_kinds": list(d.item_kinds) if d.item_kinds is not None else None,
        "legal_quantity": d.legal_quantity,
        "legal": [dict(legal) for legal in d.legal],
        "used_by": _users(d.name, corpus),
    }


def _users(name: str, corpus: Corpus) -> list[str]:
    nodes = ((p.id, node) for p in corpus.provisions for node in (p.when, p.unless, *p.derive.values()) if node is not None)
    return list(dict.fromkeys(identifier for identifier, node in nodes if name in facts_of(node)))


def _tell(d: Definition, corpus: Corpus) -> None:
    from rich.markup import escape

    console = output.console()
    unit = f" in {d.unit}" if d.unit and d.unit != "1" else ""
    console.print(f"[bold]{d.name}[/]: {d.kind}{unit}{'' if d.legal_quantity else ', not a legal quantity'}\n{escape(d.meaning)}")
    console.print(f"\n[bold]asked as[/]  {escape(d.question)}")
    if d.codes:
        console.print(f"[bold]codes[/]  {', '.join(d.codes)}")
    for legal in d.legal:
        console.print(f"\n[bold]{legal['regime']}[/]  [bright_black]{escape(legal['cite'])}[/]\n{escape(legal['text'])}")
    users = _users(d.name, corpus)
    console.print(f"\n[bold]used by[/]  {len(users)} provisions: {', '.join(users[:12])}{' ...' if len(users) > 12 else ''}")
