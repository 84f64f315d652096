"""The numbers that an evaluation takes for given, from `data/evaluation.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import NormalDist
from typing import Any


@dataclass(frozen=True, slots=True)
class Rules:
    """`alarm_probability` of one balance (one-sided), and days in which a State may explain an item that its listing lacks."""

    alarm_probability: float
    patience_days: int

    @property
    def limit(self) -> float:
        """MUF above so many standard deviations is an alarm."""
        return NormalDist().inv_cdf(1 - self.alarm_probability)

    def alarm_rate(self, balances: int) -> float:
        """Probability of at least one alarm in so many independent balances in which nothing is missing."""
        return float(1 - (1 - self.alarm_probability) ** balances)


def paragraph(kind: str) -> str:
    """The provision that a kind of finding rests on."""
    found: str = _data()["paragraphs"][kind]
    return found


@cache
def _data() -> Mapping[str, Any]:
    import yaml

    text = resources.files("acquis.safeguards").joinpath("data", "evaluation.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def default_rules() -> Rules:
    """The rules that ship."""
    raw = _data()
    return Rules(raw["alarm_probability"]["value"], raw["patience_days"]["value"])
