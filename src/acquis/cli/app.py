"""The application: commands are registered here, and errors become one line and exit code 2."""

from __future__ import annotations

import io
import sys

import typer

from acquis.cli import (
    account,
    ask,
    assess,
    compare,
    demo,
    diffusion,
    duties,
    evaluate,
    export,
    facts,
    items,
    ladder,
    law,
    loopholes,
    lsi,
    map,
    match,
    matrix,
    parties,
    paths,
    plan,
    prematurity,
    replay,
    report,
    safeguards,
    screen,
    screen_leads,
    screen_summary,
    timeline,
)
from acquis.errors import AcquisError

app = typer.Typer(
    name="acquis",
    help="Law you can run, safeguards you can check. Decision support with sources and dates, not legal advice.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("assess")(assess.assess)
app.command("ask")(ask.ask)
law.app.command("export")(export.export)
law.app.command("loopholes")(loopholes.loopholes)
app.add_typer(law.app, name="law")
app.command("facts")(facts.facts)
app.add_typer(items.app, name="items")
app.command("ladder")(ladder.ladder)
app.command("compare")(compare.compare_)
app.command("matrix")(matrix.matrix_)
app.command("lsi")(lsi.lsi)
app.command("timeline")(timeline.timeline)
app.command("prematurity")(prematurity.prematurity)
app.command("diffusion")(diffusion.show_diffusion)
app.command("duties")(duties.duties)
app.command("map")(map.map_)
app.command("demo")(demo.demo)
app.add_typer(report.app, name="report")
screen.app.command("summary")(screen_summary.summary)
screen.app.command("sums")(screen_leads.sums)
screen.app.command("leads")(screen_leads.leads)
app.add_typer(screen.app, name="screen")
app.add_typer(parties.app, name="parties")
app.add_typer(safeguards.app, name="safeguards")
app.command("account")(account.account)
app.command("match")(match.match)
app.command("plan")(plan.plan)
app.command("paths")(paths.paths)
app.command("evaluate")(evaluate.evaluate)
app.command("test")(replay.test)


def run() -> None:
    """Runs the application; an error that a user can mend is told without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # law is written in many scripts, and terminals know few
    try:
        app()
    except AcquisError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader of the pipe went away: nothing is wrong
        sys.stderr.close()
        sys.exit(0)
