"""Text of a condition to our tree. sqlglot tokenises and parses; everything outside the closed subset is refused here.

The subset leaves out `IS NULL`, `COALESCE`, `CASE` and every function that could let ignorance decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Tokenizer as SqlTokenizer

from acquis.conditions import nodes as n
from acquis.conditions.values import number
from acquis.errors import AcquisError

LONGEST_CONDITION = 20_000
"""Characters. A longer condition is a list in disguise: make it a group."""

_KEYWORDS = ("AND", "OR", "NOT", "IN", "BETWEEN", "TRUE", "FALSE", "DATE", "IS", "NULL", "CASE", "WHEN", "THEN", "ELSE", "END",
             "LIKE", "SELECT", "<=", ">=", "<>", "!=", "||", "::")  # fmt: skip
_SUBSET = "allowed: comparisons, AND, OR, NOT, BETWEEN, IN, + - * /, least, greatest, has, overlaps, holds, group, unknown"
_QUOTED, _COMMENT = re.compile(r"'(?:[^']|'')*'"), re.compile(r"--|/\*|#")
_AGGREGATES = ("sum", "max", "min")
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}


class ConditionError(AcquisError):
    """A condition is not in the language."""


class _Dialect(sqlglot.Dialect):
    """SQL without its functions and without the keywords that we do not know."""

    class Tokenizer(SqlTokenizer):
        KEYWORDS = {word: SqlTokenizer.KEYWORDS[word] for word in _KEYWORDS}  # noqa: RUF012
        COMMENTS = []  # noqa: RUF012

    class Parser(sqlglot.Parser):
        FUNCTIONS = {}  # noqa: RUF012
        FUNCTION_PARSERS = {}  # noqa: RUF012
        NO_PAREN_FUNCTIONS = {}  # noqa: RUF012
        NO_PAREN_FUNCTION_PARSERS = {}  # noqa: RUF012


Locate = Callable[[int], tuple[int, int]]
"""Maps an offset in the condition to (line, column), both from 1, in the file it came from."""


def parse_condition(text: str, *, file: str | None = None, locate: Locate | None = None) -> n.Node:
    """The tree of a condition.

    Args:
        text: the condition, e.g. ``physical_qubits >= 34 AND cnot_error <= 0.0001``.
        file: named in errors.
        locate: position in that file of an offset in `text`; by default the position in `text` itself.

    Raises:
        ConditionError: outside the language; with line, column and the way out.
    """
    return _Parser(text, file, locate or _line_column(text)).condition()


def parse_expression(text: str, *, file: str | None = None, locate: Locate | None = None) -> n.Node:
    """The tree of a value for `derive`, e.g. ``sum(isotope_percent, percent, mass_number NOT IN (28, 30))``."""
    return _Parser(text, file, locate or _line_column(text)).expression()


def _line_column(text: str) -> Locate:
    def locate(offset: int) -> tuple[int, int]:
        before = text[:offset]
        return before.count("\n") + 1, offset - before.rfind("\n")

    return locate


@dataclass
class _Parser:
    text: str
    file: str | None
    locate: Locate

    def condition(self) -> n.Node:
        return self._guarded(self._truth)

    def expression(self) -> n.Node:
        return self._guarded(self._value)

    def _guarded(self, convert: Callable[[exp.Expr], n.Node]) -> n.Node:
        if len(self.text) > LONGEST_CONDITION:
            raise self._error(f"the condition has more than {LONGEST_CONDITION} characters", 0, "use group() for a long list")
        comment = _COMMENT.search(_QUOTED.sub(lambda quoted: "'" * len(quoted[0]), self.text))
        if comment:
            raise self._error("a condition has no comments", comment.start(), "write the remark into `notes`")
        try:
            return convert(self._sql())
        except RecursionError:
            raise self._error("the condition is nested too deeply", 0, "split it into definitions") from None

    def _sql(self) -> exp.Expr:
        try:
            trees = _Dialect().parse(self.text)
        except SqlglotError as error:
            raise self._syntax_error(error) from None
        if len(trees) != 1 or trees[0] is None:
            raise self._error("a condition is one expression", 0, "write TRUE where the text sets no condition")
        return trees[0]

    def _syntax_error(self, error: SqlglotError) -> ConditionError:
        details = getattr(error, "errors", None) or [{}]
        line, column = details[0].get("line"), details[0].get("col")
        if line is None:
            return self._error("the condition cannot be read", 0, "check quotes and brackets")
        lines = self.text.splitlines(keepends=True)
        offset = sum(map(len, lines[: line - 1])) + max(column - 1, 0)
        word = str(details[0].get("highlight") or "").strip()
        return self._error(f"the condition cannot be read at {word!r}", offset, "check brackets, quotes and operators")

    # truths -----------------------------------------------------------------------------------------------------------

    def _truth(self, sql: exp.Expr) -> n.Node:
        if isinstance(sql, exp.And | exp.Or):
            parts = [self._truth(part) for part in _flat(sql, type(sql))]
            return n.conjunction(parts) if isinstance(sql, exp.And) else n.disjunction(parts)
        if isinstance(sql, exp.Paren):
            return self._truth(sql.this)
        if isinstance(sql, exp.Not):
            return n.Not(self._truth(sql.this))
        if isinstance(sql, exp.Boolean):
            return n.Literal(bool(sql.this))
        if isinstance(sql, exp.Column):
            return n.Fact(self._name(sql))
        if isinstance(sql, exp.Between):
            value = self._value(sql.this)
            low, high = self._value(sql.args["low"]), self._value(sql.args["high"])
            return n.And((n.Compare(">=", value, low), n.Compare("<=", value, high)))
        if isinstance(sql, exp.In):
            return self._membership(sql)
        if type(sql) in _COMPARISONS:
            return self._comparison(sql, _COMPARISONS[type(sql)])
        if isinstance(sql, exp.Anonymous):
            return self._predicate(sql)
        raise self._refused(sql)

    def _comparison(self, sql: exp.Expr, op: str) -> n.Node:
        for side, other in ((sql.this, sql.expression), (sql.expression, sql.this)):
            if isinstance(side, exp.Boolean):
                if op not in ("=", "<>"):
                    raise self._refused(sql, "a truth value has no order")
                truth = self._truth(other)
                return truth if bool(side.this) == (op == "=") else n.Not(truth)
        left, right = self._value(sql.this), self._value(sql.expression)
        for side in (left, right):
            if op not in ("=", "<>") and isinstance(side, n.Literal) and isinstance(side.value, str):
                raise self._refused(sql, "texts and codes have no order; compare with = or IN")
        return n.Compare(op, left, right)

    def _membership(self, sql: exp.In) -> n.Node:
        left = self._value(sql.this)
        field = sql.args.get("field")
        if field is not None:
            if isinstance(field, exp.Anonymous) and field.name == "group" and len(field.expressions) == 1:
                return n.In(left, n.Group(self._text(field.expressions[0])))
            raise self._refused(sql, "after IN write ('a', 'b') or group('...')")
        if sql.args.get("query") is not None or not sql.expressions:
            raise self._refused(sql, "after IN write ('a', 'b') or group('...')")
        if not any(isinstance(choice, exp.Literal) and choice.is_string for choice in sql.expressions):
            return n.InNumbers(left, tuple(self._plain_number(choice) for choice in sql.expressions))
        return n.In(left, tuple(self._text(choice) for choice in sql.expressions))

    def _predicate(self, sql: exp.Anonymous) -> n.Node:
        arguments: list[exp.Expr] = sql.expressions
        match (sql.name, len(arguments)):
            case ("holds", 1):
                return n.Holds(self._text(arguments[0]))
            case ("unknown", 1):
                return n.Unknown(self._text(arguments[0]))
            case ("has", 2):
                return n.Has(self._name(arguments[0]), self._text(arguments[1]))
            case ("overlaps", 2):
                return n.Overlaps(self._name(arguments[0]), self._choices(arguments[1]))
        if sql.name in ("holds", "unknown", "has", "overlaps"):
            raise self._refused(
                sql, f"{sql.name}() takes {'one argument' if sql.name in ('holds', 'unknown') else 'two arguments'}"
            )
        raise self._refused(sql, f"{sql.name}() is not in the language; {_SUBSET}")

    def _choices(self, sql: exp.Expr) -> tuple[str, ...] | n.Group:
        if isinstance(sql, exp.Anonymous) and sql.name == "group" and len(sql.expressions) == 1:
            return n.Group(self._text(sql.expressions[0]))
        if isinstance(sql, exp.Paren):
            return (self._text(sql.this),)
        if isinstance(sql, exp.Tuple) and sql.expressions:
            return tuple(self._text(choice) for choice in sql.expressions)
        raise self._refused(sql, "write ('a', 'b') or group('...')")

    # values -----------------------------------------------------------------------------------------------------------

    def _value(self, sql: exp.Expr) -> n.Node:
        if isinstance(sql, exp.Paren):
            return self._value(sql.this)
        if isinstance(sql, exp.Column):
            return n.Fact(self._name(sql))
        if isinstance(sql, exp.Literal):
            return n.Literal(self._text(sql) if sql.is_string else self._number(sql))
        if isinstance(sql, exp.Boolean):
            return n.Literal(bool(sql.this))
        if isinstance(sql, exp.Neg):
            part = self._value(sql.this)
            if isinstance(part, n.Literal) and isinstance(part.value, Decimal):
                return n.Literal(part.value.copy_negate())
            return n.Arithmetic("-", n.Literal(Decimal(0)), part)
        if isinstance(sql, exp.Cast) and sql.to.this == exp.DataType.Type.DATE and isinstance(sql.this, exp.Literal):
            return n.Literal(self._date(sql.this))
        if type(sql) in _ARITHMETIC:
            return n.Arithmetic(_ARITHMETIC[type(sql)], self._value(sql.this), self._value(sql.expression))
        if isinstance(sql, exp.Anonymous):
            return self._function(sql)
        raise self._refused(sql)

    def _function(self, sql: exp.Anonymous) -> n.Node:
        arguments: list[exp.Expr] = sql.expressions
        if sql.name in ("least", "greatest") and len(arguments) >= 2:
            return n.Extreme(sql.name, tuple(self._value(argument) for argument in arguments))
        if sql.name in _AGGREGATES and len(arguments) in (2, 3):
            keep = self._truth(arguments[2]) if len(arguments) == 3 else None
            return n.Aggregate(sql.name, self._name(arguments[0]), self._value(arguments[1]), keep)
        if sql.name == "within" and len(arguments) in (4, 5):
            months = self._plain_number(arguments[3]).value
            if not isinstance(months, Decimal) or months < 1 or months != months.to_integral_value():
                raise self._refused(sql, "the last argument of within() is a whole number of months")
            keep = self._truth(arguments[4]) if len(arguments) == 5 else None
            return n.Window(self._name(arguments[0]), self._value(arguments[1]), self._name(arguments[2]), int(months), keep)
        if sql.name in _AGGREGATES:
            raise self._refused(sql, f"write {sql.name}(fact, expression) or {sql.name}(fact, expression, filter)")
        raise self._refused(sql, f"{sql.name}() is not in the language; {_SUBSET}")

    # leaves -----------------------------------------------------------------------------------------------------------

    def _name(self, sql: exp.Expr) -> str:
        if isinstance(sql, exp.Column) and not sql.args.get("table"):
            identifier = sql.this
            if isinstance(identifier, exp.Identifier) and not identifier.quoted:
                return str(identifier.this)
            raise self._refused(sql, "a fact has no quotes; texts stand in single quotes")
        raise self._refused(sql, "the name of a fact is expected here")

    def _text(self, sql: exp.Expr) -> str:
        if isinstance(sql, exp.Literal) and sql.is_string:
            return str(sql.this)
        raise self._refused(sql, "a text in single quotes is expected here")

    def _number(self, sql: exp.Expr) -> Decimal:
        try:
            value = number(sql.this)
        except ValueError as error:
            raise self._refused(sql, str(error)) from None
        if value is None:
            raise self._refused(sql)
        return value

    def _plain_number(self, sql: exp.Expr) -> n.Literal:
        value = self._value(sql)
        if isinstance(value, n.Literal) and isinstance(value.value, Decimal):
            return value
        raise self._refused(sql, "after IN write ('a', 'b'), (1, 2) or group('...')")

    def _date(self, sql: exp.Literal) -> dt.date:
        try:
            return dt.date.fromisoformat(str(sql.this))
        except ValueError:
            raise self._refused(sql, "a date is written DATE '2024-09-06'") from None

    # errors -----------------------------------------------------------------------------------------------------------

    def _refused(self, sql: exp.Expr, way_out: str = _SUBSET) -> ConditionError:
        starts = [node.meta["start"] for node in sql.walk() if "start" in node.meta]
        shown = sql.sql() if len(starts) < 50 else type(sql).__name__
        return self._error(f"{shown!r} is not in the condition language", min(starts, default=0), way_out)

    def _error(self, message: str, offset: int, way_out: str) -> ConditionError:
        line, column = self.locate(offset)
        return ConditionError(message, file=self.file, line=line, column=column, way_out=way_out)


def _flat(sql: exp.Expr, connector: type[exp.Expr]) -> list[exp.Expr]:
    """Operands of a left-deep chain of one connector, without recursion."""
    operands: list[exp.Expr] = []
    while isinstance(sql, connector):
        operands.append(sql.expression)
        sql = sql.this
    operands.append(sql)
    return operands[::-1]
