"""Declarations of States: forms, files in four formats, the register that only grows, and what is missing since when."""

from acquis.safeguards.declarations.completeness import Expected, Status, completeness
from acquis.safeguards.declarations.deadlines import Clock, Deadline
from acquis.safeguards.declarations.filing import (
    Activity,
    Balance,
    Design,
    Expanded,
    Filing,
    Form,
    Found,
    Observation,
    Record,
)
from acquis.safeguards.declarations.register import Register, register

__all__ = [
    "Activity", "Balance", "Clock", "Deadline", "Design", "Expanded", "Expected", "Filing", "Form", "Found", "Observation",
    "Record", "Register", "Status", "completeness", "register",
]  # fmt: skip
