"""What is not in the language is refused, with file, line, column and the way out; and nothing that parses can raise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acquis.conditions import Value, check_condition, compile_truth, explain, facts_of, missing_facts, restrict, to_text
from acquis.conditions import nodes as n
from acquis.conditions.check import FactType, check_expression
from acquis.conditions.parse import LONGEST_CONDITION, ConditionError, parse_condition, parse_expression
from acquis.conditions.rewrite import resolve_groups
from acquis.conditions.truth import compile_value
from acquis.conditions.values import Interval
from tests.conditions.strategies import TYPES, fact_sets, numbers


def refused(text: str) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text, file="law.yaml")
    error = caught.value
    assert error.file == "law.yaml"
    assert error.line is not None
    assert error.column is not None
    assert error.way_out
    assert str(error).startswith(f"law.yaml:{error.line}:{error.column}: ")
    assert str(error).isprintable()
    return error


OUTSIDE = {
    "what would let ignorance decide": [
        "x IS NULL", "x IS NOT NULL", "x = NULL", "NULL", "x IS TRUE", "x IS NOT FALSE", "x IS DISTINCT FROM y", "x <=> y",
        "COALESCE(x, 1) > 2", "IFNULL(x, 1) > 2", "NULLIF(x, 1) = 1", "CASE WHEN x > 1 THEN TRUE ELSE FALSE END", "EXISTS (x)",
    ],
    "subqueries and statements": [
        "x IN (SELECT y FROM t)", "(SELECT 1) > 2", "SELECT 1", "x > 1; y > 2", "DROP TABLE x", "INSERT INTO x VALUES (1)",
        "x > 1 UNION SELECT 1", "x > ALL (1)", "x = ANY (1, 2)", "x > 1 LIMIT 1", "x OVER (y)",
    ],
    "functions and casts": [
        "abs(x) > 1", "count(x) > 1", "now() > d", "LN(x) > 1", "x::int > 1", "CAST(x AS INT) > 1", "TRY_CAST(x AS INT) = 1",
        "HOLDS('a')", "LEAST(x, y) > 1", "DATE(2024) < d", "least(x) > 1", "least() > 1", "sum(x) > 1", "sum(x, y, z, w) > 1",
        "group('g')", "holds()", "holds(x)", "holds('a', 'b')", "has(s)", "has('s', 'a')", "has(s, a)", "overlaps(s, 'a')",
        "overlaps(s, ())", "unknown()", "unknown(x)", "x IN group('g', 'h')", "x IN group(g)",
    ],
    "operators": [
        "x LIKE 'a%'", "x ILIKE 'a'", "x SIMILAR TO 'a'", "x ~ 'a'", "x || 'a' = 'b'", "x % 2 = 0", "x ^ 2 = 1", "x ** 2 = 1",
        "x & 1 = 1", "x << 1 = 2", "x DIV 2 = 1", "x = 1 = 1", "x < y < z", "x => 1", "x := 1", "x -> 'a'", "a.b > 1", "x[1] > 1",
        "x AT TIME ZONE 'a'", "x ? y",
    ],
    "names and texts": [
        '"x" > 1', "`x` > 1", "[x] > 1", "{x} > 1", ":p > 1", "@p > 1", "? > 1", "x = 'a' 'b'", "N'a' = x", "*", "x.*",
    ],
    "comments": ["x > 1 -- c", "x > 1 /* c */", "x > 1 # c", "-- c", "/* c"],
    "halves": [
        "", " ", "\n", ";", "x >", "> x", "x AND", "AND", "NOT", "x OR OR y", "x NOT y", "x y", "x > 1 y", "x AS y", "(x > 1",
        "x > 1)", "'abc", "x = 'abc", "x BETWEEN 1", "x BETWEEN 1 AND", "x IN", "x NOT IN", "x IN ()", "x IN y", "x IN (1, 'a')",
        "x IN ('a', 1)", "x IN (y)", "()", "x > ()",
    ],
    "orders that there are not": ["x < TRUE", "TRUE >= x", "c < 'a'", "'a' >= c"],
    "days and numbers that are none": [
        "d > DATE '2024-13-01'", "d > DATE 'today'", "x > 1e99999", "x > 1.2.3", f"x > {'9' * 500}",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", [text for several in OUTSIDE.values() for text in several])
def test_what_is_not_in_the_language_is_refused(text: str) -> None:
    refused(text)


@pytest.mark.parametrize("text", ["power + 1", "least(x, y)", "'a'", "DATE '2024-01-01'", "1", "sum(m, mass)", "-x"])
def test_a_value_alone_is_no_condition(text: str) -> None:
    """Refused by the parser or by the check of types, both before any evaluation."""
    try:
        tree = parse_condition(text)
    except ConditionError:
        return
    assert list(check_condition(tree, RICH))


@pytest.mark.parametrize("text", ["x > 1", "x AND y", "NOT x", "holds('a')", "has(s, 'a')", "x IN (1)", "unknown('a')", ""])
def test_a_condition_is_no_value(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_expression(text, file="law.yaml")
    assert caught.value.way_out


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("abs(x) > 1", 1, 1),
        ("x > 1 AND abs(x) > 1", 1, 11),
        ("x > 1\n  AND abs(x) > 1", 2, 7),
        ("x > 1\nAND y > 2\nAND z LIKE 'a'", 3, 5),
        ("x > 1 AND y > DATE 'x'", 1, 20),
        ("x > 1 AND\n c < 'a'", 2, 2),
        ("holds(x)", 1, 7),
        ("has('s', 'a')", 1, 5),
        ("x IN (1, 'a')", 1, 7),
        ("x > 1 -- remark", 1, 7),
        ("x > 1\n /* remark */", 2, 2),
        ("c = '--' AND # remark", 1, 14),
        ("x > 1e99999", 1, 5),
        ("本法 > 1 AND abs(本法) > 2", 1, 12),
    ],
)
def test_the_place_is_that_of_the_part(text: str, line: int, column: int) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)


def test_the_place_in_the_file_is_used_when_it_is_given() -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition("x > 1 AND abs(y) > 1", file="law.yaml", locate=lambda offset: (100, offset))
    assert (caught.value.line, caught.value.column) == (100, 10)


def test_signs_of_comments_within_a_text_are_text() -> None:
    assert parse_condition("c = 'a -- b' OR c = '/* # */'") == parse_condition("(c = 'a -- b') OR (c = '/* # */')")


def test_control_characters_are_not_sent_to_the_terminal() -> None:
    for text in ("\x1b[31mx > 1", "abs('\x1b[31m') > 1", "x\x00 LIKE y", "'\u202e' < c"):
        refused(text)


# Size -----------------------------------------------------------------------------------------------------------------


def test_a_condition_has_a_longest_length() -> None:
    assert "more than 20000 characters" in str(refused("x > 1 AND " * 2500 + "y"))
    assert "use group()" in str(refused("c IN (" + ", ".join(["'a'"] * 5000) + ")"))


def test_a_long_condition_within_it_is_read() -> None:
    text = "x > 1 AND " * 1900 + "y > 1"
    assert len(text) < LONGEST_CONDITION
    tree = parse_condition(text)
    assert isinstance(tree, n.And)
    assert len(tree.parts) == 1901
    assert compile_truth(tree)({"x": Decimal(2), "y": Decimal(2)}, lambda _: None) is True
    assert parse_condition(to_text(tree)) == tree


DEEP = {
    "parentheses": "(" * 3000 + "x > 1" + ")" * 3000,
    "open parentheses": "(" * 3000,
    "NOT": "NOT " * 4000 + "x",
    "minus": "- " * 4000 + "x > 1",
    "plus": "x" + " + 1" * 4000 + " > 1",
    "least": "least(" * 2000 + "x",
    "comparisons": "x < " * 4000 + "y",
    "IN": "x IN (" * 3000,
    "brackets": "[" * 10_000,
    "OR in AND": "(x AND (x OR " * 1400 + "x" + "))" * 1400,
}


@pytest.mark.parametrize("name", DEEP)
def test_a_deep_condition_is_refused_and_does_not_crash(name: str) -> None:
    refused(DEEP[name])


@settings(max_examples=20)
@given(st.integers(1, 200))
def test_what_just_parses_can_also_be_read(depth: int) -> None:
    """The readers of a tree recurse less than its parser does."""
    text = "NOT (x OR " * depth + "x" + ")" * depth
    try:
        tree = parse_condition(text)
    except ConditionError:
        return
    facts: dict[str, Value] = {"x": True}
    assert compile_truth(tree)(facts, lambda _: None) is not None
    assert explain(tree, facts, lambda _: None).truth is not None
    assert isinstance(restrict(tree, facts, lambda _: None), n.Literal)
    assert parse_condition(to_text(tree)) == tree


# Any text -------------------------------------------------------------------------------------------------------------

TOKENS = """
    x y q c p d s i m l nope 1 0.5 -2 1e3 'a' 'X.A' '' DATE '2024-01-01' AND OR NOT IN BETWEEN TRUE FALSE NULL IS CASE WHEN THEN
    ELSE END LIKE SELECT FROM ( ) , = <> != < <= > >= + - * / || :: . ; [ ] { } holds has overlaps group unknown least greatest
    sum max min value ' " ` -- $1 @ : ? % ^ ~ interval CAST AS EXISTS ANY ALL LAMBDA -> é 本
