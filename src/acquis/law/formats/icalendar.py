"""iCalendar (RFC 5545): days on which something is due or done, one all-day event each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from acquis.errors import MissingExtra


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One all-day event. `subject`: what it is about, which with the day makes it unique. `confidential`: marked so."""

    subject: str
    day: dt.date
    summary: str
    description: str
    confidential: bool = False


def to_icalendar(events: Iterable[DayEvent], product: str, stamp: dt.date) -> bytes:
    """A calendar file.

    Args:
        events: what stands in it.
        product: what made it, such as `duties`.
        stamp: the day as of which it is made; the same input gives the same bytes.

    Raises:
        MissingExtra: the icalendar package is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingExtra("icalendar", "calendar") from None
    whole: Any = Calendar()
    whole.add("prodid", f"-//Acquis//{product}//EN")
    whole.add("version", "2.0")
    for event in events:
        entry: Any = Event()
        entry.add("uid", f"{event.subject}-{event.day.isoformat()}@acquis")
        entry.add("dtstamp", dt.datetime.combine(stamp, dt.time(), dt.UTC))
        entry.add("dtstart", event.day)
        entry.add("summary", event.summary)
        entry.add("description", event.description)
        if event.confidential:
            entry.add("class", "CONFIDENTIAL")
        whole.add_component(entry)
    return bytes(whole.to_ical())
