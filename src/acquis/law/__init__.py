"""The law: provisions in dated versions, the snapshot of a day, and the determination of a case. Knows no regime by name."""

from acquis.law.case import Case, read_case
from acquis.law.corpus import Corpus, Snapshot, UnknownId
from acquis.law.determination import NOTICE, Determination, RegimeDetermination
from acquis.law.determine import determine
from acquis.law.load import load_corpus
from acquis.law.model import Kind, Layer, Outcome, Policy, Provision, Regime
from acquis.law.outcome import OutcomeInterval
from acquis.law.vocabulary import FactError, Vocabulary
from acquis.law.yaml_source import SourceError

__all__ = [
    "NOTICE", "Case", "Corpus", "Determination", "FactError", "Kind", "Layer", "Outcome", "OutcomeInterval", "Policy",
    "Provision", "Regime", "RegimeDetermination", "Snapshot", "SourceError", "UnknownId", "Vocabulary", "determine",
    "load_corpus", "read_case",
]  # fmt: skip
