"""`acquis paths`: ways to a significant quantity that no other dominates, and where the effort of the agency is best spent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output
from acquis.law import NOTICE

if TYPE_CHECKING:
    from acquis.safeguards.paths import Graph, GraphGame, Interval


def paths(
    graph: Annotated[str, typer.Argument(metavar="quantum|ai|FILE", help="a shipped graph, or a YAML file")] = "quantum",
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, help="effort in person-days a year; half of all measures by default")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="paths that are shown")] = 10,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Show the acquisition paths of a graph with intervals of time and cost, and solve the game between agency and State."""
    from acquis.safeguards.paths import DEFAULTS, load_graph, solve_game

    loaded = load_graph(graph if graph in DEFAULTS else Path(graph))
    effort = sum(measure.effort for measure in loaded.measures) / 2 if budget is None else budget
    game = solve_game(loaded, effort, day=output.day(on) if on else None)
    if json:
        output.print_json(game.to_dict())
        return
    _tell(loaded, game, most)


def _tell(graph: Graph, game: GraphGame, most: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = output.console(least=120)
    told = game.to_dict()
    console.print(f"[bold]{escape(graph.title)}[/]: {len(game.paths)} undominated paths")
    table = Table("", "years", "cost (M$)", "steps", box=None)
    table.columns[3].overflow = "fold"
    for number, path in enumerate(game.paths[:most]):
        table.add_row(str(number), _span(path.time), _span(path.cost), escape(" > ".join(path.ids)))
    console.print(table)
    if len(game.paths) > most:
        console.print(f"{len(game.paths) - most} more (--most)", style="bright_black")
    _effort(console, game, told)
    judged = len(graph.judged)
    console.print(
        f"\nNumbers are intervals; the game takes the middle of each. {judged} entries of the graph are judgements. {NOTICE}",
        style="bright_black",
    )


def _effort(console: Any, game: GraphGame, told: dict[str, Any]) -> None:
    detection = told["detection"]
    bounds = game.detection
    console.print(
        f"\nWith {game.budget:g} person-days a year the agency detects the best path with probability "
        f"{detection['guaranteed']:.3f} (from {bounds.low:.3f} to {bounds.high:.3f} over the intervals), spending on"
    )
    for measure, share in sorted(detection["effort_mix"].items(), key=lambda pair: -pair[1]):
        if share > 0:
            console.print(f"  {measure:30} {share:.3f}")
    console.print(
        "Announced in advance, " + ("a State keeps to the rules" if game.solution.deterred else "it does not deter") + "."
    )


def _span(interval: Interval) -> str:
    return f"{interval.low:.3g} to {interval.high:.3g}"
