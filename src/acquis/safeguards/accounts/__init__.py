"""Accounts: the ledger of each area, its book on any day as known on any day, and physical inventory against book."""

from acquis.safeguards.accounts.balance import (
    MaterialBalance,
    Measurement,
    material_balance,
    material_balances,
    receipts_compared,
)
from acquis.safeguards.accounts.book import Book, Holding, book, faults
from acquis.safeguards.accounts.difference import Difference, shipper_receiver_difference
from acquis.safeguards.accounts.discrepancies import Discrepancy, DiscrepancyKind, discrepancies
from acquis.safeguards.accounts.equivalents import Equivalents, h100_equivalents
from acquis.safeguards.accounts.errors import (
    AmountDiffers,
    CorrectedTwice,
    CorrectionCycle,
    CorrectionOfNothing,
    DuplicateId,
    HeldTwice,
    LedgerError,
    MissingListing,
    NegativeBook,
    ReportedEarly,
    UnknownArea,
    WrongKind,
)
from acquis.safeguards.accounts.ledger import Ledger, Settled, known_since, ledgers
from acquis.safeguards.accounts.sequence import muf_sequence

__all__ = [
    "AmountDiffers", "Book", "CorrectedTwice", "CorrectionCycle", "CorrectionOfNothing", "Difference", "Discrepancy",
    "DiscrepancyKind", "DuplicateId", "Equivalents", "HeldTwice", "Holding", "Ledger", "LedgerError", "MaterialBalance",
    "Measurement", "MissingListing", "NegativeBook", "ReportedEarly", "Settled", "UnknownArea", "WrongKind", "book",
    "discrepancies", "faults", "h100_equivalents", "known_since", "ledgers", "material_balance", "material_balances",
    "muf_sequence", "receipts_compared", "shipper_receiver_difference",
]  # fmt: skip
