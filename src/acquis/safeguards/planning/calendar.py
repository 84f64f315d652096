"""A plan as a calendar file (iCalendar, RFC 5545): one all-day event a visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from acquis.errors import MissingExtra
from acquis.safeguards.planning.plan import Plan, Visit


def calendar(plan: Plan, title: str) -> bytes:
    """The visits of a plan as iCalendar. The file tells when inspectors come: it is for the agency alone.

    Raises:
        MissingExtra: the icalendar package is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingExtra("icalendar", "calendar") from None
    whole: Any = Calendar()
    whole.add("prodid", "-//Acquis//inspection plan//EN")
    whole.add("version", "2.0")
    for visit in plan.visits:
        event: Any = Event()
        event.add("uid", f"{visit.facility}-{visit.on.isoformat()}@acquis")
        event.add("dtstamp", dt.datetime.combine(plan.start, dt.time(), dt.UTC))
        event.add("dtstart", visit.on)
        event.add("summary", f"Inspection of {visit.facility} ({visit.effort:.1f} person-days)")
        event.add("description", f"{title}\n{_told(visit, plan)}")
        event.add("class", "CONFIDENTIAL")
        whole.add_component(event)
    return bytes(whole.to_ical())


def _told(visit: Visit, plan: Plan) -> str:
    lines = [
        f"{sample.stratum}: of {sample.items} items "
        + ", ".join(f"{count} for {level} defects" for level, count in sample.verified.items())
        for sample in visit.samples
    ]
    if plan.costs.currency:
        lines.append(f"Cost: {visit.cost:.2f} {plan.costs.currency}")
    return "\n".join(lines)