"""
WORDS = [*TOKENS.split(), "\n", "\0", "\x1b"]
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=20).map("".join),
    st.text(max_size=30),
)


@settings(max_examples=400)
@given(texts)
@example("x = DATE")
@example("p = TRUE = FALSE")
def test_any_text_parses_or_is_refused(text: str) -> None:
    for parse in (parse_condition, parse_expression):
        error = _error(parse, text)
        assert error is None or (error.line and error.column and error.way_out and str(error).isprintable())


def _error(parse: Any, text: str) -> ConditionError | None:
    try:
        parse(text)
    except ConditionError as error:
        return error
    return None


RICH = {
    **TYPES,
    "k": FactType("country"),
    "t": FactType("text"),
    "ks": FactType("countries"),
    "m": FactType("records", fields={"mass": "number", "pieces": "count", "spare": "bool", "metal": "code", "made": "date"}),
    "l": FactType("numbers"),
}
comparisons = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
days = st.sampled_from(["DATE '2024-01-02'", "DATE '2024-01-03'"])
anything = st.sampled_from([*RICH, "mass", "spare", "value", "nope", "1", "'a'", "TRUE", "DATE '2024-01-02'"])


def mostly(right: list[str]) -> st.SearchStrategy[str]:
    """One of the right words, and now and then another one: the check of types must find it."""
    return st.one_of(*[st.sampled_from(right)] * 15, anything)


def numeric(facts: list[str], depth: int, aggregates: bool = True) -> st.SearchStrategy[str]:
    leaf = mostly([*facts, "1", "0", "0.5", "(-2)"])
    if depth == 0:
        return leaf
    inner = numeric(facts, depth - 1, aggregates)
    found = [
        leaf,
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(st.sampled_from(["least", "greatest"]), inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        inner.map(lambda part: f"(-{part})"),
    ]
    if aggregates:
        which = st.sampled_from(["sum", "max", "min"])
        mass, value = numeric(["mass", "pieces"], 1, False), numeric(["value"], 1, False)
        keep = truths(["mass", "pieces"], ["spare"], ["made"], ["metal"], 1, False)
        found += [
            st.tuples(which, mostly(["m"]), mass).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
            st.tuples(which, mostly(["m"]), mass, keep).map(lambda p: f"{p[0]}({p[1]}, {p[2]}, {p[3]})"),
            st.tuples(which, mostly(["l"]), value).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        ]
    return st.one_of(found)


def truths(
    of_numbers: list[str], of_truths: list[str], of_days: list[str], of_codes: list[str], depth: int, outer: bool = True
) -> st.SearchStrategy[str]:
    values, choices = numeric(of_numbers, 1, outer), st.sampled_from(["('a', 'b')", "('c')", "group('X.G')"])
    found = [
        mostly([*of_truths, "TRUE", "FALSE"]),
        st.tuples(values, comparisons, values).map(" ".join),
        st.tuples(values, values, values).map(lambda p: f"{p[0]} BETWEEN {p[1]} AND {p[2]}"),
        values.map(lambda value: f"{value} IN (1, -2)"),
        st.tuples(mostly(of_days), comparisons, days).map(" ".join),
        st.tuples(mostly(of_codes), st.sampled_from(["= 'a'", "<> 'b'"])).map(" ".join),
        st.tuples(mostly(of_codes), st.sampled_from(["IN", "NOT IN"]), choices).map(" ".join),
        st.sampled_from(["holds('X.A')", "unknown('not read')"]),
    ]
    if outer:
        found += [
            mostly(["s"]).map(lambda name: f"has({name}, 'a')"),
            mostly(["i"]).map(lambda name: f"has({name}, 'X.A')"),
            st.tuples(mostly(["s"]), choices).map(lambda p: f"overlaps({p[0]}, {p[1]})"),
            st.tuples(mostly(["k"]), st.sampled_from(["('CA', 'NO')", "group('X.G')"])).map(lambda p: f"{p[0]} IN {p[1]}"),
            mostly(["ks"]).map(lambda name: f"overlaps({name}, group('X.G'))"),
        ]
    if depth == 0:
        return st.one_of(found)
    inner = truths(of_numbers, of_truths, of_days, of_codes, depth - 1, outer)
    joined = st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})")
    return st.one_of(*found, joined, joined, inner.map(lambda part: f"NOT ({part})"))


written_conditions = truths(["x", "y", "q"], ["p", "r"], ["d"], ["c"], 2)
written_values = numeric(["x", "y", "q"], 2)
record = st.fixed_dictionaries(
    {},
    optional={
        "mass": numbers,
        "pieces": st.integers(0, 3).map(Decimal),
        "spare": st.booleans(),
        "metal": st.sampled_from(["a", "b"]),
        "made": st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 6)),
    },
)


@st.composite
def rich_facts(draw: st.DrawFn) -> dict[str, Value]:
    facts = draw(fact_sets())
    more = {
        "k": st.sampled_from(["CA", "NO"]),
        "t": st.sampled_from(["a", "z"]),
        "ks": st.frozensets(st.sampled_from(["CA", "NO"])),
        "m": st.lists(record, max_size=3).map(tuple),
        "l": st.lists(st.one_of(numbers, st.none(), st.just(Interval(Decimal(0), None))), max_size=3).map(tuple),
    }
    drawn: dict[str, Any] = {name: draw(values) for name, values in more.items() if draw(st.booleans())}
    return {**facts, **drawn}


def members(group: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ("CA",), ("NO",)


@settings(max_examples=250)
@given(written_conditions, rich_facts(), st.sampled_from([True, False, None]))
@example("sum(m, mass, holds('X.A')) > 1", {"m": ({"mass": Decimal(2)},)}, True)
@example("sum(m, mass, metal IN group('X.G')) > 1", {"m": ({"mass": Decimal(2), "metal": "a"},)}, True)
@example("max(l, x) > 1", {"l": (Decimal(2),), "x": Decimal(1)}, True)
def test_what_parses_and_is_sound_never_raises(text: str, facts: dict[str, Value], held: bool | None) -> None:
    tree = _parsed(parse_condition, text)
    if tree is None or list(check_condition(tree, RICH)):
        return
    tree = resolve_groups(tree, members)
    truth = compile_truth(tree)(facts, lambda _: held)
    assert truth in (True, False, None)
    assert explain(tree, facts, lambda _: held).truth is truth
    assert compile_truth(restrict(tree, facts, lambda _: held))(facts, lambda _: held) is truth
    assert set(missing_facts(tree, facts)) <= facts_of(tree)
    assert facts_of(parse_condition(to_text(tree))) == facts_of(tree)


@settings(max_examples=150)
@given(written_values, rich_facts())
def test_what_is_sound_as_a_derivation_never_raises(text: str, facts: dict[str, Value]) -> None:
    tree = _parsed(parse_expression, text)
    if tree is None or list(check_expression(tree, RICH)):
        return
    value = compile_value(tree)(facts)
    assert value is None or isinstance(value, Decimal | Interval)
    assert compile_value(parse_expression(to_text(tree)))(facts) == value


def _parsed(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ConditionError:
        return None
