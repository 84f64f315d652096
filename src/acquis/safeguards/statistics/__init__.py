"""Statistics of material balances: error propagation, tests of a MUF sequence, what they can promise. Needs numpy, scipy."""

from importlib.util import find_spec

from acquis.errors import MissingExtra

if find_spec("scipy") is None:  # it brings numpy
    raise MissingExtra("scipy", "safeguards")

from acquis.safeguards.statistics.detection import (
    Guarantee,
    guaranteed_detection,
    guaranteed_detection_without_return,
    largest_sigma,
    normal_quantile,
    power,
    power_against,
    smallest_goal,
)
from acquis.safeguards.statistics.dstatistic import DStatistic, d_statistic
from acquis.safeguards.statistics.errors import Floats, Location, StatisticsError, propagate
from acquis.safeguards.statistics.muf import Balances, muf, muf_covariance
from acquis.safeguards.statistics.page import (
    alarm_probability,
    average_run_length,
    average_run_length_two_sided,
    detection_probability,
    page,
    threshold_for,
)
from acquis.safeguards.statistics.sequence import (
    MufStatistics,
    gemuf_power,
    gemuf_threshold,
    sigma_cumuf,
    sitmuf,
    statistics,
)

__all__ = [
    "Balances",
    "DStatistic",
    "Floats",
    "Guarantee",
    "Location",
    "MufStatistics",
    "StatisticsError",
    "alarm_probability",
    "average_run_length",
    "average_run_length_two_sided",
    "d_statistic",
    "detection_probability",
    "gemuf_power",
    "gemuf_threshold",
    "guaranteed_detection",
    "guaranteed_detection_without_return",
    "largest_sigma",
    "muf",
    "muf_covariance",
    "normal_quantile",
    "page",
    "power",
    "power_against",
    "propagate",
    "sigma_cumuf",
    "sitmuf",
    "smallest_goal",
    "statistics",
    "threshold_for",
]
