"""`acquis screen`: a table of transfers under every regime, each row on its own day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from acquis.cli import output, screen_sql, screen_summary
from acquis.cli.screen_engine import Engine, screen_with
from acquis.errors import AcquisError, MissingExtra
from acquis.law import Layer, load_corpus

if TYPE_CHECKING:
    from acquis.screening.run import Progress, Screened


class _TableFirst(TyperGroup):
    """`acquis screen TABLE ...` is `acquis screen run TABLE ...`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_TableFirst,
    help="Screen a table of transfers: acquis screen TABLE -o OUT (the same as acquis screen run TABLE -o OUT).",
    no_args_is_help=True,
    rich_markup_mode=None,
)


app.command("summary")(screen_summary.summary)
app.command("sql")(screen_sql.sql)


@app.command("run")
def run(
    table: Annotated[Path, typer.Argument(help="a table: CSV (UTF-8, with a header), Parquet or Arrow")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="where to write: OUT.parquet, or OUT/ for a folder of parts (compact)")
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="which column is which fact (YAML)")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what is understood")] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="one day for all rows; by default each row's own")
    ] = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    screened: output.Screened = False,
    fact: output.Facts = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="a column to copy to the output (may be repeated); all by default")
    ] = None,
    compact: Annotated[
        bool, typer.Option("--compact", help="write outcomes and the number of a finding; findings in a file beside it")
    ] = False,
    rows_a_part: Annotated[int, typer.Option("--rows-a-part", min=1, max=2**22, help="rows in memory at a time")] = 2**20,
    processes: Annotated[int, typer.Option("--processes", min=0, help="how many judge at the same time; 0: one a processor")] = 0,
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="what works it out; duckdb and spark take a Parquet file, and spark writes a folder"),
    ] = Engine.POLARS,
    master: Annotated[str, typer.Option("--master", help="the master of Spark")] = "local[2]",
    restart: Annotated[bool, typer.Option("--restart", help="drop the parts of a run that was ended, and begin anew")] = False,
    json: output.Json = False,
) -> None:
    """What every regime says of each row. Rows that cannot be read go to OUT.rejects.csv; a run that was ended goes on.

    Exit code 0 when every row was screened, 1 when some were rejected, 2 when the input is bad.
    """
    _needs_tables()
    from acquis.items.assess import CLEAN
    from acquis.screening.mapping import make_plan
    from acquis.screening.mapping_file import read_mapping
    from acquis.screening.run import Options, screen_table
    from acquis.screening.table import open_table

    corpus = load_corpus()
    names = output.checked_regimes(corpus, regime)
    said = read_mapping(mapping) if mapping is not None else None
    source = open_table(table, said.delimiter if said else None)
    constants = (dict(CLEAN) if screened else {}) | output.parse_facts(fact or [])
    day = output.day(on) if on is not None else None
    plan = make_plan(corpus.vocabulary, list(source.columns), said, day, constants)
    options = Options(names, layer, tuple(keep) if keep else None, compact, rows_a_part, processes)
    if dry_run:
        from acquis.cli.screen_dry_run import tell_plan

        tell_plan(corpus, source, plan, options, json)
        return
    target, folder = _target(out, table)
    if engine != Engine.POLARS:
        if compact or restart:
            raise AcquisError("--compact and --restart need --engine polars", field="--engine", way_out="leave them out")
        done = screen_with(engine, master, corpus, source, plan, target, options)
    else:
        with _progress(json) as progress:
            done = screen_table(corpus, source, plan, target, options, folder=folder, restart=restart, progress=progress)
    _tell(done, json)
    if done.rejected:
        raise typer.Exit(output.FAILED)


def _target(out: Path | None, table: Path) -> tuple[Path, bool]:
    """Where to write, and whether it is a folder."""
    if out is None:
        raise AcquisError("nothing says where to write", field="--out", way_out="-o OUT.parquet; or --dry-run")
    folder = out.is_dir() or out.suffix == ""
    if not folder and out.suffix != ".parquet":
        raise AcquisError(f"{out.suffix!r} is not written", file=out, field="--out", way_out="OUT.parquet, or OUT/ for a folder")
    if out.resolve() == table.resolve():
        raise AcquisError("this is the input", file=out, field="--out", way_out="name another file")
    if not folder:
        output.out_file(out)
    return out, folder


@contextmanager
def _progress(json: bool) -> Iterator[Progress | None]:
    """A bar on the terminal; nothing elsewhere."""
    if json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rows]:,} rows"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Screening", total=1.0, rows=0)
        yield lambda share, rows: bar.update(task, completed=share, rows=rows)


def _tell(done: Screened, json: bool) -> None:
    from acquis.law.determination import NOTICE

    if json:
        output.print_json(
            {
                "rows": done.rows,
                "rejected": done.rejected,
                "findings": done.findings,
                "resumed_at": done.resumed_at,
                "files": {name: str(path) for name, path in done.files.items()},
                "notice": NOTICE,
            }
        )
        return
    resumed = f" (gone on after row {done.resumed_at:,})" if done.resumed_at else ""
    print(f"{done.rows:,} rows screened{resumed}: {done.files['rows']}")
    if "findings" in done.files:
        print(f"{done.findings:,} findings: {done.files['findings']}")
    if done.rejected:
        print(f"{done.rejected:,} rows could not be read: {done.files['rejects']}")
    print(NOTICE)


def _needs_tables() -> None:
    """Raises: MissingExtra."""
    for library in ("numpy", "polars"):
        try:
            __import__(library)
        except ImportError:
            raise MissingExtra(library, "tables") from None
