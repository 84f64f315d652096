"""Items that a person writes down: CSV or YAML, with couplers, with declared values, or with both.

CSV of couplers, one a row (an empty `error` is not reported; `working` may be left out):

    q0,q1,error,working
    0,1,0.0011,true

CSV of declared values (`name`, `provider`, `technology`, `date`, `declared_by`, `licence` and `note` describe the item, every
other name is a fact; the uncertainty is one standard uncertainty and may be empty):

    fact,value,standard_uncertainty
    name,Example QPU,
    physical_qubits,56,
    cnot_error,0.00105,0.00008

YAML:

    name: Example QPU
    provider: Example Ltd
    date: 2026-10-01
    facts:
      quantum_model: gate
      cnot_error: {value: 0.00105, standard_uncertainty: 0.00008}   # or {low: , high: }, or a number
    qubits: 57                                                      # with couplers: how many, or a list of names
    couplers:
      - [0, 1, 0.0011]
      - {q0: 1, q1: 2, error: 0.0009, working: true}

A standard uncertainty u becomes the interval value - 2 u to value + 2 u (about 95 %). Names of facts are not checked here:
the vocabulary of the corpus does that.
"""

from __future__ import annotations

from pathlib import Path

from acquis.items.errors import ItemError, placed
from acquis.items.files import Source, read_source
from acquis.items.item import Evidence, Item, Reading
from acquis.items.machine import Machine, undirected
from acquis.items.readings import describe
from acquis.items.sheet import Sheet, day_of
from acquis.items.sheet_csv import read_csv
from acquis.items.sheet_yaml import read_yaml
from acquis.items.values import Value, clean_name

_YAML_BYTES = 4 * 1024 * 1024  # a parsed YAML node takes some hundred times its text
_COUNTED = frozenset({"physical_qubits", "fabricated_qubits", "cnot_error", "cnot_error_median"})

DECLARED = "Values as declared. What is not declared is unknown; nothing was measured or recomputed."


def read_plain(path: str | Path) -> Item:
    """The item in a `.csv`, `.yaml` or `.yml` file; it is named after the file where it has no name.

    Raises ItemError with file, line, field and the way out.
    """
    ending = Path(path).suffix.lower()
    if ending == ".csv":
        source = read_source(path)
        return _item(source, read_csv(source))
    if ending in (".yaml", ".yml"):
        source = read_source(path, most=_YAML_BYTES)
        return _item(source, read_yaml(source))
    raise ItemError("not a .csv, .yaml or .yml file", file=path, way_out="save it as CSV or YAML")


def _item(source: Source, sheet: Sheet) -> Item:
    with placed(file=source.name):
        if not sheet.facts and not sheet.couplers:
            raise ItemError("the file holds no fact and no coupler", way_out="give couplers, or declared values")
        given = sheet.descriptions
        name = given.get("name") or clean_name(Path(source.name).stem)
        machine = _machine(sheet)
        day = day_of(given["date"]) if "date" in given else None
    described = describe(machine) if machine else None
    apart = _COUNTED if described else frozenset({"cnot_error"})
    declared = {fact: value for fact, value in sheet.facts.items() if fact in apart}
    common: dict[str, Value] = {fact: value for fact, value in sheet.facts.items() if fact not in apart}
    readings = described.readings if described else ()
    if declared or not described:
        readings += (Reading("declared", "as declared", declared, DECLARED, legal_quantity=not described),)
    provider = given.get("provider", "not stated")
    return Item(
        id=name,
        name=name,
        provider=provider,
        technology=given.get("technology", "not stated"),
        date=day,
        common={**(described.common if described else {}), **common},
        readings=readings,
        evidence=(
            Evidence(
                "declared",
                "written by a person",
                given.get("declared_by", provider),
                day,
                source.name,
                source.sha256,
                given.get("licence"),
                given.get("note", ""),
            ),
        ),
        defects=described.defects if described else (),
        machine=machine,
    )


def _machine(sheet: Sheet) -> Machine | None:
    if not sheet.couplers:
        return None
    named = tuple(dict.fromkeys(end for a, b, _ in sheet.couplers for end in (a, b)))
    return Machine(sheet.qubits or named, undirected(sheet.couplers))
