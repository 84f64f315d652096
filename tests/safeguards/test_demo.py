"""The demonstration: four hidden things found and told apart; a year without misconduct accuses no one beyond the alarm rate."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from scipy.stats import binom

from acquis.items import list_chips, list_qpus
from acquis.law import load_corpus
from acquis.safeguards.declarations import Clock
from acquis.safeguards.demo import ALL_FOUR, EVALUATED, YEAR, Plan, simulate, without
from acquis.safeguards.demo import world as w
from acquis.safeguards.evaluation import FindingKind, Standing, StateEvaluation, default_rules, evaluate

CORPUS = load_corpus()
CLOCKS = {code: Clock(CORPUS, party.agreement, EVALUATED) for code, party in w.parties().items()}
YEARS = 1000
TOLERANCE = 1e-4
"""Probability that the count of alarms falls outside the bounds though the stated rate is true."""


def judged(seed: int, plan: Plan) -> dict[str, StateEvaluation]:
    return evaluate(simulate(seed, plan)[0], CORPUS, YEAR, EVALUATED, clocks=CLOCKS)


@pytest.mark.parametrize("seed", range(20))
def test_all_four_are_found_and_told_apart(seed: int) -> None:
    states, hidden = simulate(seed, ALL_FOUR)
    found = evaluate(states, CORPUS, YEAR, EVALUATED, clocks=CLOCKS)
    of = {
        (code, finding.kind): finding
        for code, one in found.items()
        for finding in one.findings
        if finding.kind not in (FindingKind.UNACCOUNTED, FindingKind.GAIN)  # false alarms, at the stated rate
    }
    assert set(of) == {
        ("XA", FindingKind.LATE_REPORT),
        ("XA", FindingKind.CORRECTED_MISTAKE),
        ("XB", FindingKind.OVERDUE_SHIPMENT),
        ("XC", FindingKind.ABSENT),
    }
    absent = of["XC", FindingKind.ABSENT]
    assert absent.standing is Standing.INDICATION
    assert absent.items == hidden.diverted
    assert len(hidden.diverted) == 16
    lost = of["XB", FindingKind.OVERDUE_SHIPMENT]
    assert (lost.items, lost.standing) == (hidden.lost, Standing.OPEN)
    late = of["XA", FindingKind.LATE_REPORT]
    assert (late.evidence[0].filing, late.standing) == (hidden.late, Standing.RESOLVED)
    mistake = of["XA", FindingKind.CORRECTED_MISTAKE]
    assert {evidence.filing for evidence in mistake.evidence} == set(hidden.mistake)
    assert mistake.standing is Standing.RESOLVED


def test_the_conclusions_of_the_shipped_year() -> None:
    found = judged(1, ALL_FOUR)
    assert {code: one.conclusion.id for code, one in found.items()} == {"XA": "all_items", "XB": "none", "XC": "none"}
    assert [one.diversion for one in found.values()] == [False, None, True]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_mistake_left_uncorrected_stays_a_question(seed: int) -> None:
    states, hidden = simulate(seed, Plan(mistake=True))
    found = evaluate(without(states, hidden.mistake[1]), CORPUS, YEAR, EVALUATED, clocks=CLOCKS)
    one = found["XA"]
    assert {f.kind for f in one.questions} == {
        FindingKind.IDENTITY,
        FindingKind.NOTICE,
    }  # the receipt was confirmed by its true name
    assert one.diversion is not False
    assert not [f for f in one.indications if f.kind is not FindingKind.UNACCOUNTED]


def test_a_report_that_never_came_is_missing_and_not_late() -> None:
    states, hidden = simulate(1, Plan(late=True))
    found = evaluate(without(states, hidden.late), CORPUS, YEAR, EVALUATED, clocks=CLOCKS)["XA"]
    assert FindingKind.MISSING_REPORT in {f.kind for f in found.questions}
    assert found.conclusion.id == "none"


@pytest.mark.slow
def test_honest_years_accuse_no_one_beyond_the_stated_alarm_rate() -> None:
    """1000 years of three States in order, with honest slips corrected in time.

    An accusation is an indication of any kind. The stated rate of a State is 1 - (1 - alpha)^balances; the count of accusing
    years lies within the binomial quantiles at 1e-4 for each State, below and above: too few would mean that the rate is not
    the stated one.
    """
    accused: Counter[str] = Counter()
    why: Counter[FindingKind] = Counter()
    corrected, balances, start = 0, {}, time.process_time()
    for seed in range(YEARS):
        for code, one in judged(10_000 + seed, Plan(slips=0.2)).items():
            accused[code] += bool(one.indications)
            why.update(finding.kind for finding in one.indications)
            corrected += sum(finding.kind is FindingKind.CORRECTED_MISTAKE for finding in one.findings)
            balances[code] = len(one.balances)
            assert one.conclusion.rule is not None or one.indications
    assert time.process_time() - start < 60
    assert balances == {"XA": 1, "XB": 0, "XC": 1}
    assert set(why) <= {FindingKind.UNACCOUNTED}
    assert corrected > YEARS / 2  # mistakes did happen, and none of them was taken for a diversion
    for code, count in balances.items():
        rate = default_rules().alarm_rate(count)
        low, high = binom.ppf(TOLERANCE, YEARS, rate), binom.ppf(1 - TOLERANCE, YEARS, rate)
        assert low <= accused[code] <= high, f"{code}: {accused[code]} of {YEARS}, stated {rate:.3g} ({low:.0f} to {high:.0f})"


def test_a_seed_gives_one_year() -> None:
    assert simulate(3)[0]["XA"].register == simulate(3)[0]["XA"].register
    assert simulate(3)[1] != simulate(4)[1]


def test_the_items_are_those_of_the_shipped_tables() -> None:
    assert set(w.QPUS) <= set(list_qpus())
    assert {w.ACCELERATOR, w.OLDER} <= set(list_chips())
    assert w.quantum_computer(1, "ibm_fez").facts["physical_qubits"] == 154
    assert w.accelerator(1).quantity.value == 1
