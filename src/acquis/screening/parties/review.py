"""The queue for review: what a person has to decide, and what was decided.

A decision is on one party and one entry, in one version of a list. The same party screened against the same version is not
asked about again; a newer version asks again, and says what was decided before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from acquis.screening.parties import reading
from acquis.screening.parties.match import Hit, Reason, Result, Verdict, worst
from acquis.screening.parties.model import ListError, Party

COLUMNS = (
    "party", "party_name", "verdict", "score", "entry", "entry_name", "part", "list", "list_date", "list_sha256", "party_sha256",
    "reasons", "decision", "decided_by", "decided_on", "why",
)  # fmt: skip


class Answer(StrEnum):
    """What a person decided."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why, on one party and one entry of one version of a list."""

    party_sha256: str
    entry: str
    list_sha256: str
    answer: Answer
    by: str
    on: dt.date
    why: str


Decisions = Mapping[tuple[str, str], tuple[Decision, ...]]
"""By party and entry, the oldest first."""


def fingerprint(party: Party) -> str:
    """The digest of all that was compared: a party whose name, country, address or number changes is asked about anew."""
    said = [
        party.name, sorted(party.aliases), party.kind, sorted(party.countries), sorted(party.addresses),
        sorted((n.number, n.kind, n.country or "") for n in party.identifiers),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def rows(results: Iterable[Result]) -> Iterable[dict[str, str]]:
    """The queue: a row for each hit that needs a decision, or has one."""
    for result in results:
        for hit in result.hits:
            decided = next((r.text for r in hit.reasons if r.code == "decided"), None)
            if hit.verdict is Verdict.REVIEW and decided is None:
                yield row(result.party, hit)


def row(party: Party, hit: Hit) -> dict[str, str]:
    """One hit as a row of the queue, undecided."""
    said = (
        party.id, party.name, str(hit.verdict), f"{hit.score:.4f}", hit.entry.id, hit.entry.name, "; ".join(hit.entry.parts),
        hit.version.file, hit.version.date.isoformat() if hit.version.date else "", hit.version.sha256, fingerprint(party),
        " | ".join(reason.text for reason in hit.reasons), "", "", "", "",
    )  # fmt: skip
    return dict(zip(COLUMNS, said, strict=True))


def write(path: Path, queue: Iterable[dict[str, str]]) -> int:
    """Writes the queue, as JSON lines if the name ends so, else as CSV. Gives the number of rows."""
    import csv

    kept = list(queue)
    with path.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix in (".jsonl", ".ndjson"):
            stream.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)
            return len(kept)
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows({name: _harmless(cell) for name, cell in line.items()} for line in kept)
    return len(kept)


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def read(path: Path) -> Decisions:
    """The decisions of a queue that people have filled in; rows without a decision are open.

    Raises:
        ListError: a decision that is none, or without who, when or why.
    """
    lines = reading.json_lines(path) if path.suffix in (".jsonl", ".ndjson") else reading.rows(path, ("entry", "decision"))
    found: dict[tuple[str, str], tuple[Decision, ...]] = {}
    for line, said in lines:
        if said.get("decision"):
            decision = _decision(said, path, line)
            key = (decision.party_sha256, decision.entry)
            found[key] = (*found.get(key, ()), decision)
    return {key: tuple(sorted(all_, key=lambda d: d.on)) for key, all_ in found.items()}


def _decision(said: Mapping[str, Any], path: Path, line: int) -> Decision:
    for field in ("party_sha256", "entry", "list_sha256", "decided_by", "decided_on", "why"):
        if not str(said.get(field) or "").strip():
            way_out = "a decision says who made it, when and why"
            raise ListError("a decision without it", file=path, line=line, field=field, way_out=way_out)
    try:
        answer = Answer(str(said["decision"]).strip())
    except ValueError:
        way_out = f"one of {', '.join(Answer)}"
        raise ListError(f"{said['decision']!r} is no decision", file=path, line=line, field="decision", way_out=way_out) from None
    on = reading.day(str(said["decided_on"]), path, line, "decided_on")
    assert on is not None  # it has text
    party, entry, version = (str(said[field]).strip().removeprefix("'") for field in ("party_sha256", "entry", "list_sha256"))
    return Decision(party, entry, version, answer, str(said["decided_by"]).strip(), on, str(said["why"]).strip())


def decided(result: Result, decisions: Decisions) -> Result:
    """A result in which the decisions of people are taken into account.

    For the same version of the list a decision stands: a false positive is gone, a true match is a match. The last decision
    counts. For another version it is told and changes nothing.
    """
    mark = fingerprint(result.party)
    hits = [hit for given in result.hits if (hit := _decided(given, decisions.get((mark, given.entry.id), ()))) is not None]
    return Result(result.party, worst(hits), tuple(hits))


def _decided(hit: Hit, made: tuple[Decision, ...]) -> Hit | None:
    same = [decision for decision in made if decision.list_sha256 == hit.version.sha256]
    if not made:
        return hit
    last = (same or list(made))[-1]
    text = f"{last.answer.replace('_', ' ')}, decided by {last.by} on {last.on}: {last.why}"
    if not same:
        return replace(hit, reasons=(*hit.reasons, Reason("decided_before", f"for another version of the list: {text}")))
    if last.answer is Answer.FALSE_POSITIVE:
        return None
    return replace(hit, verdict=Verdict.MATCH, reasons=(*hit.reasons, Reason("decided", text)))
