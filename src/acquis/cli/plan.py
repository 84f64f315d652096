"""`acquis plan`: where to inspect, when, and how many items, by the books of a folder of declarations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.law import NOTICE
from acquis.law.deadlines import add_months

if TYPE_CHECKING:
    from acquis.safeguards.planning import Plan


def plan(
    folder: Annotated[Path, typer.Argument(help="the folder of a State, or a folder of such")],
    objectives: Annotated[
        Path | None, typer.Option("--objectives", help="a YAML file of objectives; those that ship, which are judgements")
    ] = None,
    limit: Annotated[float | None, typer.Option("--limit", min=0, help="person-days for the whole plan; no limit")] = None,
    months: Annotated[int, typer.Option("--months", min=1, max=120, help="length of the plan")] = 12,
    ics: Annotated[Path | None, typer.Option("--ics", help="also write the visits as iCalendar (for the agency alone)")] = None,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Plan the inspections of a period: visits, sample sizes, effort, and what they would detect."""
    from acquis.safeguards.declarations.folder import read_states
    from acquis.safeguards.objectives import read_objectives, strata
    from acquis.safeguards.planning import calendar
    from acquis.safeguards.planning import plan as planned
    from acquis.safeguards.records import SafeguardsError

    day, aims = output.day(on), read_objectives(objectives)
    found = strata(read_states(folder), aims, day)
    kinds = {stratum.kind for stratum in found}
    asked = [objective for kind, objective in aims.objectives.items() if kind in kinds]
    if not asked:
        message = f"by the books of {day} there is nothing to verify that an objective speaks of"
        raise SafeguardsError(message, file=folder, way_out="another day (--on), or other objectives")
    made = planned(found, asked, day, add_months(day, months), limit=limit, costs=aims.costs)
    if ics is not None:
        output.out_file(ics).write_bytes(calendar(made, f"Inspection plan from {day}"))
    if json:
        output.print_json(made.to_dict())
        return
    _tell(made, ics)


def _tell(made: Plan, ics: Path | None) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = output.console(least=120)
    console.print(
        f"[bold]Inspections from {made.start} to {made.end}[/]: {len(made.visits)} visits, {made.effort:.1f} person-days"
    )
    table = Table("day", "facility", "what", "verified", "person-days", box=None)
    for visit in made.visits:
        for i, sample in enumerate(visit.samples):
            verified = ", ".join(f"{n} {level}" for level, n in sample.verified.items())
            days = f"{visit.effort:.1f}" if i == 0 else ""
            where = (str(visit.on), visit.facility) if i == 0 else ("", "")
            table.add_row(*where, escape(sample.stratum), f"of {sample.items}: {verified}", days)
    console.print(table)
    table = Table("objective", "goal", "detected with", "aimed at", "every", "asked", "basis", box=None)
    for one in made.assurances:
        goal = f"{one.objective.goal:g} {one.objective.kind.unit}"
        detected = "less than the goal is held" if one.detection is None else f"{one.detection:.3f}"
        every, asked = f"{one.interval} d", f"{one.objective.detection_days:g} d"
        name = one.objective.kind.replace("_", " ")
        table.add_row(name, goal, detected, f"{one.aimed:.3f}", every, asked, escape(one.objective.basis))
    console.print(table)
    if made.factor < 1:
        console.print(f"The limit of effort lowers every objective to {made.factor:.3f} of its exponent.", style="yellow")
    written = f"Visits written to {ics}. " if ics else ""
    console.print(
        f"{written}Probabilities are guaranteed against the best diversion of a goal quantity. {NOTICE}", style="bright_black"
    )
