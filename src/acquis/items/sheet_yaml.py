"""YAML that a person wrote. Read from the parsed nodes, so numbers keep their digits and errors their lines.

Only mappings, lists and plain scalars: no tags, no aliases, `true` and `false` the only booleans (NO is Norway).
"""

from __future__ import annotations

import yaml

from acquis.items.errors import ItemError
from acquis.items.files import Source
from acquis.items.sheet import DESCRIPTIONS, CouplerRow, Sheet, at, coupler_row, measured, value_of
from acquis.items.values import Value, clean_name, decimal_from_text, interval

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value", "merge")
)
_COUPLER = ("q0", "q1", "error", "working")


def read_yaml(source: Source) -> Sheet:
    """The sheet in a YAML file. Raises ItemError with line and field."""
    return _Reader(source).sheet()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def sheet(self) -> Sheet:
        sheet = Sheet()
        for name, node in self.mapping(self.root()).items():
            with self.at(node, name):
                if name in DESCRIPTIONS:
                    sheet.describe(name, self.text(node))
                elif name == "facts":
                    self.facts(sheet, node)
                elif name == "qubits":
                    sheet.qubits = self.qubits(node)
                elif name == "couplers":
                    sheet.couplers = [self.coupler(row) for row in self.items(node)]
                else:
                    known = ", ".join((*DESCRIPTIONS, "facts", "qubits", "couplers"))
                    raise ItemError("the key is not known", way_out=f"keys: {known}")
        return sheet
