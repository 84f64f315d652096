"""Transit matching: shipments against receipts across States, with explained scores, and a queue of what stays open."""

from importlib.util import find_spec

from acquis.errors import MissingExtra

if find_spec("scipy") is None:  # it brings numpy
    raise MissingExtra("scipy", "safeguards")

from acquis.safeguards.matching.difference import Difference, shipper_receiver_difference
from acquis.safeguards.matching.matcher import match_transfers
from acquis.safeguards.matching.queue import Waiting, queue, reporting_rule
from acquis.safeguards.matching.result import Basis, Match, Matching
from acquis.safeguards.matching.score import Part, Score, explain
from acquis.safeguards.matching.tolerances import Tolerances

__all__ = [
    "Basis", "Difference", "Match", "Matching", "Part", "Score", "Tolerances", "Waiting", "explain", "match_transfers", "queue",
    "reporting_rule", "shipper_receiver_difference",
]  # fmt: skip
