"""An item: a real thing read into legal facts, each with its evidence.

A machine has several honest readings of one legal quantity (a mean, a median, over working couplers or over all), up
to nine times apart on one day. So an `Item` holds the facts that every reading shares and, beside them, named readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from acquis.items.errors import ItemError
from acquis.items.machine import Machine

type_of_evidence = Literal["measured", "declared", "example"]
EvidenceKind = type_of_evidence

Interval = Mapping[str, Decimal | None]
"""`{"low": Decimal | None, "high": Decimal | None}`: a value known only to lie between both ends; None is an open end."""

Value = bool | int | Decimal | str | date | Interval
"""The value of one fact. Absent means unknown."""
