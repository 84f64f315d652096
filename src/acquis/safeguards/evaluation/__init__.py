"""State evaluation: from declarations and inspections to findings, questions, and the conclusion that they allow."""

from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing
from acquis.safeguards.evaluation.rules import Rules, default_rules
from acquis.safeguards.evaluation.state import StateEvaluation, evaluate

__all__ = ["Bearing", "Evidence", "Finding", "FindingKind", "Rules", "Standing", "StateEvaluation", "default_rules", "evaluate"]
