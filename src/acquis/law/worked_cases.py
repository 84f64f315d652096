"""Replays worked cases: a file of facts with the answers that a source gives or that follow from the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.conditions.explain import TRUTH_NAMES
from acquis.conditions.values import Truth, ends
from acquis.errors import AcquisError
from acquis.law.case import build_case
from acquis.law.corpus import Corpus, UnknownId
from acquis.law.determination import RegimeDetermination
from acquis.law.determine import determine
from acquis.law.model import Outcome, Policy
from acquis.law.outcome import OutcomeInterval
from acquis.law.yaml_source import Path_, Source, read_source

DERIVED_TOLERANCE = Decimal("0.001")
_TRUTHS: dict[object, Truth] = {True: True, False: False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Failure:
    """One assertion of a case that did not come true."""

    case: str
    file: str
    line: int
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.case} ({self.file}:{self.line}): {self.what}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Replay:
    """One case with its failures; none means that it passed."""

    case: str
    failures: tuple[Failure, ...]


def replay_file(path: str | Path, corpus: Corpus, wanted: Callable[[str], bool] | None = None) -> Iterator[Replay]:
    """Replays every case of a file (or those whose id is wanted).

    Raises:
        AcquisError: the file is not a list of cases, or a case is not one.
    """
    source = read_source(path)
    if not isinstance(source.data, list):
        raise source.error("a file of worked cases is a list", (), "see the case schema in docs/reference/case-format.md")
    for index, data in enumerate(source.data):
        if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not isinstance(data.get("expect"), dict):
            raise source.error("a worked case has `id`, `facts` and `expect`", (index,))
        if wanted is None or wanted(data["id"]):
            yield _replay(source, data, (index,), corpus)


def _replay(source: Source, data: Mapping[str, Any], at: Path_, corpus: Corpus) -> Replay:
    line = source.position(at)[0]

    def fail(what: str, expected: object, got: object) -> Failure:
        return Failure(data["id"], source.file, line, what, str(expected), str(got))

    expected: Mapping[str, Any] = data["expect"]
    unknown = [regime for regime in expected if regime not in corpus.regimes]
    if unknown:
        return Replay(data["id"], tuple(fail(regime, "a regime", "no such regime in the corpus") for regime in unknown))
    try:
        case = build_case(source, data, at, corpus.vocabulary)
    except AcquisError as error:
        return Replay(data["id"], (fail("facts", "a case that can be read", error),))
    determination = determine(corpus, case.facts, case.date, expected, case.layer, with_reasons=False)
    failures = [
        fail(f"{regime} {what}", wanted, got)
        for regime, assertions in expected.items()
        for what, wanted, got in _check(determination[regime], assertions)
    ]
    return Replay(data["id"], tuple(failures))


_Mismatch = tuple[str, object, object]


def _check(result: RegimeDetermination, assertions: Mapping[str, Any]) -> Iterator[_Mismatch]:
    for key, wanted in assertions.items():
        check = _CHECKS.get(key)
        if check is None:
            yield key, f"one of {', '.join(_CHECKS)}", "an unknown key"
        else:
            yield from check(result, wanted)


def _holds(result: RegimeDetermination, identifier: str) -> Truth | str:
    try:
        return result.evaluation.holds(identifier)
    except UnknownId:
        return "no such provision"


def _truth_name(truth: Truth | str) -> str:
    return truth if isinstance(truth, str) else TRUTH_NAMES[truth]


def _entries(result: RegimeDetermination, wanted: list[str]) -> Iterator[_Mismatch]:
    for identifier in wanted:
        if (got := _holds(result, identifier)) is not True:
            yield f"entry {identifier}", "true", _truth_name(got)


def _not_entries(result: RegimeDetermination, wanted: list[str]) -> Iterator[_Mismatch]:
    for identifier in wanted:
        if (got := _holds(result, identifier)) is not False:
            yield f"entry {identifier}", "false", _truth_name(got)


def _truths(result: RegimeDetermination, wanted: Mapping[str, object]) -> Iterator[_Mismatch]:
    for identifier, expected in wanted.items():
        got = _holds(result, identifier)
        if expected not in _TRUTHS or got is not _TRUTHS[expected]:
            yield identifier, expected, _truth_name(got)


def _outcome(result: RegimeDetermination, wanted: object) -> Iterator[_Mismatch]:
    names = wanted if isinstance(wanted, list) else [wanted, wanted]
    low, high = (Outcome[str(name).upper()] for name in names)
    if result.outcome not in OutcomeInterval(low, high):
        yield "outcome", OutcomeInterval(low, high), result.outcome


def _policy(result: RegimeDetermination, wanted: object) -> Iterator[_Mismatch]:
    names = wanted if isinstance(wanted, list) else [wanted, wanted]
    low, high = (Policy[str(name).upper()] for name in names)
    got = result.policy
    if got.low is None or got.high is None or not (low <= got.low and got.high <= high):
        yield "policy", f"{low} to {high}", f"{got.low} to {got.high}"


def _duties(result: RegimeDetermination, wanted: list[object]) -> Iterator[_Mismatch]:
    for duty in wanted:
        identifier = str(duty["id"]) if isinstance(duty, dict) else str(duty)
        if (got := _holds(result, identifier)) is not True:
            yield f"duty {identifier}", "true", _truth_name(got)
        if isinstance(duty, dict) and "due" in duty:
            days = [d.due for d in result.duties if d.finding.id == identifier or d.finding.id.startswith(identifier + ".")]
            if duty["due"] not in days:
                yield f"duty {identifier} due", duty["due"], ", ".join(map(str, days)) or "nothing"


def _derived(result: RegimeDetermination, wanted: Mapping[str, Decimal]) -> Iterator[_Mismatch]:
    for name, expected in wanted.items():
        got = result.evaluation.facts.get(name, result.derived.get(name))
        if not isinstance(got, Decimal) or abs(got - expected) > abs(expected) * DERIVED_TOLERANCE:
            yield f"derived {name}", expected, None if got is None else ends(got)


def _missing(result: RegimeDetermination, wanted: list[str]) -> Iterator[_Mismatch]:
    for name in wanted:
        if name not in result.missing:
            yield "missing", name, ", ".join(result.missing) or "nothing"


_CHECKS: dict[str, Callable[[RegimeDetermination, Any], Iterator[_Mismatch]]] = {
    "entries": _entries,
    "not_entries": _not_entries,
    "outcome": _outcome,
    "authorisations": _truths,
    "policy": _policy,
    "duties": _duties,
    "derived": _derived,
    "holds": _truths,
    "missing": _missing,
}
