"""Replays worked cases: a file of facts with the answers that a source gives or that follow from the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from acquis.conditions.explain import TRUTH_NAMES
from acquis.conditions.values import Truth, show
from acquis.errors import AcquisError, printable
from acquis.law.case import build_case
from acquis.law.corpus import Corpus, UnknownId
from acquis.law.determination import RegimeDetermination
from acquis.law.determine import determine
from acquis.law.model import Outcome, Policy
from acquis.law.outcome import OutcomeInterval
from acquis.law.yaml_source import Path_, Source, read_source

LONGEST_LINE = 2000
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
        text = f"{self.case} ({self.file}:{self.line}): {self.what}: expected {self.expected}, got {self.got}"
        return printable(text, LONGEST_LINE)


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
            raise source.error("a worked case has `id`, `facts` and `expect`", (index,), "see docs/reference/case-format.md")
        if wanted is None or wanted(data["id"]):
            yield _replay(source, data, (index,), corpus)


def _replay(source: Source, data: Mapping[str, Any], at: Path_, corpus: Corpus) -> Replay:
    line = source.position(at)[0]

    def fail(what: str, expected: object, got: object) -> Failure:
        return Failure(data["id"], source.file, line, what, str(expected), str(got))

    expected: Mapping[str, Any] = data["expect"]
    unknown = [regime for regime in expected if regime not in corpus.regimes]
    if not expected:
        return Replay(data["id"], (fail("expect", "at least one regime", "nothing"),))
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


def _check(result: RegimeDetermination, assertions: object) -> Iterator[_Mismatch]:
    if not isinstance(assertions, dict) or not assertions:
        yield "expectations", f"a mapping with some of {', '.join(_CHECKS)}", show(assertions)
        return
    for key, wanted in assertions.items():
        if key not in _CHECKS:
            yield key, f"one of {', '.join(_CHECKS)}", "an unknown key"
            continue
        check, (shape, fits) = _CHECKS[key]
        if fits(wanted):
            yield from check(result, wanted)
        else:
            yield key, shape, show(wanted)


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
        if got is not _TRUTHS[expected]:
            yield identifier, TRUTH_NAMES[_TRUTHS[expected]], _truth_name(got)


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
            yield f"derived {name}", show(expected), show(got)


def _missing(result: RegimeDetermination, wanted: list[str]) -> Iterator[_Mismatch]:
    for name in wanted:
        if name not in result.missing:
            yield "missing", name, ", ".join(result.missing) or "nothing"


def _is_words(wanted: object) -> bool:
    return isinstance(wanted, list) and all(isinstance(word, str) for word in wanted)


def _is_mapping_to(kinds: Callable[[object], bool], wanted: object) -> bool:
    return isinstance(wanted, dict) and all(map(kinds, wanted.values()))


def _is_duty(wanted: object) -> bool:
    return isinstance(wanted, str) or (isinstance(wanted, dict) and isinstance(wanted.get("id"), str))


def _is_range(names: type[Outcome] | type[Policy], wanted: object) -> bool:
    ends = wanted if isinstance(wanted, list) else [wanted, wanted]
    return len(ends) == 2 and all(str(end).upper() in names.__members__ for end in ends)


_Shape = tuple[str, Callable[[Any], bool]]
_WORDS: _Shape = ("a list of names", _is_words)
_TRUTH_BY_ID: _Shape = (
    "a mapping of ids to true, false or unknown",
    partial(_is_mapping_to, lambda truth: isinstance(truth, bool) or truth == "unknown"),
)
_NUMBERS: _Shape = ("a mapping of facts to numbers", partial(_is_mapping_to, lambda number: isinstance(number, Decimal)))
_DUTIES: _Shape = ("a list of ids, or of {id: , due: }", lambda wanted: isinstance(wanted, list) and all(map(_is_duty, wanted)))


def _range_of(names: type[Outcome] | type[Policy]) -> _Shape:
    return f"one of {', '.join(map(str, names))}, or two of them", partial(_is_range, names)


_CHECKS: dict[str, tuple[Callable[[RegimeDetermination, Any], Iterator[_Mismatch]], _Shape]] = {
    "entries": (_entries, _WORDS),
    "not_entries": (_not_entries, _WORDS),
    "outcome": (_outcome, _range_of(Outcome)),
    "authorisations": (_truths, _TRUTH_BY_ID),
    "policy": (_policy, _range_of(Policy)),
    "duties": (_duties, _DUTIES),
    "derived": (_derived, _NUMBERS),
    "holds": (_truths, _TRUTH_BY_ID),
    "missing": (_missing, _WORDS),
}
"""What may be expected of a regime, how it is tested, and in which shape it is written."""
