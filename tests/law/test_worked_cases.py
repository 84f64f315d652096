"""The worked cases of all regimes come out as their sources say; and a wrong expectation of any kind is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus
from acquis.law.worked_cases import Failure, Replay, replay_file
from acquis.law.yaml_source import read_source
from tests.law import small

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))


def _ids() -> list[str]:
    return [str(case["id"]) for path in CASES for case in read_source(path).data]


IDS = _ids()


@pytest.fixture(scope="module")
def replays(corpus: Corpus) -> dict[str, Replay]:
    return {replay.case: replay for path in CASES for replay in replay_file(path, corpus)}


@pytest.mark.parametrize("identifier", IDS)
def test_case(replays: dict[str, Replay], identifier: str) -> None:
    assert not replays[identifier].failures, "\n".join(map(str, replays[identifier].failures))


def test_every_researched_case_is_here() -> None:
    assert len(IDS) == len(set(IDS)) == 287


# Wrong expectations ---------------------------------------------------------------------------------------------------

RIGHT = {
    "entries": "[XX.L.3.a]",
    "not_entries": "[]",
    "outcome": "conditional",
    "authorisations": "{XX.L.5: true}",
    "policy": "case_by_case",
    "duties": "[{id: XX.L.8, due: 2026-02-01}]",
    "derived": "{load: 120}",
    "holds": "{XX.L.4: true, XX.L.6: false}",
    "missing": "[]",
}
FACTS = (
    "act: export, item_kind: machine, power: 60, pieces: 2, destination: CN, uses: [civil], banned: false, told: true, "
    "pledged: true, marked: true, received: 2026-01-02"
)


def case(expect: str, facts: str = FACTS, identifier: str = "X-1", more: str = "") -> str:
    return f"- id: {identifier}\n  date: 2026-06-01\n  facts: {{{facts}}}\n  expect: {expect}\n{more}"


@pytest.fixture
def replay(tmp_path: Path, cache: Path) -> Callable[[str], list[Replay]]:
    corpus = load_corpus(small.write(tmp_path / "corpus"))

    def replay_text(text: str) -> list[Replay]:
        path = tmp_path / "cases.yaml"
        path.write_text(text, encoding="utf-8")
        return list(replay_file(path, corpus))

    return replay_text


ReplayText = Callable[[str], list[Replay]]


def one_failure(replayed: list[Replay]) -> Failure:
    ((failure,),) = (one.failures for one in replayed)
    return failure


@pytest.mark.parametrize("key", RIGHT)
def test_a_right_expectation_passes(replay: ReplayText, key: str) -> None:
    (replayed,) = replay(case(f"{{XX: {{{key}: {RIGHT[key]}}}}}"))
    assert replayed.case == "X-1"
    assert not replayed.failures


@pytest.mark.parametrize(
    ("key", "wrong", "what", "expected", "got"),
    [
        ("entries", "[XX.L.6]", "XX entry XX.L.6", "true", "false"),
        ("entries", "[XX.L.33]", "XX entry XX.L.33", "true", "no such provision"),
        ("not_entries", "[XX.L.3]", "XX entry XX.L.3", "false", "true"),
        ("outcome", "licence_required", "XX outcome", "licence_required", "conditional"),
        ("outcome", "[free, free]", "XX outcome", "free", "conditional"),
        ("outcome", "[licence_required, prohibited]", "XX outcome", "licence_required to prohibited", "conditional"),
        ("authorisations", "{XX.L.5: unknown}", "XX XX.L.5", "unknown", "true"),
        ("policy", "policy_of_denial", "XX policy", "policy_of_denial to policy_of_denial", "case_by_case to case_by_case"),
        ("duties", "[XX.L.6]", "XX duty XX.L.6", "true", "false"),
        ("duties", "[{id: XX.L.8, due: 2026-02-02}]", "XX duty XX.L.8 due", "2026-02-02", "2026-02-01"),
        ("derived", "{load: 121}", "XX derived load", "121", "120"),
        ("derived", "{pause: 1}", "XX derived pause", "1", "unknown"),
        ("holds", "{XX.L.4: false}", "XX XX.L.4", "false", "true"),
        ("missing", "[shares]", "XX missing", "shares", "nothing"),
        ("result", "free", "XX result", "one of entries, not_entries", "an unknown key"),
    ],
)
def test_a_wrong_expectation_is_reported(replay: ReplayText, key: str, wrong: str, what: str, expected: str, got: str) -> None:
    failure = one_failure(replay(case(f"{{XX: {{{key}: {wrong}}}}}")))
    assert failure.what == what
    assert failure.expected.startswith(expected)
    assert failure.got == got
    assert failure.line == 1
    assert str(failure).startswith(f"X-1 ({failure.file}:1): {what}: expected {expected}")
    assert str(failure).endswith(f"got {got}")


@pytest.mark.parametrize(
    ("key", "bad", "shape"),
    [
        *(
            (key, bad, "a list of names")
            for key in ("entries", "not_entries", "missing")
            for bad in ("XX.L.3", "{a: 1}", "5", "[5]")
        ),
        *(
            (key, bad, "one of not_subject")
            for key in ("outcome",)
            for bad in ("licence", "[free]", "[free, free, free]", "5", "{}")
        ),
        *(("policy", bad, "one of presumption_of_approval") for bad in ("mercy", "[case_by_case]", "null", "true")),
        *(
            (key, bad, "a mapping of ids")
            for key in ("authorisations", "holds")
            for bad in ("[a]", "{a: maybe}", "{a: [1]}", "x")
        ),
        *(("derived", bad, "a mapping of facts to numbers") for bad in ("[load]", "{load: much}", "5")),
        *(("duties", bad, "a list of ids") for bad in ("5", "XX.L.8", "[5]", "[{due: 2026-01-01}]")),
    ],
)
def test_an_expectation_of_the_wrong_shape_is_reported(replay: ReplayText, key: str, bad: str, shape: str) -> None:
    failure = one_failure(replay(case(f"{{XX: {{{key}: {bad}}}}}")))
    assert failure.what == f"XX {key}"
    assert failure.expected.startswith(shape)


@pytest.mark.parametrize("expect", ["{}", "{XX: {}}", "{XX: null}", "{XX: [free]}", "{XX: free}", "{ZZ: {outcome: free}}"])
def test_a_case_that_tests_nothing_does_not_pass(replay: ReplayText, expect: str) -> None:
    assert one_failure(replay(case(expect))).got


def test_an_open_outcome_must_lie_inside_the_expected_one(replay: ReplayText) -> None:
    open_ = FACTS.replace("pledged: true, ", "")
    assert not replay(case("{XX: {outcome: [conditional, licence_required]}}", open_))[0].failures
    failure = one_failure(replay(case("{XX: {outcome: licence_required}}", open_)))
    assert failure.got == "conditional to licence_required"
    failure = one_failure(replay(case("{XX: {missing: [power]}}", open_)))
    assert (failure.expected, failure.got) == ("power", "pledged")


def test_all_failures_of_all_cases_are_told(replay: ReplayText) -> None:
    text = case("{XX: {outcome: free, derived: {load: 1}, entries: [XX.L.3, XX.L.33]}}") + case(
        "{XX: {outcome: conditional}}", identifier="X-2"
    )
    first, second = replay(text)
    assert [failure.what for failure in first.failures] == ["XX outcome", "XX derived load", "XX entry XX.L.33"]
    assert second.case == "X-2"
    assert not second.failures


def test_a_case_that_cannot_be_read_fails_with_its_place(replay: ReplayText) -> None:
    failure = one_failure(replay(case("{XX: {outcome: free}}", "powr: 1")))
    assert "cases.yaml:3:17: powr: there is no fact 'powr' (did you mean power?)" in failure.got
    for more in ("  layer: paper\n", "  layer: [enforced]\n", "  not_applicable: [[1]]\n", "  not_applicable: [powr]\n"):
        assert one_failure(replay(case("{XX: {outcome: free}}", more=more))).what == "facts"
    undated = case("{XX: {outcome: free}}").replace("  date: 2026-06-01\n", "")
    assert "a case needs a day" in one_failure(replay(undated)).got


@pytest.mark.parametrize(
    "text", ["a: 1\n", "", "x\n", "- 5\n", "- {id: 5, expect: {}}\n", "- {id: x}\n", "- {id: x, expect: 5}\n", "[["]
)
def test_what_is_no_list_of_cases_is_an_error(replay: ReplayText, text: str) -> None:
    with pytest.raises(AcquisError) as caught:
        replay(text)
    assert caught.value.line
    assert caught.value.way_out
    assert "cases.yaml:" in str(caught.value)


def test_only_the_wanted_cases_are_replayed(tmp_path: Path, replay: ReplayText) -> None:
    replay(case("{XX: {outcome: conditional}}") + case("{XX: {outcome: conditional}}", identifier="Y-1"))
    corpus = load_corpus(tmp_path / "corpus")
    found = list(replay_file(tmp_path / "cases.yaml", corpus, lambda identifier: identifier.startswith("Y")))
    assert [one.case for one in found] == ["Y-1"]
