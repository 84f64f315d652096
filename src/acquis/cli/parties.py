"""`acquis parties`: parties against lists, and ownership through chains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output
from acquis.errors import AcquisError
from acquis.law import load_corpus

if TYPE_CHECKING:
    from acquis.screening.parties.facts import PartyFacts
    from acquis.screening.parties.lists import PartyList
    from acquis.screening.parties.match import Result

app = typer.Typer(help="Screen parties against lists, and look through ownership.", no_args_is_help=True, rich_markup_mode=None)

SAMPLE = "sample"
Lists = Annotated[
    list[Path] | None,
    typer.Option("--list", metavar="FILE", help="a list as published (may be repeated); `sample`: seven entries to try with"),
]
Dated = Annotated[
    list[str] | None,
    typer.Option("--dated", metavar="FILE=YYYY-MM-DD", help="the day of a list that does not say its own (may be repeated)"),
]
Age = Annotated[int, typer.Option("--days", min=0, help="warn of lists that are older")]


@app.command("screen")
def screen(
    parties: Annotated[Path, typer.Argument(help="parties: CSV or JSON lines, with at least a name")],
    list_: Lists = None,
    match: Annotated[float, typer.Option("--match", help="from this score on, a match")] = 0.95,
    review: Annotated[float, typer.Option("--review", help="from this score on, for a person to decide")] = 0.85,
    decisions: Annotated[Path | None, typer.Option("--decisions", help="a queue that people have filled in")] = None,
    queue: Annotated[Path | None, typer.Option("--queue", help="write what a person has to decide: .csv or .jsonl")] = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="ID", help="a list of the law looked through by other means")
    ] = None,
    rescore: Annotated[
        Path | None, typer.Option("--rescore", metavar="PYTHON", help="a Python that has nomenklatura: its score decides")
    ] = None,
    dated: Dated = None,
    days: Age = 30,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Parties against lists: match, review or clear, each with its reasons, and the fact party_lists for the law.

    Exit code 0 when all are clear, 1 when some match, 3 when some are for review.
    """
    from acquis.screening.parties import match as matching
    from acquis.screening.parties import party_table
    from acquis.screening.parties import review as reviewing
    from acquis.screening.parties.facts import PartyFacts
    from acquis.screening.parties.index import Index
    from acquis.screening.parties.rescoring import rescorer

    limits, day = matching.Thresholds(match, review), output.day(on)
    if not list_:
        raise AcquisError("no list is given", field="--list", way_out="acquis parties lists --help says which files are read")
    asked = list(party_table.read(parties))
    lists = _load(list_, dated)
    warnings = _warnings(lists, day, days)
    made = reviewing.read(decisions) if decisions else {}
    with rescorer(rescore) if rescore else nullcontext() as other:
        found = matching.screen(Index(lists), asked, limits, day)
        if other is not None:
            found = (other.rescore(result, limits) for result in found)
        results = [reviewing.decided(result, made) for result in found]
    said = PartyFacts(load_corpus(), lists, also or ())
    if queue is not None:
        many = reviewing.write(output.out_file(queue), reviewing.rows(results))
        warnings.append(f"{queue}: {many} for a person to decide")
    if json:
        output.print_json(_as_json(results, lists, said, warnings, limits, day))
    else:
        _tell(results, lists, said, warnings)
    if any(result.verdict is matching.Verdict.REVIEW for result in results):
        raise typer.Exit(output.UNDETERMINED)
    if any(result.verdict is matching.Verdict.MATCH for result in results):
        raise typer.Exit(output.FAILED)


