"""Parties: the States that the safeguards are applied for, each read from the file `party.yaml` of its folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquis.errors import AcquisErrors
from acquis.law.model import Period
from acquis.law.yaml_source import read_source
from acquis.safeguards.agreements import Agreement, AgreementType, Attachment, SmallHolder
from acquis.safeguards.edge import located

FILE = "party.yaml"

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2; XA to XZ for fictional States")]


@dataclass(frozen=True, slots=True)
class Party:
    """A State and its agreement."""

    code: str
    name: str
    agreement: Agreement


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AttachmentFile(_Model):
    """A facility attachment as written."""

    facility: str
    areas: list[str] = Field(min_length=1)
    in_force: dt.date
    until: dt.date | None = None
    inventory_months: int = Field(12, ge=1, le=60)
    nil_reports: bool = True
    selected: bool = True


class PartyFile(_Model):
    """The file `party.yaml`."""

    code: Code
    name: str
    agreement: AgreementType
    in_force: dt.date
    until: dt.date | None = None
    additional_protocol: dt.date | None = None
    small_holder: SmallHolder | None = None
    small_holder_from: dt.date | None = None
    attachments: list[AttachmentFile] = []

    def party(self) -> Party:
        """The party that the file describes."""
        attachments = tuple(
            Attachment(
                a.facility, tuple(a.areas), Period(a.in_force, a.until), a.inventory_months, a.nil_reports, a.selected
            )
            for a in self.attachments
        )  # fmt: skip
        agreement = Agreement(
            self.agreement,
            Period(self.in_force, self.until),
            Period(self.additional_protocol, self.until) if self.additional_protocol else None,
            self.small_holder,
            Period(self.small_holder_from, self.until) if self.small_holder_from else None,
            attachments,
        )
        return Party(self.code, self.name, agreement)


def read_party(path: Path) -> Party:
    """The party of a file.

    Raises:
        SourceError: not a YAML file.
        AcquisErrors: fields that are wrong, each with file, line and way out.
    """
    source = read_source(path)
    try:
        return PartyFile.model_validate(source.data).party()
    except ValidationError as error:
        raise AcquisErrors(located(error, source)) from None


def to_file(party: Party) -> PartyFile:
    """The file of a party; `PartyFile.party` is the way back."""
    agreement = party.agreement
    return PartyFile.model_validate(
        {
            "code": party.code,
            "name": party.name,
            "agreement": agreement.type,
            "in_force": agreement.in_force.start,
            "until": agreement.in_force.end,
            "additional_protocol": agreement.additional_protocol.start if agreement.additional_protocol else None,
            "small_holder": agreement.small_holder,
            "small_holder_from": agreement.small_holder_in_force.start if agreement.small_holder_in_force else None,
            "attachments": [
                {
                    "facility": a.facility,
                    "areas": list(a.areas),
                    "in_force": a.in_force.start,
                    "until": a.in_force.end,
                    "inventory_months": a.inventory_months,
                    "nil_reports": a.nil_reports,
                    "selected": a.selected,
                }
                for a in agreement.attachments
            ],
        }
    )
