"""The LSI test of a control: least trade-restrictive, security-sufficient, innovation-preserving (Kop 2026).

The alternatives are the user's; what each restricts, covers and costs is computed from the corpus and the shipped tables. Nothing
is ranked but by weights that the user gives.
"""

from acquis.compare.lsi.plan import Alternative, Change, Control, Plan, ResearchCase, Risk
from acquis.compare.lsi.reading import EXAMPLE, PlanError, read_plan
from acquis.compare.lsi.weigh import Weighing, to_dict, weigh

__all__ = [
    "EXAMPLE", "Alternative", "Change", "Control", "Plan", "PlanError", "ResearchCase", "Risk", "Weighing", "read_plan",
    "to_dict", "weigh",
]  # fmt: skip
