"""When a duty falls due."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from functools import cache

from acquis.conditions.values import Facts
from acquis.law.model import Due

LONGEST_PAUSE = 100_000
"""Working days that do not count; more is a slip of the pen."""

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def due_date(due: Due, facts: Facts, today: dt.date, country: str | None = None) -> dt.date | None:
    """The day on which a duty falls due; None when the fact it counts from is not known, or the day is beyond the calendar.

    Args:
        due: the rule.
        facts: the facts of the case; `non_working_days` and `extra_working_days` are the calendar of working days.
        today: the day of the query, for duties that recur.
        country: whose public holidays count where the facts give no calendar (through the `holidays` package).
    """
    try:
        return _counted(due, facts, today, country)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def _counted(due: Due, facts: Facts, today: dt.date, country: str | None) -> dt.date | None:
    if due.on is not None:
        return due.on
    if due.every is not None and due.after is None:
        return _next(due, today)
    start = facts.get(due.after or "")
    if not isinstance(start, dt.date):
        return None
    if due.end_of is not None:
        start = _end_of(start, due.end_of)
    if due.every is not None:
        return _next(due, start)
    if due.working_days:
        return _working_days(start, due, facts, country)
    return add_months(start, due.months + 12 * due.years) + dt.timedelta(days=due.days)


def _working_days(start: dt.date, due: Due, facts: Facts, country: str | None) -> dt.date | None:
    extra = facts.get(due.not_counted) if due.not_counted else Decimal(0)
    closed, opened = facts.get("non_working_days"), facts.get("extra_working_days")
    if closed is None and opened is None and country is not None:
        calendar_ = public_holidays(country, start.year, start.year + 1 + due.working_days // 200)
        closed, opened = calendar_ or (None, None)
    if not isinstance(extra, Decimal) or not isinstance(closed, frozenset) or not isinstance(opened, frozenset):
        return None
    if extra > LONGEST_PAUSE:
        return None
    left, day = due.working_days + int(extra), start
    while left > 0:
        day += dt.timedelta(days=1)
        left -= _works(day, closed, opened)
    return day


@cache
def public_holidays(country: str, first: int, last: int) -> tuple[frozenset[str], frozenset[str]] | None:
    """Public holidays and make-up working days of a country, as ISO dates; None when the calendar is not to be had."""
    try:
        import holidays
    except ImportError:
        return None
    try:
        days = holidays.country_holidays(country, years=range(first, last + 1))
    except NotImplementedError:
        return None
    return frozenset(day.isoformat() for day in days), frozenset(day.isoformat() for day in days.weekend_workdays)


def _works(day: dt.date, closed: frozenset[str], opened: frozenset[str]) -> bool:
    return day.isoformat() in opened or (day.weekday() < 5 and day.isoformat() not in closed)


def _next(due: Due, today: dt.date) -> dt.date:
    step = _MONTHS[due.every or "year"]
    day = _on(today.year - 1, due.month or step, due.day or 31)
    while day < today:
        month = day.month + step
        day = _on(day.year + (month - 1) // 12, (month - 1) % 12 + 1, due.day or 31)
    return day


def _end_of(day: dt.date, unit: str) -> dt.date:
    span = _MONTHS[unit]
    month = (day.month - 1) // span * span + span
    return _on(day.year, month, 31)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where that month is shorter."""
    month = day.month - 1 + months
    return _on(day.year + month // 12, month % 12 + 1, day.day)


def _on(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
