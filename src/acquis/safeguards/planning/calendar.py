"""A plan as a calendar file (iCalendar, RFC 5545): one all-day event a visit."""

from __future__ import annotations

from acquis.law.formats.icalendar import DayEvent, to_icalendar
from acquis.safeguards.planning.plan import Plan, Visit


def calendar(plan: Plan, title: str) -> bytes:
    """The visits of a plan as iCalendar. The file tells when inspectors come: it is for the agency alone.

    Raises:
        MissingExtra: the icalendar package is not installed.
    """
    events = [
        DayEvent(
            visit.facility,
            visit.on,
            f"Inspection of {visit.facility} ({visit.effort:.1f} person-days)",
            f"{title}\n{_told(visit, plan)}",
            confidential=True,
        )
        for visit in plan.visits
    ]
    return to_icalendar(events, "inspection plan", plan.start)


def _told(visit: Visit, plan: Plan) -> str:
    lines = [
        f"{sample.stratum}: of {sample.items} items "
        + ", ".join(f"{count} for {level} defects" for level, count in sample.verified.items())
        for sample in visit.samples
    ]
    if plan.costs.currency:
        lines.append(f"Cost: {visit.cost:.2f} {plan.costs.currency}")
    return "\n".join(lines)
