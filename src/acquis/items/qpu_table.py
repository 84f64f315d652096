"""The shipped table of quantum computers: 79 devices with published calibration or noise data, 2020 to 2026.

Vendors' own figures, taken from the open-source packages named in each row (see `data/README.md`). Error kinds differ
between vendors, so rows are not compared without reading `what_it_is`.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources

from acquis.items.errors import ItemError
from acquis.items.item import Evidence, EvidenceKind, Item, Reading
from acquis.items.machine import Coupler, Machine, undirected
from acquis.items.readings import Description, describe
from acquis.items.values import Value, decimal_from_text, interval

_COVERAGE = 2  # coverage factor k: about 95 % of a normal distribution
Row = Mapping[str, str]

DECLARED = (
    "One declared value: mean over gate zones of the two-qubit ZZ gate, randomized benchmarking (average gate infidelity) "
    "plus a quarter of the leakage. An average, as the law says; whether leakage counts the law does not say."
)
XEB = (
    "Not a C-NOT error: error of one cycle of cross-entropy benchmarking, that is one layer of two-qubit gates with the "
    "single-qubit gates around it. The C-NOT error stays unknown."
)
RESONATOR = (
    "Not a C-NOT error between neighbouring qubits: error of the gate between a qubit and a shared resonator, to which "
    "a second qubit must first be moved. The C-NOT error stays unknown."
)


def list_qpus() -> tuple[str, ...]:
    """The devices of the table, in its order."""
    return tuple(_rows())


def qpu(name: str) -> Item:
    """The device of that name, e.g. `qpu("ibm_boston")`. Raises ItemError, with near names, for an unknown one."""
    row = _rows().get(name)
    if row is None:
        near = ", ".join(difflib.get_close_matches(name, list_qpus(), n=3)) or "see list_qpus()"
        raise ItemError(f"the table has no device {name!r}", field="name", way_out=f"did you mean: {near}")
    return _item(row)


def _item(row: Row) -> Item:
    couplers = _couplers().get(row["device"], ())
    count = int(row["n_qubits"])
    if row["provider"] == "Quantinuum":
        found, machine = _declared(row, count), None
    elif _has_resonator(couplers):
        found, machine = _without_average(row, count, "qubit_resonator_error", RESONATOR), None
    else:
        machine = Machine(_qubits(couplers, count), couplers)
        found = describe(machine)
        if row["provider"] == "Google":
            found, machine = _other_quantity(row, found), None
    return Item(
        id=row["device"],
        name=f"{row['provider']} {row['device']}",
        provider=row["provider"],
        technology=row["technology"],
        date=_date(row),
        common=found.common,
        readings=found.readings,
        evidence=(_evidence(row),),
        defects=found.defects + _notes(row),
        machine=machine,
    )
