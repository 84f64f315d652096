"""Matrix, sequential, security and path games against the numeric vectors."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.safeguards.paths import (
    PathError,
    Utilities,
    affordable_sets,
    attack_defence,
    commitment,
    extreme_equilibria,
    interim_timing,
    one_equilibrium,
    security_game,
    sequential_stage,
    sequential_value,
    zero_sum,
)
from acquis.safeguards.paths.game import Activity, PathGame, solve
from acquis.safeguards.paths.security import best_pure_commitment
from tests.safeguards.vectors import cases

PAYOFFS = st.integers(-5, 5).map(float)


@st.composite
def games(draw: st.DrawFn) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    payoff = st.lists(st.lists(PAYOFFS, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    return np.array(draw(payoff)), np.array(draw(payoff))


@pytest.mark.parametrize("case", cases("game.sequential_inspections"), ids=str)
def test_sequential_inspections(case: dict[str, Any]) -> None:
    """Dresher 1962; von Stengel, Math. Oper. Res. 41 (2016): recursion and closed form, exact rationals."""
    n, m, gain = case["periods"], case["inspections"], case["b"]
    assert sequential_stage(n, m, gain).value == sequential_value(n, m, gain) == Fraction(case["value_to_inspector"])


@given(st.integers(0, 9), st.integers(0, 9), st.fractions(0, 3, max_denominator=7))
def test_the_recursion_is_the_closed_form(n: int, m: int, gain: Fraction) -> None:
    stage = sequential_stage(n, m, gain)
    assert stage.value == sequential_value(n, m, gain)
    assert 0 <= stage.inspect <= 1
    assert 0 <= stage.violate <= 1


@pytest.mark.parametrize("case", cases("game.interim_timing"), ids=str)
def test_interim_timing(case: dict[str, Any]) -> None:
    """Krieger, Math. Model. Anal. 13 (2008), discrete playing for time; linear programming, 1e-6."""
    found = interim_timing(case["n"], case["k"])
    assert found.value == pytest.approx(case["value"], abs=1e-6)
    assert sum(p for _, p in found.plans) == pytest.approx(1)


def test_interim_timing_tends_to_one_over_e() -> None:
    """The limit for one inspection (same source), from above, with an error of order 1 / n."""
    values = [interim_timing(n, 1).value for n in (10, 40, 160)]
    assert values == sorted(values, reverse=True)
    assert 0 < values[-1] - math.exp(-1) < 0.4 / 160


@pytest.mark.parametrize("case", [c for c in cases("game.bimatrix_all_equilibria") if "B" in c], ids=lambda c: str(c["name"]))
def test_all_extreme_equilibria(case: dict[str, Any]) -> None:
    """Canty, tutorial of the nash package (12 and 9), reproduced with lrslib: exact number, and each is an equilibrium."""
    found = extreme_equilibria(case["A"], case["B"])
    assert len(found) == case["extreme_equilibria"]
    a, b = np.array(case["A"], dtype=float), np.array(case["B"], dtype=float)
    for one in found:
        assert max(a @ np.array(one.column)) <= one.row_payoff + 1e-9
        assert max(np.array(one.row) @ b) <= one.column_payoff + 1e-9


def test_the_spectrum_auction_has_its_perfect_equilibrium() -> None:
    """Canty, nash package: P = (0,0,1,0,0), Q = (0,1,0,0), payoffs 3 and 0."""
    case = next(c for c in cases("game.bimatrix_all_equilibria") if c["name"] == "spectrum auction")
    perfect = (0.0, 0.0, 1.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)
    (found,) = (one for one in extreme_equilibria(case["A"], case["B"]) if (one.row, one.column) == perfect)
    assert (found.row_payoff, found.column_payoff) == pytest.approx((3, 0))


def test_a_zero_sum_game() -> None:
    """Canty, nash package: value -4/11."""
    case = next(c for c in cases("game.bimatrix_all_equilibria") if c["name"] == "zero-sum")
    found = zero_sum(case["A"])
    assert found.value == pytest.approx(float(Fraction(case["value"])), abs=1e-9)
    assert found.row == pytest.approx([float(Fraction(p)) for p in case["P"]], abs=1e-9)
    assert found.column == pytest.approx([float(Fraction(q)) for q in case["Q"]], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(games())
def test_one_equilibrium_is_one(game: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> None:
    a, b = game
    found = one_equilibrium(a, b)
    x, y = np.array(found.row), np.array(found.column)
    assert sum(x) == pytest.approx(1)
    assert sum(y) == pytest.approx(1)
    assert max(a @ y) <= x @ a @ y + 1e-5
    assert max(x @ b) <= x @ b @ y + 1e-5


@settings(max_examples=60, deadline=None)
@given(games())
def test_commitment_is_worth_at_least_any_equilibrium(game: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> None:
    """Von Stengel and Zamir, Leadership games with convex strategy sets (2010): a leader loses nothing, ties in its favour."""
    a, b = game
    assert commitment(a, b).leader_payoff >= one_equilibrium(a, b).row_payoff - 1e-6


@settings(max_examples=40, deadline=None)
@given(games())
def test_in_a_zero_sum_game_all_solutions_agree(game: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> None:
    a, _ = game
    value = zero_sum(a).value
    assert commitment(a, -a).leader_payoff == pytest.approx(value, abs=1e-6)
    assert one_equilibrium(a, -a).row_payoff == pytest.approx(value, abs=1e-5)
    assert -zero_sum(-a.T).value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("case", cases("game.attack_defence"), ids=str)
def test_attack_and_defence(case: dict[str, Any]) -> None:
    """Canty, attackanddefense notebook, 1e-8. The vector names the two mixtures the other way round: its `defend` guards the
    least valuable target most; in the zero-sum game of the stated payoffs, solved below, those are the attacks.
    """
    found = attack_defence(case["a"], case["p"])
    assert found.interior
    assert found.value == pytest.approx(case["H1"], rel=1e-8)
    assert found.attack == pytest.approx(case["defend"], abs=1e-8)
    assert found.defend == pytest.approx(case["attack_raw_formula"], abs=1e-8)
    loss = [[-a * (1 - case["p"] * (i == j)) for j, a in enumerate(case["a"])] for i in range(len(case["a"]))]
    solved = zero_sum(loss)
    assert -solved.value == pytest.approx(found.value, abs=1e-8)
    assert solved.row == pytest.approx(found.defend, abs=1e-7)
    assert solved.column == pytest.approx(found.attack, abs=1e-7)


def test_a_worthless_target_is_left_alone() -> None:
    found = attack_defence([10, 9, 0.1], 0.9)
    assert not found.interior
    assert found.defend[2] == found.attack[2] == 0
    assert found.value == pytest.approx(attack_defence([10, 9], 0.9).value)


@pytest.mark.parametrize("case", cases("game.stackelberg"), ids=str)
def test_stackelberg(case: dict[str, Any]) -> None:
    """Conitzer and Sandholm 2006, their example, 1e-8."""
    found = commitment(case["A"], case["B"])
    assert found.leader_payoff == pytest.approx(case["best_mixed_commitment"], abs=1e-8)
    assert found.leader == pytest.approx(case["leader_mix"], abs=1e-8)
    assert best_pure_commitment(case["A"], case["B"]) == pytest.approx(case["best_pure_commitment"], abs=1e-8)
    assert one_equilibrium(case["A"], case["B"]).row_payoff == pytest.approx(case["nash_leader"], abs=1e-8)


@pytest.mark.parametrize("case", cases("game.security_sse"), ids=str)
def test_security_game(case: dict[str, Any]) -> None:
    """Model of Kiekintveld et al. 2009, solved independently, 1e-6."""
    found = security_game(
        case["defender_covered"],
        case["defender_uncovered"],
        case["attacker_covered"],
        case["attacker_uncovered"],
        case["resources"],
    )
    assert found.defender_utility == pytest.approx(case["defender_utility"], abs=1e-6)
    assert found.attacker_utility == pytest.approx(case["attacker_utility"], abs=1e-6)
    assert found.attacked == case["attacked_target"]
    assert found.coverage == pytest.approx(case["minimal_coverage"], abs=1e-6)


def _game(case: dict[str, Any]) -> PathGame:
    worth = case["utilities"]
    beta = case["nondetection_beta"]
    return PathGame(
        tuple(Activity(str(k), e, f) for k, (e, f) in enumerate(zip(case["effort"], case["false_alarm_alpha"], strict=True))),
        tuple({str(k): beta[k] for k in path} for path in case["paths"]),
        tuple(case["path_lengths"]),
        case["available_effort"],
        Utilities(**{name: worth[name] for name in "abcef"}, incentive=worth["incentive_shortest_path"]),
    )


@pytest.mark.parametrize("case", cases("apa.bimatrix"), ids=["APADocker"])
def test_acquisition_path_game(case: dict[str, Any]) -> None:
    """Canty and Listner, APADocker apa.py (2015), payoffs solved with lrslib, 1e-6."""
    game = _game(case)
    found = solve(game)
    assert [[int(name) for name in chosen] for chosen in found.sets] == case["inspection_strategies"]
    assert found.complete
    assert len(found.equilibria) == case["number_of_extreme_equilibria"]
    for one, told in zip(found.equilibria, case["equilibria"], strict=True):
        assert one.row == pytest.approx(told["inspector"], abs=1e-6)
        assert one.column == pytest.approx(told["state"], abs=1e-6)
        assert one.row_payoff == pytest.approx(told["inspector_payoff"], abs=1e-6)
        assert one.column_payoff == pytest.approx(told["state_payoff"], abs=1e-6)
        assert 100 * found.effectiveness(one.row_payoff) == pytest.approx(told["effectiveness_percent"], abs=1e-6)
    assert not found.deterred


@pytest.mark.parametrize("case", cases("apa.bimatrix"), ids=["APADocker"])
def test_effort_mix_is_within_the_effort(case: dict[str, Any]) -> None:
    found = solve(_game(case))
    mix = found.effort_mix(found.equilibria[0].row)
    spent = sum(mix[one.id] * one.effort for one in found.game.activities)
    assert spent <= case["available_effort"] + 1e-9
    assert mix["0"] == pytest.approx(case["equilibria"][0]["inspector"][0], abs=1e-6)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(0, 20))
def test_affordable_sets_are_maximal(efforts: list[int], budget: int) -> None:
    named = [(str(k), float(effort)) for k, effort in enumerate(efforts)]
    found = affordable_sets(named, budget)
    cost = dict(named)
    subsets = [{str(k) for k in range(len(efforts)) if mask >> k & 1} for mask in range(1 << len(efforts))]
    within = [s for s in subsets if sum(cost[name] for name in s) <= budget]
    expected = [s for s in within if not any(s < other for other in within)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def test_games_that_cannot_be_are_refused() -> None:
    with pytest.raises(PathError):
        zero_sum([[1.0, float("nan")]])
    with pytest.raises(PathError):
        commitment([[1, 2]], [[1], [2]])
    with pytest.raises(PathError):
        extreme_equilibria(np.zeros((30, 30)), np.zeros((30, 30)))
    with pytest.raises(PathError):
        Utilities(a=100, c=100)
    with pytest.raises(PathError):
        sequential_value(-1, 0)
    with pytest.raises(PathError):
        interim_timing(3, 3)
    with pytest.raises(PathError):
        security_game([1], [2], [0], [1], 1)
