"""The algebra of outcomes on small corpora: every row of the table, and the hull of what may come out."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from acquis.conditions import Truth
from acquis.law import Corpus, Outcome, RegimeDetermination, UnknownId, determine, load_corpus
from acquis.law.outcome import OutcomeInterval
from tests.law import small
from tests.law.asking import DAY, CorpusOf, ask, ask_on, outcome
from tests.law.small import provision

TRUTHS: tuple[Truth, ...] = (True, False, None)

# The table ------------------------------------------------------------------------------------------------------------

SCOPE, TOLD = provision("XX.L.1", "scope", when="marked"), provision("XX.L.2", "requirement", when="told")
PLEDGE = provision("XX.L.3", "authorisation", when="pledged", relieves="[XX.L.2]")
BAN = provision("XX.L.4", "prohibition", when="banned")
ALGEBRA = (SCOPE, TOLD, PLEDGE, BAN)

# scope, requirement, authorisation, prohibition (1 true, 0 false, ? unknown, - any): outcome from low to high
TABLE = """
    0 - - -   N
    1 0 - 0   F
    1 0 - 1   P
    1 0 - ?   FP
    1 1 0 0   L
    1 1 1 0   C
    1 1 ? 0   CL
    1 1 0 1   P
    1 1 1 1   P
    1 1 ? 1   P
    1 1 0 ?   LP
    1 1 1 ?   CP
    1 1 ? ?   CP
    1 ? 0 0   FL
    1 ? 1 0   FC
    1 ? ? 0   FL
    1 ? - 1   P
    1 ? 0 ?   FP
    1 ? 1 ?   FP
    1 ? ? ?   FP
    ? 0 - 0   NF
    ? 0 - 1   NP
    ? 0 - ?   NP
    ? 1 0 0   NL
    ? 1 1 0   NC
    ? 1 ? 0   NL
    ? ? 0 0   NL
    ? ? 1 0   NC
    ? ? ? 0   NL
    ? 1 - 1   NP
    ? 1 - ?   NP
    ? ? - 1   NP
    ? ? - ?   NP
