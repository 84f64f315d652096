"""A year of three fictional States, with or without something hidden in it: for demonstrations and for measuring false alarms."""

from acquis.safeguards.demo.world import EVALUATED, YEAR
from acquis.safeguards.demo.year import ALL_FOUR, Hidden, Plan, simulate, without

__all__ = ["ALL_FOUR", "EVALUATED", "YEAR", "Hidden", "Plan", "simulate", "without"]
