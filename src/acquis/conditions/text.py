"""A tree back to the text of the language: `parse_condition(to_text(tree)) == tree`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.values import show_number

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(7)


def to_text(node: n.Node) -> str:
    """The condition in its canonical spelling."""
    return _write(node)[0]


def _write(node: n.Node) -> tuple[str, int]:
    match node:
        case n.Or(parts):
            return " OR ".join(_inside(part, _AND) for part in parts), _OR
        case n.And(parts):
            return " AND ".join(_inside(part, _NOT) for part in parts), _AND
        case n.Not(part):
            return "NOT " + _inside(part, _NOT), _NOT
        case n.Compare(op, left, right):
            return f"{_inside(left, _SUM)} {op} {_inside(right, _SUM)}", _COMPARE
        case n.In(left, choices, _, group):
            return f"{_inside(left, _SUM)} IN {_choices(choices, group)}", _COMPARE
        case n.InNumbers(left, numbers):
            return f"{_inside(left, _SUM)} IN ({', '.join(map(to_text, numbers))})", _COMPARE
        case n.Has(fact, item):
            return f"has({fact}, {_quoted(item)})", _ATOM
        case n.Overlaps(fact, choices, _, group):
            return f"overlaps({fact}, {_choices(choices, group)})", _ATOM
        case n.Holds(identifier):
            return f"holds({_quoted(identifier)})", _ATOM
        case n.Unknown(reason):
            return f"unknown({_quoted(reason)})", _ATOM
        case n.Arithmetic(op, left, right):
            level = _SUM if op in "+-" else _PRODUCT
            return f"{_inside(left, level)} {op} {_inside(right, level + 1)}", level
        case n.Extreme(which, parts):
            return f"{which}({', '.join(to_text(part) for part in parts)})", _ATOM
        case n.Aggregate(which, fact, value, keep):
            return f"{which}({fact}, {to_text(value)}{'' if keep is None else ', ' + to_text(keep)})", _ATOM
        case n.Window(fact, value, day, months, keep):
            return f"within({fact}, {to_text(value)}, {day}, {months}{'' if keep is None else ', ' + to_text(keep)})", _ATOM
        case n.Literal(value):
            return _constant(value)
        case n.Fact(name):
            return name, _ATOM


def _inside(node: n.Node, level: int) -> str:
    text, own = _write(node)
    return text if own >= level else f"({text})"


def _constant(value: bool | Decimal | str | dt.date) -> tuple[str, int]:
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), _ATOM
    if isinstance(value, Decimal):
        return show_number(value), (_ATOM if value >= 0 else _SUM)
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'", _ATOM
    return _quoted(value), _ATOM


def _choices(choices: tuple[str, ...] | n.Group, group: str | None) -> str:
    if isinstance(choices, n.Group) or group is not None:
        return f"group({_quoted(choices.id if isinstance(choices, n.Group) else str(group))})"
    return f"({', '.join(map(_quoted, choices))})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