"""
SIGNS: dict[str, tuple[Truth, ...]] = {"1": (True,), "0": (False,), "?": (None,), "-": TRUTHS}
ROWS = [tuple(row.split()) for row in TABLE.strip().splitlines()]


@pytest.fixture(scope="module")
def algebra(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return load_corpus(small.write(tmp_path_factory.mktemp("corpus"), small.law(*ALGEBRA)))


def known(**truths: Truth) -> dict[str, object]:
    return {name: truth for name, truth in truths.items() if truth is not None}


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_every_row_of_the_table(algebra: Corpus, row: tuple[str, ...]) -> None:
    *signs, expected = row
    for marked, told, pledged, banned in itertools.product(*(SIGNS[sign] for sign in signs)):
        result = ask(algebra, **known(marked=marked, told=told, pledged=pledged, banned=banned))
        assert outcome(result) == expected


def test_the_table_is_complete_and_each_case_stands_in_one_row() -> None:
    covered = [case for *signs, _ in ROWS for case in itertools.product(*(SIGNS[sign] for sign in signs))]
    assert sorted(map(str, covered)) == sorted(map(str, itertools.product(TRUTHS, repeat=4)))


# With facts of their own each, Kleene logic loses nothing: the interval is exactly what may come out.

LARGER = (
    provision("XX.L.1", "scope", when="marked"),
    provision("XX.L.2.a", "requirement", when="told"),
    provision("XX.L.2.b", "requirement", when="signed"),
    provision("XX.L.3", "authorisation", when="pledged", relieves="[XX.L.2.a]"),
    provision("XX.L.4", "authorisation", when="sealed", relieves="[XX.L.2]"),
    provision("XX.L.5", "prohibition", when="banned"),
)
Answers = dict[tuple[Truth, ...], RegimeDetermination]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answer for every combination of true, false and unknown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        corpus = load_corpus(small.write(tmp_path_factory.mktemp("corpus"), small.law(*LARGER)))
    return {
        truths: ask(corpus, **{name: truth for name, truth in zip(NAMES, truths, strict=True) if truth is not None})
        for truths in itertools.product(TRUTHS, repeat=len(NAMES))
    }


NAMES = ("marked", "told", "signed", "pledged", "sealed", "banned")


def completions(truths: tuple[Truth, ...]) -> list[tuple[Truth, ...]]:
    return list(itertools.product(*(((True, False) if truth is None else (truth,)) for truth in truths)))


def test_an_interval_is_the_hull_of_what_may_come_out(answers: Answers) -> None:
    for truths, answer in answers.items():
        outcomes = [answers[completion].outcome for completion in completions(truths)]
        assert all(one.settled for one in outcomes)
        assert answer.outcome == OutcomeInterval(min(one.low for one in outcomes), max(one.high for one in outcomes))


def moving(answers: Answers, truths: tuple[Truth, ...]) -> set[str]:
    """Unknown facts on which the outcome hangs for some values of the other unknown ones."""
    return {
        name
        for i, name in enumerate(NAMES)
        if truths[i] is None
        and any(
            answers[(*one[:i], True, *one[i + 1 :])].outcome != answers[(*one[:i], False, *one[i + 1 :])].outcome
            for one in completions(truths)
        )
    }


def test_no_fact_that_can_move_the_outcome_is_left_out(answers: Answers) -> None:
    for truths, answer in answers.items():
        unknown = {name for name, truth in zip(NAMES, truths, strict=True) if truth is None}
        assert moving(answers, truths) <= set(answer.missing) <= unknown
        assert answer.outcome.settled == (not answer.missing)


def test_no_fact_is_asked_for_that_cannot_move_the_outcome(answers: Answers) -> None:
    """Exactly so for one requirement; where two are relieved alike, which of the reliefs matters takes a search."""
    for truths, answer in answers.items():
        if truths[NAMES.index("signed")] is False:
            assert set(answer.missing) == moving(answers, truths), truths


def test_without_any_scope_nothing_is_subject(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(provision("XX.L.2", "requirement", when="TRUE"), provision("XX.L.4", "prohibition", when="TRUE"))
    assert outcome(ask(corpus)) == "N"


def test_one_scope_of_several_is_enough(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(provision("XX.L.1", "scope", when="marked"), provision("XX.L.2", "scope", when="told"))
    assert outcome(ask(corpus, marked=False, told=True)) == "F"
    assert outcome(ask(corpus, marked=False)) == "NF"
    assert outcome(ask(corpus, told=True)) == "F"


def test_an_authorisation_relieves_what_it_names_and_no_more(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2.a", "requirement", when="told"),
        provision("XX.L.2.b", "requirement", when="marked"),
        provision("XX.L.20", "requirement", when="banned"),
        provision("XX.L.3", "authorisation", when="pledged", relieves="[XX.L.2]", conditions="[Write it down.]"),
    )
    nothing = {"told": False, "marked": False, "banned": False}
    assert outcome(ask(corpus, **{**nothing, "told": True, "marked": True, "pledged": True})) == "C"
    assert outcome(ask(corpus, **{**nothing, "told": True, "banned": True, "pledged": True})) == "L", "not a descendant of XX.L.2"
    assert outcome(ask(corpus, **{**nothing, "told": True, "pledged": True, "banned": None})) == "CL"
    (found,) = ask(corpus, told=True, marked=True, pledged=True).authorisations
    assert found.finding.id == "XX.L.3"
    assert found.relieves == ("XX.L.2.a", "XX.L.2.b")
    assert found.conditions == ("Write it down.",)
    assert not ask(corpus, **{**nothing, "pledged": True}).authorisations, "nothing to relieve"


def test_one_authorisation_of_several_is_enough(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="TRUE"),
        provision("XX.L.3", "authorisation", when="pledged", relieves="[XX.L.2]"),
        provision("XX.L.4", "authorisation", when="told", relieves="[XX.L.2]"),
    )
    assert outcome(ask(corpus, pledged=False, told=True)) == "C"
    assert outcome(ask(corpus, pledged=False)) == "CL"
    assert outcome(ask(corpus, pledged=False, told=False)) == "L"


def test_unless_defeats(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"), provision("XX.L.2", "requirement", when="told", unless="marked")
    )
    assert outcome(ask(corpus, told=True, marked=True)) == "F"
    assert outcome(ask(corpus, told=True, marked=False)) == "L"
    assert outcome(ask(corpus, told=True)) == "FL"
    assert outcome(ask(corpus, marked=True)) == "F"


def test_law_that_was_not_read_is_never_free(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="told AND unknown('the table of fees')"),
    )
    result = ask(corpus, told=True)
    assert outcome(result) == "FL"
    assert result.unread == ("the table of fees",)
    assert result.missing == ()
    assert outcome(ask(corpus, told=False)) == "F"
    assert ask(corpus, told=False).unread == ()


def test_groups_by_day_and_countries_that_may_be_members(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="NOT destination IN group('XX.Friends')"),
        provision("XX.L.3", "prohibition", when="banned AND destination IN group('XX.Unread')"),
    )
    for day, expected in ((dt.date(2025, 12, 31), "L"), (dt.date(2026, 1, 1), "F")):
        assert outcome(ask_on(corpus, day, {"destination": "NO", "banned": False})) == expected
    assert outcome(ask(corpus, destination="CA", banned=False)) == "F"
    assert outcome(ask(corpus, destination="JP", banned=False)) == "FL"
    assert "XX.Friends" in ask(corpus, destination="JP", banned=False).unread[0]
    assert ask(corpus, destination="JP", banned=False).missing == ()
    assert outcome(ask(corpus, destination="CA", banned=True)) == "FP", "the table was not read"
    assert ask(corpus, banned=False).missing == ("destination",)


def test_an_unknown_regime_or_id_is_an_error_with_a_way_out(algebra: Corpus) -> None:
    with pytest.raises(UnknownId, match=r"there is no regime ZZ .one of XX"):
        determine(algebra, {}, DAY, ["ZZ"])
    with pytest.raises(UnknownId, match=r"there is no provision XX\.M"):
        ask(algebra).evaluation.holds("XX.M")


def test_no_regimes_asked_no_answers(algebra: Corpus) -> None:
    whole = determine(algebra, {}, DAY, [])
    assert whole.regimes == {}
    assert whole.settled


def test_the_scale(algebra: Corpus) -> None:
    assert ask(algebra, marked=True, told=False, banned=False).outcome == OutcomeInterval(Outcome.FREE, Outcome.FREE)
    assert str(ask(algebra, marked=True, told=True, banned=False).outcome) == "conditional to licence_required"


def test_what_no_longer_matters_is_not_missing(algebra: Corpus) -> None:
    assert ask(algebra, marked=False).missing == ()
    assert ask(algebra, marked=True, banned=True).missing == ()
    assert ask(algebra, marked=True, banned=False, told=False).missing == ()
