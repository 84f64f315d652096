"""Gaps of a text: better things that are free, holes between bands, splitting, parts, routes. Found by the solver, confirmed."""

from acquis.compare.loopholes.found import NOTICE, Citation, Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.routes import STIPULATED, sample_of
from acquis.compare.loopholes.search import find_loopholes

__all__ = ["NOTICE", "STIPULATED", "Citation", "Finding", "Gap", "Thing", "Verdict", "find_loopholes", "sample_of"]
