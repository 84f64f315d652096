"""`acquis law`: the body of law itself."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.conditions import to_text
from acquis.conditions.values import to_json
from acquis.law import Corpus, Kind, Layer, Provision, load_corpus
from acquis.law.coverage import coverage as coverage_of
from acquis.law.coverage import weak
from acquis.law.history import Stage
from acquis.law.history import history as history_of
from acquis.law.lint import lint

app = typer.Typer(help="The body of law: list, show, sources, check, schema.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    prefix: Annotated[str | None, typer.Argument(help="only ids that begin so, e.g. US.EAR.774")] = None,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="only this kind (may be repeated)")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="only this topic")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="only versions in force on a day")] = None,
    json: output.Json = False,
) -> None:
    """List provisions, one row a version."""
    corpus = load_corpus()
    day = output.day(on) if on else None
    found = [
        p
        for p in corpus.provisions
        if (prefix is None or p.id.startswith(prefix))
        and (not kind or p.kind in kind)
        and (topic is None or topic in p.topics)
        and (day is None or day in p.in_force)
    ]
    if json:
        output.print_json([_row(p) for p in found])
        return
    from rich.table import Table

    table = Table("id", "kind", "in force", "confidence", "title", box=None)
    for p in found:
        table.add_row(p.id, str(p.kind), str(p.in_force), p.confidence, p.title)
    console = output.console()
    console.print(table)
    console.print(f"{len(found)} provisions")


@app.command()
def show(identifier: Annotated[str, typer.Argument(help="id of a provision or a group")], json: output.Json = False) -> None:
    """Show every version of a provision: text, condition, source, how sure; or a group with its members."""
    corpus = load_corpus()
    if identifier in corpus.groups:
        _show_group(corpus, identifier, json)
        return
    versions = corpus.versions(identifier)
    if json:
        output.print_json([_whole(p) for p in versions])
        return
    console = output.console()
    for p in versions:
        _tell(console, p)


@app.command()
def sources(
    prefix: Annotated[str | None, typer.Argument(help="only ids that begin so")] = None,
    json: output.Json = False,
) -> None:
    """List where the law was read: each source with the provisions that rest on it."""
    corpus = load_corpus()
    found: dict[str, dict[str, Any]] = {}
    for p in corpus.provisions:
        if prefix is not None and not p.id.startswith(prefix):
            continue
        for source in p.sources:
            entry = found.setdefault(source.url, {"url": source.url, "read": [], "as_of": [], "provisions": []})
            entry["read"] += [source.read] if source.read and source.read not in entry["read"] else []
            entry["as_of"] += [str(source.as_of)] if source.as_of and str(source.as_of) not in entry["as_of"] else []
            entry["provisions"].append(p.id)
    rows = sorted(found.values(), key=lambda entry: entry["url"])
    if json:
        output.print_json(rows)
        return
    from rich.table import Table

    table = Table("source", "read", "as of", "provisions", box=None)
    for row in rows:
        table.add_row(row["url"], ", ".join(row["read"]), ", ".join(row["as_of"]), str(len(row["provisions"])))
    output.console().print(table)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="a corpus folder; the one that ships by default", exists=True)] = None,
) -> None:
    """Validate a corpus and report every error at once."""
    corpus = load_corpus(folder)
    print(f"{len(corpus.provisions)} provisions, {len(corpus.groups)} groups, {len(corpus.regimes)} regimes: no errors")


@app.command()
def schema() -> None:
    """Print the JSON Schema of corpus files."""
    from acquis.law.schema import json_schema

    output.print_json(json_schema())


def _row(p: Provision) -> dict[str, Any]:
    return {
        "id": p.id,
        "kind": str(p.kind),
        "title": p.title,
        "cite": p.cite,
        "regime": p.regime,
        "topics": list(p.topics),
        "from": to_json(p.in_force.start),
        "to": to_json(p.in_force.end),
        "layers": sorted(map(str, p.layers)),
        "confidence": p.confidence,
        "executable": p.executable,
    }


def _whole(p: Provision) -> dict[str, Any]:
    parts: dict[str, Any] = {
        **_row(p),
        "text": p.text,
        "text_kind": p.text_kind,
        "language": p.language,
        "text_en": p.text_en,
        "when": None if p.when is None else to_text(p.when),
        "unless": None if p.unless is None else to_text(p.unless),
        "policy": None if p.policy is None else str(p.policy),
        "relieves": list(p.relieves),
        "conditions": list(p.conditions),
        "derive": {fact: to_text(node) for fact, node in p.derive.items()},
        "duty": None if p.duty is None else {"who": p.duty.who, "what": p.duty.what},
        "sources": [{"url": s.url, "read": s.read, "as_of": to_json(s.as_of), "note": s.note} for s in p.sources],
        "basis": p.basis,
        "notes": list(p.notes),
        "related": [dict(related) for related in p.related],
        "file": p.file,
        "line": p.line,
    }
    return {name: part for name, part in parts.items() if part not in (None, [], {}, "")}


def _tell(console: Any, p: Provision) -> None:
    from rich.markup import escape

    console.print(f"\n[bold]{p.id}[/]  {p.kind}, {p.in_force}, {' and '.join(sorted(map(str, p.layers)))}")
    console.print(f"{escape(p.title)}\n[bright_black]{escape(p.cite)}[/]")
    for label, text in (("text", p.text), ("in English (unofficial)", p.text_en)):
        if text:
            console.print(f"\n[bold]{label}[/] ({p.text_kind.replace('_', ' ')})" if label == "text" else f"\n[bold]{label}[/]")
            console.print(escape(text.strip()))
    for label, node in (("when", p.when), ("unless", p.unless)):
        if node is not None:
            console.print(f"\n[bold]{label}[/]  {escape(to_text(node))}")
    for fact, node in p.derive.items():
        console.print(f"\n[bold]derives[/]  {fact} = {escape(to_text(node))}")
    for label, lines in (("relieves", p.relieves), ("conditions", p.conditions), ("notes", p.notes)):
        if lines:
            console.print(f"\n[bold]{label}[/]")
            for line in lines:
                console.print(f"  - {escape(line)}")
    console.print(f"\n[bold]confidence[/]  {p.confidence}{'. ' + escape(p.basis) if p.basis else ''}")
    for s in p.sources:
        console.print(f"[bold]source[/]  {escape(s.url)} ({s.read or 'not stated'}{f', as of {s.as_of}' if s.as_of else ''})")


def _show_group(corpus: Corpus, identifier: str, json: bool) -> None:
    group = corpus.groups[identifier]
    versions = [
        {
            "from": to_json(v.in_force.start),
            "to": to_json(v.in_force.end),
            "members": list(v.members),
            "uncertain": "all" if v.uncertain is None else list(v.uncertain),
            "note": v.note,
        }
        for v in group.versions
    ]
    if json:
        output.print_json(
            {"id": group.id, "title": group.title, "cite": group.cite, "confidence": group.confidence, "versions": versions}
        )
        return
    console = output.console()
    console.print(f"[bold]{group.id}[/]  {group.title}\n[bright_black]{group.cite}[/]")
    for version in versions:
        console.print(
            f"\n{version['from'] or '...'} to {version['to'] or '...'}: {', '.join(version['members']) or 'no member known'}"
        )
        if version["uncertain"]:
            console.print(
                f"not known: {version['uncertain'] if version['uncertain'] == 'all' else ', '.join(version['uncertain'])}"
            )


@app.command()
def history(
    identifier: Annotated[str, typer.Argument(help="id of a provision")],
    layer: output.In = Layer.ENFORCED,
    json: output.Json = False,
) -> None:
    """Show a provision over time: its versions, the gaps, and what changed from one to the next."""
    stages = history_of(load_corpus(), identifier, layer)
    if json:
        output.print_json([_stage(stage) for stage in stages])
        return
    from rich.markup import escape

    console = output.console()
    for stage in stages:
        console.print(f"\n[bold]{stage.period}[/]  {stage.state}")
        if stage.provision is None:
            continue
        if not stage.changes:
            _tell(console, stage.provision)
        for change in stage.changes:
            console.print(f"  [bold]{change.field}[/]")
            for line in change.diff:
                console.print(f"    [{'red' if line.startswith('-') else 'green'}]{escape(line)}[/]")


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "from": to_json(stage.period.start),
        "to": to_json(stage.period.end),
        "state": stage.state,
        "provision": None if stage.provision is None else _whole(stage.provision),
        "changes": [{"field": change.field, "before": change.before, "after": change.after} for change in stage.changes],
    }


@app.command()
def coverage(json: output.Json = False) -> None:
    """Count what is executable, informative and not yet read, by regime and topic; name every provision of low confidence."""
    corpus = load_corpus()
    counts, low = coverage_of(corpus), weak(corpus)
    if json:
        output.print_json({"counts": [dataclasses.asdict(count) for count in counts], "low_confidence": [_row(p) for p in low]})
        return
    from rich.table import Table

    table = Table("regime", "topic", box=None)
    for heading in ("executable", "informative", "not yet read"):
        table.add_column(heading, justify="right")
    for count in counts:
        style = "bold" if count.topic == "all" else None
        table.add_row(count.regime, count.topic, str(count.executable), str(count.informative), str(count.not_read), style=style)
    console = output.console()
    console.print(table)
    console.print(f"\n{len(low)} provisions of low confidence:")
    for p in low:
        console.print(f"  {p.id}  {p.title}", markup=False)


@app.command("lint")
def lint_(
    folder: Annotated[Path | None, typer.Argument(help="a corpus folder; the one that ships by default", exists=True)] = None,
    on: output.On = None,
    prove: Annotated[bool, typer.Option(help="ask the solver for provisions that can never hold")] = True,
    json: output.Json = False,
) -> None:
    """Find neglect: missing citations, stale sources, thresholds without unit, dead provisions, entries that no rule uses."""
    findings = lint(load_corpus(folder), output.day(on), prove=prove)
    if json:
        output.print_json([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(finding)
        print(f"{len(findings)} findings")
    if findings:
        raise typer.Exit(output.FAILED)
