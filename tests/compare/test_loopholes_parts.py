"""Splitting, limits of quantity, whole and parts."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.compare.loopholes import Gap, Verdict
from acquis.compare.loopholes.better import Whole, read_better
from acquis.compare.loopholes.pairs import Prover, scaled
from acquis.compare.loopholes.parts import whole_and_parts
from acquis.compare.loopholes.splitting import quantity_limits, splittings
from acquis.compare.rules import Rule
from acquis.conditions import nodes as n
from acquis.conditions.parse import parse_condition
from acquis.conditions.truth import compile_truth
from acquis.law import Layer
from tests.compare import planted
from tests.law.small import provision

BETTER = read_better(
    {
        "better": {"power": "higher", "pieces": "higher"},
        "additive": [{"fact": "pieces", "manner": "as machines"}, {"fact": "power", "manner": "as units"}],
        "quantities": [{"fact": "load", "manner": "in lots"}],
        "catch_all": ["told"],
        "looking_through": ["sealed"],
    }
)


def test_a_whole_in_two_parts() -> None:
    law = planted.subject("pieces >= 34 AND error <= 0.0001", "pieces >= 2000")
    (finding,) = splittings(law, BETTER, planted.prover())
    assert finding.verdict is Verdict.FOUND
    whole, part, large, half = finding.things
    assert (whole.witness.facts["pieces"], part.witness.facts["pieces"]) == (34, 17)
    assert (large.witness.facts["pieces"], half.witness.facts["pieces"]) == (2000, 1000)
    assert [citation.id for citation in large.law] == ["XX.L.1"]
    assert "any up to 1999 is free" in finding.statement
    for thing in finding.things:
        assert str(law.law.truth(thing.witness.facts)).lower() == thing.truth


def test_what_cannot_be_split() -> None:
    """A control from the first piece on catches every part."""
    (finding,) = splittings(planted.subject("pieces >= 1"), BETTER, planted.prover())
    assert finding.verdict is Verdict.ABSENT


def test_a_split_that_needs_more_than_two_parts() -> None:
    law = planted.subject("power >= 10", "power >= 3 AND power < 9")
    findings = list(splittings(law, BETTER, planted.prover()))
    assert findings[0].verdict is Verdict.FOUND
    for whole, part in zip(findings[0].things[::2], findings[0].things[1::2], strict=True):
        lots = int(part.role.split()[0])
        assert whole.witness.facts["power"] == part.witness.facts["power"] * lots  # type: ignore[operator]
        assert law.law.truth(whole.witness.facts) is True
        assert law.law.truth(part.witness.facts) is False


@settings(max_examples=300)
@given(
    st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]),
    st.integers(0, 40).map(lambda half: Decimal(half) / 2),
    st.integers(2, 7),
    st.integers(0, 150),
    st.booleans(),
    st.booleans(),
)
def test_the_largest_part_meets_a_condition_as_the_scaled_one_says(
    op: str, limit: Decimal, lots: int, whole: int, count: bool, mirrored: bool
) -> None:
    condition = parse_condition(f"{limit} {op} pieces" if mirrored else f"pieces {op} {limit}")
    share = Decimal(math.ceil(Fraction(whole, lots)))
    if not count:
        whole, share = whole * lots, Decimal(whole)
    read = compile_truth(scaled(condition, "pieces", lots, count=count))
    assert read({"pieces": Decimal(whole)}, lambda _: None) is compile_truth(condition)({"pieces": share}, lambda _: None)


def test_limits_of_quantity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = planted.corpus(
        tmp_path,
        monkeypatch,
        provision("XX.L.1", "requirement", when="load > 25"),
        provision("XX.L.2", "authorisation", when="load <= 1000", relieves="[XX.L.1]"),
        provision("XX.L.3", "requirement", when="load > 3 AND unknown('text not read')"),
    )
    snapshot = corpus.on(planted.TODAY, "XX")
    rule = Rule("XX", snapshot, planted.TODAY, n.FALSE, (), {})
    over, given_, unread = quantity_limits(snapshot, rule, BETTER, Prover(corpus.vocabulary, 2_000))
    assert [thing.truth for thing in over.things] == ["true", "false"]
    assert [thing.truth for thing in given_.things] == ["false", "true"]
    for finding in (over, given_):
        whole, lots = (thing.witness.facts["load"] for thing in finding.things)
        assert whole == lots * 2  # type: ignore[operator]
    assert unread.verdict is Verdict.NOT_DECIDED
    assert "text not read" in str(unread.reason)


WHOLE = Whole("machine", "machine", {"item_kind": "machine"}, ())


def parts_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when_part: str) -> dict[str, Verdict]:
    data = read_better(
        {
            "better": {},
            "looking_through": ["sealed"],
            "wholes": [
                {
                    "id": "machine",
                    "title": "machine",
                    "known": {"item_kind": "machine"},
                    "parts": [{"title": "core", "known": {"item_kind": "part"}, "link": {"load": "power"}}],
                }
            ],
        }
    )
    corpus = planted.corpus(
        tmp_path,
        monkeypatch,
        provision("XX.L.1", "entry", when="item_kind = 'machine' AND power >= 100"),
        provision("XX.L.2", "entry", when=f"item_kind = 'part' AND {when_part}"),
        provision("XX.L.3", "requirement", when="sealed AND holds('XX.L.2')"),
    )
    prover = Prover(corpus.vocabulary, 2_000)
    findings = list(whole_and_parts(corpus, data.wholes[0], (planted.SIDE,), planted.TODAY, Layer.ENFORCED, data, prover))
    for finding in findings:
        assert finding.kind is Gap.PARTS
        if finding.verdict is Verdict.FOUND:
            big, small_ = (thing.witness.facts for thing in finding.things)
            assert big["power"] == small_["load"]
            assert {thing.truth for thing in finding.things} == {"true", "false"}
            assert len([citation for thing in finding.things for citation in thing.law]) == 1
    return {finding.statement.removeprefix("a ").removeprefix("no "): finding.verdict for finding in findings}


@pytest.mark.parametrize(
    ("when_part", "free_part", "free_whole"),
    [
        ("load >= 100", Verdict.ABSENT, Verdict.ABSENT),
        ("load >= 200", Verdict.FOUND, Verdict.ABSENT),
        ("load >= 50", Verdict.ABSENT, Verdict.FOUND),
    ],
)
def test_whole_and_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when_part: str, free_part: Verdict, free_whole: Verdict
) -> None:
    told = parts_of(tmp_path, monkeypatch, when_part)
    assert told == {"caught machine with a free part: core": free_part, "free machine with a caught part: core": free_whole}


def test_a_part_of_which_nothing_is_known_is_not_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = parts_of(tmp_path, monkeypatch, "unknown('annex not read')")
    assert set(told.values()) == {Verdict.NOT_DECIDED}