@app.command("lists")
def lists(
    files: Annotated[list[Path], typer.Argument(help="lists as published: CSL, EU and UN files, FollowTheMoney JSON lines")],
    dated: Dated = None,
    days: Age = 30,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """What lists are: format, day, entries and SHA-256. Formats: csl-csv, csl-json, eu-xml, eu-csv, un-xml, ftm."""
    found = _load(files, dated)
    warnings = _warnings(found, output.day(on), days)
    if json:
        said = [{**given.version.to_dict(), "format": given.format.name} for given in found]
        output.print_json({"lists": said, "warnings": warnings})
        return
    _tell_lists(output.console(least=130), found, warnings)


@app.command("ownership")
def ownership(
    shares: Annotated[Path, typer.Argument(help="CSV: owner, owned, percent (a number, an interval 20-30, or nothing)")],
    of: Annotated[list[str], typer.Option("--of", metavar="PARTY", help="the party that is asked about (may be repeated)")],
    listed: Annotated[
        list[str] | None, typer.Option("--listed", metavar="PARTY", help="a listed party (may be repeated)")
    ] = None,
    threshold: Annotated[float, typer.Option("--threshold", min=0, max=100, help="percent from which an owned firm counts")] = 50,
    rest_unlisted: Annotated[bool, typer.Option("--rest-unlisted", help="what no row names is in no listed hands")] = False,
    json: output.Json = False,
) -> None:
    """How much of a party listed parties own: aggregate (as a 50 percent rule looks through) and effective (along chains).

    Control without ownership is another test, and is not computed.
    """
    from acquis.screening.parties import share_table
    from acquis.screening.parties.ownership import Ownership

    limit = Fraction(str(threshold)) / 100
    table = Ownership(share_table.read(shares), listed or (), rest_unlisted=rest_unlisted)
    known = {*table.owners, *(owner for owners in table.owners.values() for owner in owners)}
    for name in (*of, *(listed or ())):
        if name not in known:
            raise AcquisError(f"no row names {name!r}", file=shares, way_out="write it as the table does")
    said = []
    for party in of:
        aggregate, effective = table.aggregate(party, limit), table.effective(party)
        ends = [float(100 * end) for end in (aggregate.low, aggregate.high)]
        fact: Any = ends[0] if ends[0] == ends[1] else {"low": ends[0], "high": ends[1]}
        said.append(
            {
                "party": party,
                "aggregate_percent": ends,
                "reaches_threshold": {True: "yes", False: "no", None: "unknown"}[aggregate.reaches(limit)],
                "effective_percent": [float(100 * end) for end in (effective.low, effective.high)],
                "facts": {"listed_ownership_percent": fact},
                "not_computed": "control without ownership",
            }
        )
    if json:
        output.print_json({"threshold_percent": threshold, "rest_unlisted": rest_unlisted, "parties": said})
        return
    console = output.console(least=130)
    for row in said:
        console.print(f"[bold]{row['party']}[/]", markup=True)
        console.print(f"  aggregate  {_range(row['aggregate_percent'])}; reaches {threshold:g} %: {row['reaches_threshold']}")
        console.print(f"  effective  {_range(row['effective_percent'])}")
        console.print("  control without ownership is another test, and is not computed")


def _range(ends: Any) -> str:
    low, high = ends
    return f"{low:.4g} %" if low == high else f"{low:.4g} to {high:.4g} %"


def _load(files: Iterable[Path], dated: list[str] | None) -> list[PartyList]:
    from acquis.screening.parties.lists import load, sample

    days: dict[str, dt.date] = {}
    for pair in dated or ():
        name, _, text = pair.rpartition("=")
        days[name] = output.day(text)
    found = [
        sample()
        if str(path) == SAMPLE and not path.exists()
        else load(path, date=days.pop(str(path), None) or days.pop(path.name, None))
        for path in files
    ]
    if days:
        raise AcquisError(f"no list is {', '.join(days)}", field="--dated", way_out="name a file that --list names")
    return found


def _warnings(lists: Iterable[PartyList], day: dt.date, days: int) -> list[str]:
    found = [text for given in lists if (text := given.version.warning(day, days))]
    if any(given.version.file == "csl_sample.csv" for given in lists):
        found.append("sample: seven entries to try the commands with, no list to screen against")
    return found


def _as_json(
    results: list[Result], lists: list[PartyList], said: PartyFacts, warnings: list[str], limits: Any, day: dt.date
) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "thresholds": {"match": limits.match, "review": limits.review},
        "lists": [given.version.to_dict() for given in lists],
        "not_looked_through": list(said.missing),
        "warnings": warnings,
        "parties": [_result(result, said) for result in results],
    }


def _result(result: Result, said: PartyFacts) -> dict[str, Any]:
    fact = said.of(result)
    value = fact.value
    complete = None if value is None or value.complete_for is None else sorted(value.complete_for)
    return {
        "id": result.party.id,
        "name": result.party.name,
        "verdict": str(result.verdict),
        "party_lists": None if value is None else {"ids": sorted(value.ids), "complete_for": complete},
        "possible_lists": list(fact.possible),
        "hits": [
            {
                "entry": hit.entry.id,
                "name": hit.entry.name,
                "parts": list(hit.entry.parts),
                "list_sha256": hit.version.sha256,
                "score": hit.score,
                "verdict": str(hit.verdict),
                "notice": hit.entry.notice,
                "reasons": [{"code": reason.code, "text": reason.text} for reason in hit.reasons],
            }
            for hit in result.hits
        ],
    }


def _tell_lists(console: Any, lists: Iterable[PartyList], warnings: Iterable[str]) -> None:
    for given in lists:
        version = given.version
        day = version.date or "day not known"
        console.print(
            f"{version.file}: {version.source}, {day}, {version.entries:,} entries, sha256 {version.sha256[:12]}", markup=False
        )
    for text in warnings:
        console.print(f"! {text}", markup=False, style="yellow")


def _tell(results: list[Result], lists: list[PartyList], said: PartyFacts, warnings: list[str]) -> None:
    console = output.console(least=130)
    _tell_lists(console, lists, warnings)
    if said.missing:
        shown = ", ".join(said.missing[:6]) + (f" and {len(said.missing) - 6} more" if len(said.missing) > 6 else "")
        console.print(f"Lists that the law asks for and that are in none of these files: {shown}", markup=False)
    colours = {"match": "red", "review": "yellow", "clear": "green"}
    for result in results:
        console.print(f"\n[{colours[result.verdict]}]{result.verdict}[/]  ", end="")
        console.print(f"{result.party.name} ({result.party.id})", markup=False)
        for hit in result.hits:
            console.print(f"  {hit.score:.3f} {hit.verdict}: {hit.entry.name}, {'; '.join(hit.entry.parts)}", markup=False)
            for reason in hit.reasons:
                console.print(f"        {reason.text}", markup=False)
    counts = {word: sum(str(result.verdict) == word for result in results) for word in colours}
    console.print(f"\n{counts['match']} match, {counts['review']} for review, {counts['clear']} clear", markup=False)
