"""The check of types: a condition uses each fact as what it is, and says in words where it does not."""

from __future__ import annotations

import pytest

from acquis.conditions import check_condition, check_expression
from acquis.conditions.check import FactType
from acquis.conditions.parse import parse_condition, parse_expression

TYPES = {
    "size": FactType("number"),
    "pieces": FactType("count"),
    "marked": FactType("bool"),
    "told": FactType("bool"),
    "made": FactType("date"),
    "kind": FactType("code", frozenset({"machine", "part"})),
    "land": FactType("country"),
    "name": FactType("text"),
    "uses": FactType("codes", frozenset({"civil", "military"})),
    "lands": FactType("countries"),
    "places": FactType("places"),
    "words": FactType("texts"),
    "entry": FactType("ids"),
    "parts": FactType("records", fields={"mass": "number", "pieces": "count", "spare": "bool", "metal": "code", "made": "date"}),
    "shares": FactType("numbers"),
}

SOUND = """
    marked AND NOT told
    marked = TRUE
    TRUE
    size >= 1
    1 <= size
    size > pieces * 2
    size BETWEEN 1 AND 2
    pieces IN (1, 2)
    -size < 0
    least(size, pieces) > 1
    1 = 1
    made >= DATE '2024-01-01'
    made BETWEEN DATE '2024-01-01' AND DATE '2024-02-01'
    kind = 'machine'
    'machine' = kind
    kind IN ('machine', 'part')
    land = 'NO'
    land IN ('NO', 'CA')
    land IN group('X.G')
    name = 'anything'
    has(uses, 'civil')
    overlaps(uses, ('civil', 'military'))
    has(lands, 'NO')
    overlaps(lands, group('X.G'))
    has(places, 'UA-43')
    has(words, 'word')
    has(entry, 'X.A.1')
    holds('X.A')
    unknown('a table')
    sum(parts, mass) > 1
    sum(parts, mass * pieces, NOT spare) > 1
    sum(parts, mass, metal = 'Pu' AND made > DATE '2024-01-01') > 1
    max(shares, value) >= 50
    sum(shares, 1) > 3
"""


@pytest.mark.parametrize("text", SOUND.strip().splitlines())
def test_what_is_sound_is_not_complained_of(text: str) -> None:
    assert list(check_condition(parse_condition(text), TYPES)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sizes >= 1", "no such fact: sizes"),
        ("size >= weight", "no such fact: weight"),
        ("weight", "no such fact: weight"),
        ("has(weights, 'a')", "no such fact: weights"),
        ("overlaps(weights, ('a'))", "no such fact: weights"),
        ("weight IN ('a')", "no such fact: weight"),
        ("weight IN (1)", "no such fact: weight"),
        ("sum(weights, mass) > 1", "no such fact: weights"),
        ("sum(parts, weight) > 1", "no such fact: weight"),
        ("sum(parts, size) > 1", "no such fact: size"),
        ("sum(parts, mass, marked) > 1", "no such fact: marked"),
        ("max(shares, mass) > 1", "no such fact: mass"),
        ("size", "size stands as a truth, but it is a number"),
        ("kind AND marked", "kind stands as a truth, but it is a code"),
        ("NOT made", "made stands as a truth, but it is a date"),
        ("uses", "uses stands as a truth, but it is a codes"),
        ("size = TRUE", "size stands as a truth"),
        ("size = 'a'", "a number cannot be compared with a text"),
        ("kind = 1", "a number cannot be compared with a text"),
        ("made = 'a'", "a date cannot be compared with a text"),
        ("made > 2024", "a date cannot be compared with a number"),
        ("marked > 1", "a number cannot be compared with a truth"),
        ("size > made", "a date cannot be compared with a number"),
        ("marked = told", "a truth cannot be compared"),
        ("uses = 'civil'", "a set cannot be compared with a text"),
        ("parts = 1", "a number cannot be compared with a records"),
        ("uses = lands", "a set cannot be compared; use has(), overlaps() or the fact alone"),
        ("kind < land", "texts and codes have no order"),
        ("kind BETWEEN 'machine' AND 'part'", "texts and codes have no order"),
        ("kind = 'engine'", "'engine' is not a code of kind"),
        ("'engine' = kind", "'engine' is not a code of kind"),
        ("kind IN ('machine', 'engine')", "'engine' is not a code of kind"),
        ("has(uses, 'space')", "'space' is not a code of uses"),
        ("overlaps(uses, ('civil', 'space'))", "'space' is not a code of uses"),
        ("land = 'Norway'", "'Norway' is not an ISO 3166-1 alpha-2 code"),
        ("land IN ('NO', 'no')", "'no' is not an ISO 3166-1 alpha-2 code"),
        ("has(lands, 'N0')", "'N0' is not an ISO 3166-1 alpha-2 code"),
        ("has(kind, 'machine')", "kind stands in has(), but it is a code"),
        ("overlaps(marked, ('a'))", "marked stands in overlaps(), but it is a bool"),
        ("size IN ('a')", "size stands before IN, but it is a number"),
        ("kind IN (1, 2)", "kind stands as a number, but it is a code"),
        ("size + 1 IN ('a')", "a fact is expected before IN"),
        ("size + kind > 1", "kind stands as a number, but it is a code"),
        ("-marked > 1", "marked stands as a number, but it is a bool"),
        ("least(size, made) > 1", "made stands as a number, but it is a date"),
        ("size * 'a' > 1", "'a' is not a number"),
        ("size * TRUE > 1", "TRUE is not a number"),
        ("sum(size, mass) > 1", "size stands in an aggregate, but it is a number"),
        ("sum(parts, spare) > 1", "spare stands as a number, but it is a bool"),
        ("sum(parts, mass, metal) > 1", "metal stands as a truth, but it is a code"),
        ("sum(parts, mass, holds('X.A')) > 1", "holds() and group() have no place in an aggregate"),
        ("sum(parts, mass, metal IN group('X.G')) > 1", "holds() and group() have no place in an aggregate"),
        ("sum(parts, sum(parts, mass)) > 1", "no such fact: parts"),
    ],
)
def test_what_is_not_sound_is_said_in_words(text: str, says: str) -> None:
    found = list(check_condition(parse_condition(text), TYPES))
    assert any(says in problem for problem in found), found


def test_every_part_is_looked_at() -> None:
    text = "marked AND (size OR NOT (told AND kind = 'engine')) AND land = 'Norway'"
    assert len(list(check_condition(parse_condition(text), TYPES))) == 3


@pytest.mark.parametrize(
    "text", ["size", "pieces + 1", "least(size, 2)", "sum(parts, mass)", "max(shares, value)", "-size", "1.5"]
)
def test_what_is_sound_as_a_derivation(text: str) -> None:
    assert list(check_expression(parse_expression(text), TYPES)) == []


@pytest.mark.parametrize("text", ["marked", "kind", "made", "'a'", "TRUE", "DATE '2024-01-01'", "size + marked", "parts", "nope"])
def test_what_is_no_number_is_no_derivation(text: str) -> None:
    assert list(check_expression(parse_expression(text), TYPES))
