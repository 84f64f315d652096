"""When a duty falls due: days, months, ends of periods, recurring days, and working days with their calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import Facts, Interval, Value
from acquis.law.deadlines import due_date
from acquis.law.model import Due

TODAY = dt.date(2026, 11, 22)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def due(rule: dict[str, Any], start: str | None = None, *, today: str | None = None, facts: Facts | None = None) -> str | None:
    """The day on which a duty after `start` falls due, as text."""
    known: dict[str, Value] = {**(facts or {}), **({} if start is None else {"start": day(start)})}
    found = due_date(Due(**rule), known, TODAY if today is None else day(today))
    return None if found is None else found.isoformat()


AFTER = {"after": "start"}


@pytest.mark.parametrize(
    ("rule", "start", "falls"),
    [
        ({"days": 30}, "2026-04-20", "2026-05-20"),
        ({"days": 30}, "2026-01-31", "2026-03-02"),
        ({"days": 30}, "2028-01-31", "2028-03-01"),
        ({"days": 60}, "2026-12-31", "2027-03-01"),
        ({}, "2026-04-20", "2026-04-20"),
        ({"months": 1}, "2026-01-31", "2026-02-28"),
        ({"months": 1}, "2028-01-31", "2028-02-29"),
        ({"months": 1}, "2026-12-15", "2027-01-15"),
        ({"months": 3}, "2026-11-30", "2027-02-28"),
        ({"months": 12}, "2028-02-29", "2029-02-28"),
        ({"months": 18}, "2026-07-01", "2028-01-01"),
        ({"years": 5}, "2026-11-22", "2031-11-22"),
        ({"years": 1}, "2028-02-29", "2029-02-28"),
        ({"months": 1, "days": 1}, "2026-01-31", "2026-03-01"),
        ({"end_of": "month"}, "2026-02-03", "2026-02-28"),
        ({"end_of": "month", "days": 30}, "2026-01-01", "2026-03-02"),
        ({"end_of": "month", "days": 30}, "2026-01-31", "2026-03-02"),
        ({"end_of": "month", "days": 15}, "2028-02-29", "2028-03-15"),
        ({"end_of": "quarter"}, "2026-01-01", "2026-03-31"),
        ({"end_of": "quarter"}, "2026-03-31", "2026-03-31"),
        ({"end_of": "quarter", "days": 30}, "2026-04-01", "2026-07-30"),
        ({"end_of": "quarter", "months": 1}, "2026-11-22", "2027-01-31"),
        ({"end_of": "year"}, "2026-01-01", "2026-12-31"),
        ({"end_of": "year", "months": 2}, "2026-06-30", "2027-02-28"),
    ],
)
def test_counted_from_a_day(rule: dict[str, Any], start: str, falls: str) -> None:
    assert due({**AFTER, **rule}, start) == falls


@pytest.mark.parametrize(
    ("rule", "today", "falls"),
    [
        ({"every": "year", "month": 5, "day": 15}, "2026-05-14", "2026-05-15"),
        ({"every": "year", "month": 5, "day": 15}, "2026-05-15", "2026-05-15"),
        ({"every": "year", "month": 5, "day": 15}, "2026-05-16", "2027-05-15"),
        ({"every": "year", "month": 1, "day": 1}, "2026-01-02", "2027-01-01"),
        ({"every": "year", "month": 2, "day": 29}, "2026-02-01", "2026-02-28"),
        ({"every": "year", "month": 2, "day": 29}, "2028-02-29", "2028-02-29"),
        ({"every": "year"}, "2026-01-01", "2026-12-31"),
        ({"every": "half_year"}, "2026-01-01", "2026-06-30"),
        ({"every": "half_year"}, "2026-07-01", "2026-12-31"),
        ({"every": "quarter"}, "2026-03-31", "2026-03-31"),
        ({"every": "quarter"}, "2026-04-01", "2026-06-30"),
        ({"every": "quarter", "month": 1, "day": 20}, "2026-02-01", "2026-04-20"),
        ({"every": "quarter", "month": 1, "day": 20}, "2026-10-21", "2027-01-20"),
        ({"every": "month", "day": 10}, "2026-02-11", "2026-03-10"),
        ({"every": "month", "day": 31}, "2026-02-11", "2026-02-28"),
        ({"every": "month", "day": 31}, "2026-03-01", "2026-03-31"),
        ({"on": dt.date(2027, 8, 2)}, "2030-01-01", "2027-08-02"),
    ],
)
def test_recurring_and_fixed(rule: dict[str, Any], today: str, falls: str) -> None:
    assert due(rule, today=today) == falls


def test_recurring_after_a_fact() -> None:
    rule = {**AFTER, "every": "year", "month": 1, "day": 31}
    assert due(rule, "2025-06-01") == "2026-01-31"
    assert due(rule, "2026-01-31") == "2026-01-31"
    assert due(rule) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(1, 12), st.integers(1, 31))
def test_a_yearly_day_is_the_next_one(today: dt.date, month: int, number: int) -> None:
    found = due_date(Due(every="year", month=month, day=number), {}, today)
    assert found is not None
    assert today <= found < today + dt.timedelta(days=367)
    assert found.month == month
    assert found.day == min(number, calendar.monthrange(found.year, month)[1])


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.sampled_from(["month", "quarter", "half_year", "year"]))
def test_a_recurring_day_is_the_next_end_of_its_period(today: dt.date, every: str) -> None:
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[every]
    found = due_date(Due(every=every), {}, today)
    assert found is not None
    assert today <= found
    assert (found + dt.timedelta(days=1)).day == 1
    assert found.month % months == 0
    assert (found.year - today.year) * 12 + found.month - today.month < months


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 600))
def test_months_land_in_their_month(start: dt.date, months: int) -> None:
    found = due_date(Due(after="start", months=months), {"start": start}, TODAY)
    assert found is not None
    assert (found.year - start.year) * 12 + found.month - start.month == months
    assert found.day == start.day or (found.day < start.day and (found + dt.timedelta(days=1)).day == 1)


# Unknown days ---------------------------------------------------------------------------------------------------------


def test_a_day_that_is_not_known_gives_none() -> None:
    assert due({**AFTER, "days": 30}) is None
    assert due_date(Due(after="start", days=30), {"start": Interval(day("2026-01-01"), day("2026-01-05"))}, TODAY) is None


@pytest.mark.parametrize(
    ("rule", "start", "today"),
    [
        ({**AFTER, "days": 1}, "9999-12-31", "2026-01-01"),
        ({**AFTER, "years": 1}, "9999-01-01", "2026-01-01"),
        ({**AFTER, "working_days": 5}, "9999-12-31", "2026-01-01"),
        ({**AFTER, "days": 10**9}, "2026-01-01", "2026-01-01"),
        ({"every": "year", "month": 1, "day": 1}, "2026-01-01", "9999-12-31"),
        ({"every": "month"}, "2026-01-01", "0001-01-01"),
    ],
)
def test_a_day_beyond_the_calendar_is_not_known(rule: dict[str, Any], start: str, today: str) -> None:
    assert due(rule, start, today=today, facts=WEEKDAYS) is None


# Working days ---------------------------------------------------------------------------------------------------------

NO_DAYS: frozenset[str] = frozenset()
WEEKDAYS: dict[str, Value] = {"non_working_days": NO_DAYS, "extra_working_days": NO_DAYS}


def working(count: int, start: str, *, closed: str = "", opened: str = "", extra: int | None = None) -> str | None:
    rule: dict[str, Any] = {**AFTER, "working_days": count}
    calendar_: dict[str, Value] = {
        "non_working_days": frozenset(closed.split()),
        "extra_working_days": frozenset(opened.split()),
    }
    if extra is not None:
        rule["not_counted"], calendar_["extra"] = "extra", Decimal(extra)
    return due(rule, start, facts=calendar_)


def test_the_first_day_is_not_counted_and_weekends_are_not() -> None:
    assert working(1, "2026-11-20") == "2026-11-23", "Friday to Monday"
    assert working(1, "2026-11-21") == "2026-11-23", "Saturday"
    assert working(5, "2026-11-23") == "2026-11-30", "Monday to Monday"
    assert working(10, "2026-11-25") == "2026-12-09"


def test_holidays_do_not_count_and_make_up_days_do() -> None:
    assert working(1, "2026-04-30", closed="2026-05-01") == "2026-05-04"
    assert working(1, "2026-04-30", closed="2026-05-01", opened="2026-05-02") == "2026-05-02"
    assert working(1, "2026-05-01", opened="2026-05-02 2026-05-03") == "2026-05-02"
    assert working(1, "2026-05-01", closed="2026-05-02") == "2026-05-04", "a holiday on a Saturday changes nothing"
    assert working(1, "2026-04-30", closed="2026-05-01", opened="2026-05-01") == "2026-05-01", "a make-up day wins"


def test_the_golden_week_of_2026() -> None:
    """45 working days from 28 September 2026, over a week of holidays with two make-up days."""
    holidays = "2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07"
    assert working(45, "2026-09-28", closed=holidays, opened="2026-10-10") == "2026-12-04"
    assert working(45, "2026-09-28", closed=holidays) == "2026-12-07"
    assert working(45, "2026-09-28") == "2026-11-30"


def test_days_that_do_not_count_are_added() -> None:
    assert working(45, "2026-09-28", extra=0) == working(45, "2026-09-28")
    assert working(45, "2026-09-28", extra=12) == working(57, "2026-09-28")


def test_an_unknown_calendar_or_pause_gives_no_day() -> None:
    rule = {**AFTER, "working_days": 5}
    assert due(rule, "2026-09-28") is None
    assert due(rule, "2026-09-28", facts={"non_working_days": NO_DAYS}) is None
    assert due(rule, "2026-09-28", facts={"extra_working_days": NO_DAYS}) is None
    assert due({**rule, "not_counted": "extra"}, "2026-09-28", facts=WEEKDAYS) is None
    some = {**WEEKDAYS, "extra": Interval(Decimal(1), Decimal(2))}
    assert due({**rule, "not_counted": "extra"}, "2026-09-28", facts=some) is None


def test_an_absurd_pause_is_not_counted_out() -> None:
    rule = {**AFTER, "working_days": 5, "not_counted": "extra"}
    assert due(rule, "2026-09-28", facts={**WEEKDAYS, "extra": Decimal(1000)}) == "2030-08-05"
    assert due(rule, "2026-09-28", facts={**WEEKDAYS, "extra": Decimal(200_000)}) is None


near = st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30))


@given(near, st.integers(1, 60), st.frozensets(near, max_size=20), st.frozensets(near, max_size=20))
def test_working_days_agree_with_counting_on_a_calendar(
    start: dt.date, count: int, closed: frozenset[dt.date], opened: frozenset[dt.date]
) -> None:
    """Exactly `count` working days lie after the start up to the day due, which is one of them."""
    facts: dict[str, Value] = {
        "start": start,
        "non_working_days": frozenset(map(str, closed)),
        "extra_working_days": frozenset(map(str, opened)),
    }
    found = due_date(Due(after="start", working_days=count), facts, TODAY)
    assert found is not None
    after = [start + dt.timedelta(days=i) for i in range(1, (found - start).days + 1)]
    weekdays = {d for d in after if d.strftime("%a") not in ("Sat", "Sun")}
    works = sorted((weekdays - closed) | (set(after) & opened))
    assert len(works) == count
    assert works[-1] == found
