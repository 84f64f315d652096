"""What may be wrong with an account. A fault names its record and is kept beside the books; the record is never dropped."""

from __future__ import annotations

from acquis.safeguards.records import Change, Listing, SafeguardsError


class LedgerError(SafeguardsError):
    """A fault of an account. `area` and `record`: where, and the id of the change or the day of the listing."""

    def __init__(self, area: str, record: str, message: str, way_out: str) -> None:
        super().__init__(f"{record}: {message}", field=area, way_out=way_out)
        self.area = area
        self.record = record

    @classmethod
    def of(cls, record: Change | Listing, message: str, way_out: str) -> LedgerError:
        """The fault of a change or of a listing."""
        name = record.id if isinstance(record, Change) else f"listing of {record.on}"
        return cls(record.area, name, message, way_out)


class UnknownArea(LedgerError):
    """A record of an area that there is no account of."""


class WrongKind(LedgerError):
    """A batch of a kind that is not accounted in the area."""


class DuplicateId(LedgerError):
    """An id, or a listing of a day, that is reported again."""


class CorrectionOfNothing(LedgerError):
    """A correction of a change that is not known or does not count."""


class CorrectedTwice(LedgerError):
    """A second correction of the same change."""


class CorrectionCycle(LedgerError):
    """Corrections that correct each other."""


class ReportedEarly(LedgerError):
    """A change that is reported before it took place."""


class NegativeBook(LedgerError):
    """More leaves than is there, or an item leaves that is not in the book."""


class HeldTwice(LedgerError):
    """An item comes in that is in the book already."""


class AmountDiffers(LedgerError):
    """An item leaves with another amount than it came with."""


class MissingListing(LedgerError):
    """A balance over a day without a physical inventory."""
