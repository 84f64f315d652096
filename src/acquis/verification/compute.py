"""Training compute from what is declared: parameters and tokens, or chips and time."""

from __future__ import annotations

from acquis.verification.device import VerificationError


def training_flop(active_parameters: float, tokens: float) -> float:
    """6 N D: operations to train a dense transformer (Kaplan et al., arXiv 2001.08361)."""
    if min(active_parameters, tokens) < 0:
        raise VerificationError("parameters and tokens are not negative")
    return 6 * active_parameters * tokens


def cluster_flop(chips: float, peak: float, utilisation: float, days: float) -> float:
    """What `chips` of `peak` FLOP/s do in `days` at a utilisation from 0 to 1."""
    if min(chips, peak, days) < 0 or not 0 <= utilisation <= 1:
        raise VerificationError("chips, peak and days are not negative, and a utilisation is from 0 to 1")
    return chips * peak * utilisation * days * 86400
