"""The condition language: one tree, five readings (closure, explanation, Polars, SQL, SMT). Knows no law.

The bulk and proof readings live in `acquis.conditions.polars`, `.sql` and `.smt` and are imported where they are used.
"""

from typing import TYPE_CHECKING

from acquis.conditions.check import FactType, check_condition, check_expression
from acquis.conditions.explain import Explanation, explain
from acquis.conditions.nodes import Node, facts_of, groups_of, references_of
from acquis.conditions.restrict import missing_facts, restrict
from acquis.conditions.text import to_text
from acquis.conditions.truth import compile_truth, compile_value
from acquis.conditions.values import Facts, IdSet, Interval, Truth, Value, number, show

if TYPE_CHECKING:
    from acquis.conditions.parse import parse_condition, parse_expression

__all__ = [
    "Explanation", "FactType", "Facts", "IdSet", "Interval", "Node", "Truth", "Value", "check_condition", "check_expression",
    "compile_truth", "compile_value", "explain", "facts_of", "groups_of", "missing_facts", "number", "parse_condition",
    "parse_expression", "references_of", "restrict", "show", "to_text",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """The parser loads sqlglot, so it is imported on first use only."""
    if name in ("parse_condition", "parse_expression"):
        from acquis.conditions import parse

        return getattr(parse, name)
    raise AttributeError(name)
