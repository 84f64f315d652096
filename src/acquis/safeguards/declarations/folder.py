"""The folder of a State: `party.yaml`, its declarations, and what the Agency recorded; or a folder of such folders.

XA/party.yaml                  the State and its agreement
XA/declarations/*.json|.yaml|.xml|.txt
XA/inspections/*.json|...      records of inspections and complementary access, written by the Agency
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from acquis.errors import AcquisError, AcquisErrors
from acquis.safeguards.declarations.files import SUFFIXES, read_filing, write_text
from acquis.safeguards.declarations.filing import Design, Filing, Form
from acquis.safeguards.declarations.register import Register, register
from acquis.safeguards.parties import FILE, Party, read_party, to_file
from acquis.safeguards.records import Area, Kind, SafeguardsError

DECLARATIONS, INSPECTIONS = "declarations", "inspections"
_UNSAFE = re.compile(r"[^\w.-]")
"""What a file name does not take from an id."""


@dataclass(frozen=True)
class StateRecords:
    """All that is on file about one State."""

    party: Party
    register: Register
    inspections: tuple[Filing, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The accounting areas of its facility attachments, with the kinds of their design information; all, without any."""
        designs: dict[str, set[Kind]] = {}
        for filing in self.register.filings:
            for record in filing.records if filing.form is Form.DESIGN else ():
                if isinstance(record, Design):
                    designs.setdefault(filing.area, set()).add(record.kind)
        return tuple(
            Area(
                area, self.party.code, attachment.facility,
                frozenset(designs.get(area, set()) | designs.get(attachment.facility, set()) or Kind),
            )
            for attachment in self.party.agreement.attachments
            for area in attachment.areas
        )  # fmt: skip


def read_states(folder: Path) -> dict[str, StateRecords]:
    """The States of a folder by their codes: the folder of one State, or a folder of such.

    Raises:
        AcquisError: there is no State in it, or two have one code.
        AcquisErrors: everything that is wrong with the files, at once.
    """
    folders = [folder] if (folder / FILE).is_file() else sorted(path.parent for path in folder.glob(f"*/{FILE}"))
    if not folders:
        way_out = f"a State is a folder with {FILE} and {DECLARATIONS}/; acquis safeguards demo writes three"
        raise SafeguardsError("there is no State in this folder", file=folder, way_out=way_out)
    states: dict[str, StateRecords] = {}
    errors: list[AcquisError] = []
    for path in folders:
        try:
            state = read_state(path)
        except AcquisErrors as error:
            errors += error.errors
            continue
        except AcquisError as error:
            errors.append(error)
            continue
        if state.party.code in states:
            errors.append(SafeguardsError(f"{state.party.code} has another folder too", file=path / FILE, field="code"))
        states[state.party.code] = state
    if errors:
        raise AcquisErrors(errors)
    return states


def read_state(folder: Path) -> StateRecords:
    """The records of the folder of one State.

    Raises:
        AcquisError: the party or the register cannot be.
        AcquisErrors: everything that is wrong with the declarations, at once.
    """
    party = read_party(folder / FILE)
    errors: list[AcquisError] = []
    declared = _read(folder, DECLARATIONS, party, errors)
    inspected = _read(folder, INSPECTIONS, party, errors)
    if errors:
        raise AcquisErrors(errors)
    return StateRecords(party, register(declared), register(inspected).filings)


def _read(folder: Path, part: str, party: Party, errors: list[AcquisError]) -> list[Filing]:
    found: list[Filing] = []
    areas = {area for attachment in party.agreement.attachments for area in attachment.areas}
    for path in sorted(path for path in (folder / part).glob("*") if path.suffix in SUFFIXES):
        try:
            filing = read_filing(path, str(path.relative_to(folder.parent)))
            _check(filing, party, areas, part, path)
        except AcquisErrors as error:
            errors += error.errors
        except AcquisError as error:
            errors.append(error)
        else:
            found.append(filing)
    return found


def _check(filing: Filing, party: Party, areas: set[str], part: str, path: Path) -> None:
    if filing.state != party.code:
        message = f"the declaration is of {filing.state}, and the folder of {party.code}"
        raise SafeguardsError(message, file=path, field="state", way_out="put it into the folder of its State")
    if filing.form.of_the_agency != (part == INSPECTIONS):
        right = INSPECTIONS if filing.form.of_the_agency else DECLARATIONS
        raise SafeguardsError(
            f"a {filing.form} does not stand in {part}/", file=path, field="form", way_out=f"move it to {right}/"
        )
    if filing.form in (Form.INITIAL, Form.CHANGES, Form.LISTING, Form.BALANCE, Form.INSPECTION) and filing.area not in areas:
        known = ", ".join(sorted(areas)) or "none"
        way_out = f"areas in {FILE}: {known}"
        raise SafeguardsError(f"no facility attachment has the area {filing.area!r}", file=path, field="area", way_out=way_out)


def write_state(state: StateRecords, folder: Path, suffixes: dict[Form, str] | None = None) -> list[Path]:
    """Write the records of a State as a folder; the paths written. `suffixes`: the format of a form, JSON where none is named."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    party = folder / FILE
    data = to_file(state.party).model_dump(mode="json", exclude_none=True)
    dates = {"in_force", "until", "additional_protocol", "small_holder_from"}
    party.write_text(_dates_bare(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), dates), encoding="utf-8")
    written = [party]
    for part, filings in ((DECLARATIONS, state.register.filings), (INSPECTIONS, state.inspections)):
        (folder / part).mkdir(exist_ok=True)
        for filing in filings:
            suffix = (suffixes or {}).get(filing.form, ".json")
            path = folder / part / f"{_UNSAFE.sub('_', filing.id)}{suffix}"
            path.write_text(write_text(filing, suffix), encoding="utf-8")
            written.append(path)
    return written


def _dates_bare(text: str, names: set[str]) -> str:
    """Days without quotation marks, as people write them in YAML."""
    lines = []
    for line in text.splitlines():
        label = line.strip(" -").partition(":")[0]
        lines.append(line.replace("'", "") if label in names else line)
    return "\n".join(lines) + "\n"
