"""`acquis safeguards`: the demonstration, a year of three fictional States with four things hidden in it."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.law import load_corpus

if TYPE_CHECKING:
    from acquis.safeguards.demo import Hidden

MANIFEST = "demo.json"
"""The files that a demonstration wrote, in its folder."""

app = typer.Typer(
    help="Safeguards: what States declare, checked; what may be concluded, computed.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def safeguards() -> None:
    """Keeps `demo` a command of its own while it is the only one."""


@app.command("demo")
def demo(
    out: Annotated[Path, typer.Option("--out", help="folder for the declaration files and the statement")] = Path(
        "out/safeguards"
    ),
    seed: Annotated[int, typer.Option("--seed", min=0, help="another seed, another year")] = 1,
    honest: Annotated[bool, typer.Option("--honest", help="hide nothing in the year")] = False,
    json: output.Json = False,
) -> None:
    """Run a year of three fictional States (XA, XB, XC): write their declarations, evaluate them, and say what was hidden.

    Real machines and chips of the shipped tables; invented holdings. Hidden: one diversion, one late report, one honest mistake,
    one lost shipment.
    """
    from acquis.documents import save
    from acquis.documents.statement import annual_statement
    from acquis.safeguards.declarations.filing import Form
    from acquis.safeguards.declarations.folder import read_states, write_state
    from acquis.safeguards.demo import ALL_FOUR, EVALUATED, YEAR, Plan, simulate
    from acquis.safeguards.evaluation import evaluate

    states, hidden = simulate(seed, Plan() if honest else ALL_FOUR)
    formats = {Form.TRANSFER_NOTICE: ".xml", Form.TRANSFER_CONFIRMATION: ".xml", Form.DESIGN: ".txt"}
    _clear(out)
    output.out_file(out / "statement.html")
    written = [path for code, state in states.items() for path in write_state(state, out / code, formats)]
    output.write_json(out / MANIFEST, [str(path.relative_to(out)) for path in written])
    corpus = load_corpus()
    found = evaluate(read_states(out), corpus, YEAR, EVALUATED)
    statement = save(annual_statement(found, corpus), out / "statement.html")
    if json:
        told = {"diverted": hidden.diverted, "late": hidden.late, "mistake": hidden.mistake, "lost": hidden.lost}
        states_told = [one.to_dict() for one in found.values()]
        output.print_json({"date": EVALUATED.isoformat(), "seed": seed, "hidden": told, "states": states_told})
        return
    from acquis.cli.evaluate import tell

    console = output.console(least=110)
    console.print(f"[bold]A year of three fictional States[/] ({YEAR}, seed {seed}): {len(written)} files in {out}")
    tell(found, EVALUATED)
    console.print(f"\n[bold]What was hidden[/]\n{_told(hidden)}\n\nThe statement: {statement}")
    console.print(f"Evaluate them yourself: acquis evaluate {out} --year {YEAR} --on {EVALUATED}")


def _clear(out: Path) -> None:
    """Takes away what an earlier demonstration wrote there, and nothing else: a year must not be mixed with another.

    Raises:
        SafeguardsError: there are declarations that the demonstration did not write.
    """
    from acquis.safeguards.parties import FILE
    from acquis.safeguards.records import SafeguardsError

    manifest = out / MANIFEST
    for name in json_module.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else ():
        path = (out / name).resolve()
        if path.is_relative_to(out.resolve()):
            path.unlink(missing_ok=True)
    left = sorted(path for path in out.glob("*/*/*") if path.is_file()) + sorted(out.glob(f"*/{FILE}"))
    if left:
        raise SafeguardsError("there are other declarations in this folder", file=left[0], way_out="name another folder (--out)")


def _told(hidden: Hidden) -> str:
    told = [
        f"  a diversion: {len(hidden.diverted)} accelerators, {', '.join(hidden.diverted)}" if hidden.diverted else "",
        f"  a late report: {hidden.late}" if hidden.late else "",
        f"  an honest mistake: {hidden.mistake[0]}, corrected by {hidden.mistake[-1]}" if hidden.mistake else "",
        f"  a lost shipment: {', '.join(hidden.lost)}" if hidden.lost else "",
    ]
    return "\n".join(line for line in told if line) or "  nothing"
