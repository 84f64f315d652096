"""Ownership: laws that hold for any shares, and the examples of the rule."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.screening.parties.ownership import Ownership, OwnershipError, Share

FIRMS = ("A", "B", "C", "D", "E")


def exact(owner: str, owned: str, percent: int) -> Share:
    return Share(owner, owned, F(percent, 100), F(percent, 100))


@st.composite
def tables(draw: st.DrawFn) -> list[Share]:
    """Shares of up to five firms in each other and of two people, rings and intervals included."""
    shares = []
    for owned in FIRMS:
        left = 100
        for owner in draw(st.lists(st.sampled_from([f for f in (*FIRMS, "L", "M") if f != owned]), unique=True, max_size=4)):
            low = draw(st.integers(0, left))
            left -= low
            shares.append(Share(owner, owned, F(low, 100), F(draw(st.integers(low, 100)), 100)))
    return shares


@given(tables(), st.booleans())
def test_parts_lie_within_the_whole(shares: list[Share], rest: bool) -> None:
    table = Ownership(shares, ["L"], rest_unlisted=rest)
    for firm in FIRMS:
        for part in (table.aggregate(firm), table.effective(firm)):
            assert 0 <= part.low <= part.high <= 1


@given(tables(), st.booleans())
def test_more_listed_parties_never_own_less(shares: list[Share], rest: bool) -> None:
    few, many = (Ownership(shares, listed, rest_unlisted=rest) for listed in (["L"], ["L", "M"]))
    for firm in FIRMS:
        assert few.aggregate(firm).low <= many.aggregate(firm).low
        assert few.aggregate(firm).high <= many.aggregate(firm).high
        assert few.effective(firm).low <= many.effective(firm).low
        assert few.effective(firm).high <= many.effective(firm).high


@given(tables(), st.data())
def test_knowing_a_share_better_never_moves_it_outside(shares: list[Share], data: st.DataObject) -> None:
    wide = Ownership(shares, ["L"])
    sharp = Ownership([Share(s.owner, s.owned, s.low, s.low) for s in shares], ["L"])
    for firm in FIRMS:
        for vague, clear in ((wide.aggregate(firm), sharp.aggregate(firm)), (wide.effective(firm), sharp.effective(firm))):
            assert vague.low <= clear.low <= clear.high <= vague.high


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_a_chain_is_a_product(percents: list[int]) -> None:
    names = ["L", *(f"F{k}" for k in range(len(percents)))]
    table = Ownership([exact(names[k], names[k + 1], p) for k, p in enumerate(percents)], ["L"], rest_unlisted=True)
    product = F(1)
    for percent in percents:
        product *= F(percent, 100)
    assert table.effective(names[-1]).low == table.effective(names[-1]).high == product
    counts = all(percent >= 50 for percent in percents[:-1])
    assert table.aggregate(names[-1]).low == (F(percents[-1], 100) if counts else 0)


def test_half_of_a_half_counts_and_the_whole_of_a_quarter_does_not() -> None:
    shares = [exact("L", "A", 50), exact("A", "B", 50), exact("L", "C", 25), exact("C", "D", 100)]
    table = Ownership(shares, ["L"], rest_unlisted=True)
    assert table.aggregate("B").reaches(F(1, 2)) is True
    assert table.aggregate("D").reaches(F(1, 2)) is False
    assert table.effective("B").low == table.effective("D").low == F(1, 4)


def test_two_listed_owners_add_up() -> None:
    table = Ownership([exact("L", "A", 30), exact("M", "A", 20)], ["L", "M"], rest_unlisted=True)
    assert table.aggregate("A").reaches(F(1, 2)) is True


def test_what_nobody_named_may_be_anybodys() -> None:
    shares = [exact("L", "A", 30), exact("Other", "A", 40)]
    assert Ownership(shares, ["L"]).aggregate("A").reaches(F(1, 2)) is None
    assert Ownership(shares, ["L"], rest_unlisted=True).aggregate("A").reaches(F(1, 2)) is False


def test_a_ring_is_a_linear_system() -> None:
    shares = [exact("L", "A", 60), exact("B", "A", 40), exact("A", "B", 60), exact("Other", "B", 40)]
    part = Ownership(shares, ["L"]).effective("A")
    assert part.low == part.high == F(60, 100) / (1 - F(40, 100) * F(60, 100))  # a = 0.6 + 0.4 b, b = 0.6 a


def test_a_ring_that_owns_itself_is_nobodys_for_all_we_know() -> None:
    part = Ownership([exact("A", "B", 100), exact("B", "A", 100)], ["L"]).effective("A")
    assert (part.low, part.high) == (F(0), F(1))


@pytest.mark.parametrize(
    "shares",
    [
        [exact("L", "A", 60), exact("M", "A", 50)],
        [exact("L", "A", 10), exact("L", "A", 20)],
        [exact("A", "A", 10)],
        [Share("L", "A", F(3, 10), F(2, 10))],
    ],
)
def test_what_cannot_be_is_an_error(shares: list[Share]) -> None:
    with pytest.raises(OwnershipError) as caught:
        Ownership(shares, ["L"])
    assert caught.value.way_out
