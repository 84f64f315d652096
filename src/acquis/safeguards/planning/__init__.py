"""Inspection planning: how many items to verify, where, when, chosen how, and what that would detect."""

from acquis.safeguards.planning.calendar import calendar
from acquis.safeguards.planning.defects import Level, Scheme, detection, three_level
from acquis.safeguards.planning.inspections import expected_delay, inspections_needed, random_days, timely_detection
from acquis.safeguards.planning.plan import Assurance, Costs, Method, Objective, Plan, Sample, Stratum, Visit, plan
from acquis.safeguards.planning.sampling import (
    defects_for,
    exact_nondetection,
    exact_size,
    iaea_size,
    iaea_size_unrounded,
    imperfect_size,
    jaech_size,
    nondetection,
)
from acquis.safeguards.planning.selection import Selection, commit, new_seed, select, verify
from acquis.safeguards.planning.strata import Class, Saddle, saddle, samples_at, worst_nondetection
from acquis.safeguards.planning.timeliness import Span, chips_within, conversion_days, inspections_for

__all__ = [
    "Assurance", "Class", "Costs", "Level", "Method", "Objective", "Plan", "Saddle", "Sample", "Scheme", "Selection", "Span",
    "Stratum", "Visit", "calendar", "chips_within", "commit", "conversion_days", "defects_for", "detection", "exact_nondetection",
    "exact_size", "expected_delay", "iaea_size", "iaea_size_unrounded", "imperfect_size", "inspections_for", "inspections_needed",
    "jaech_size", "new_seed", "nondetection", "plan", "random_days", "saddle", "samples_at", "select", "three_level",
    "timely_detection", "verify", "worst_nondetection",
]  # fmt: skip
