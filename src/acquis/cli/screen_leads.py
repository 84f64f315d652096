"""`acquis screen sums` and `acquis screen leads`: what rows say together."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.errors import AcquisError, MissingExtra
from acquis.law import NOTICE, Layer, load_corpus

if TYPE_CHECKING:
    import polars as pl

_MOST = 40
Table = Annotated[Path, typer.Argument(help="a table, or what acquis screen wrote (Parquet or CSV)")]
Named = Annotated[
    list[str] | None, typer.Option("--column", metavar="NAME=COLUMN", help="which column is consignee, quantity, day or a fact")
]


def sums(
    table: Table,
    column: Named = None,
    route: Annotated[list[str] | None, typer.Option("--route", help="a column of the route (may be repeated)")] = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    fact: output.Facts = None,
    json: output.Json = False,
) -> None:
    """Lots that the law treats otherwise together than each alone: yearly totals, split lots, several routes."""
    from acquis.conditions.values import show_number, to_json
    from acquis.screening.lots import find_lots

    corpus = load_corpus()
    frame = _read(table, column)
    names = output.checked_regimes(corpus, regime)
    found = find_lots(corpus, frame, names, layer, routes=route or (), stipulated=output.parse_facts(fact or []))
    if json:
        lots = [{f.name: to_json(getattr(lot, f.name)) for f in fields(lot)} for lot in found.lots]
        output.print_json({"lots": lots, "notes": list(found.notes), "corpus": corpus.digest[:12], "notice": NOTICE})
        return
    console = output.console(100)
    kinds = Counter((lot.provision, lot.alone, lot.together, lot.outcome_alone != lot.outcome_together) for lot in found.lots)
    for (provision, alone, together, moved), count in kinds.most_common():
        outcome = "the outcome changes" if moved else "the outcome stays"
        console.print(
            f"{count:>9,} rows: {provision} {alone} alone, {together} together; {outcome}.", soft_wrap=True, markup=False
        )
    # what moves the outcome first, then what is certain
    shown = sorted(found.lots, key=lambda lot: (lot.outcome_alone == lot.outcome_together, lot.together == "not known"))[:_MOST]
    for lot in shown:
        total = f"at least {show_number(lot.low)}" if lot.high is None else show_number(lot.low)
        if lot.high is not None and lot.high != lot.low:
            total += f" to {show_number(lot.high)}"
        silent = f" ({lot.open} do not say what they add)" if lot.open else ""
        routes = f", {lot.routes} routes" if route else ""
        moved = lot.outcome_alone != lot.outcome_together
        outcome = f"{lot.outcome_alone} alone, {lot.outcome_together} together" if moved else f"{lot.outcome_alone} both ways"
        console.print(
            f"row {lot.row}, {lot.day}: {lot.provision} {lot.alone} alone, {lot.together} together. {lot.fact} of {lot.group}: "
            f"{total} over {lot.lots} lots{silent}{routes}. Outcome {outcome}.",
            soft_wrap=True,
            markup=False,
        )
    rest = (
        f", {_MOST} of them shown: those that change the outcome first, then the certain ones" if len(found.lots) > _MOST else ""
    )
    console.print(f"{len(found.lots):,} found{rest}.")
    for note in (*found.notes, NOTICE):
        console.print(note, soft_wrap=True, markup=False)


def leads(
    table: Table,
    column: Named = None,
    good: Annotated[str, typer.Option("--good", metavar="COLUMN", help="what is sent")] = "item_kind",
    consignee: Annotated[str | None, typer.Option("--consignee", metavar="COLUMN")] = None,
    sender: Annotated[str | None, typer.Option("--sender", metavar="COLUMN")] = None,
    via: Annotated[str | None, typer.Option("--via", metavar="COLUMN", help="the country of transit")] = None,
    profile: Annotated[str | None, typer.Option("--profile", metavar="COLUMN", help="what the consignee is")] = None,
    rate: Annotated[float, typer.Option("--rate", min=0.0001, max=0.5, help="of false discoveries within a pattern")] = 0.05,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    json: output.Json = False,
) -> None:
    """Diversion patterns as ranked, explained leads. Leads are not verdicts: each says what to check first."""
    from acquis.screening.lead_law import control_days, limits_of
    from acquis.screening.leads import NOT_A_VERDICT, PATTERNS, Columns, find_leads, to_dict

    corpus = load_corpus()
    frame = _read(table, column)
    names = output.checked_regimes(corpus, regime)
    first, last = frame["day"].min(), frame["day"].max()
    if first is None or last is None:
        raise AcquisError("no row has a day", file=table, way_out="--column day=COLUMN")
    days = control_days(corpus, names, first, last, layer)  # type: ignore[arg-type]
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric()]
    limits = limits_of(corpus, names, numbers, first, last, layer)  # type: ignore[arg-type]
    found = find_leads(frame, Columns("day", good, consignee, sender, via, profile), days, limits, rate=rate)
    if json:
        output.print_json({"leads": [to_dict(lead) for lead in found], "rate": rate, "what": NOT_A_VERDICT, "notice": NOTICE})
        return
    console = output.console(100)
    console.print(NOT_A_VERDICT)
    for pattern in PATTERNS:
        own = [lead for lead in found if lead.pattern == pattern.id]
        if own:
            console.print(
                f"\n{pattern.title}\n  formula: {pattern.formula}\n  check first: {pattern.innocent}",
                soft_wrap=True,
                markup=False,
            )
        for lead in own[:10]:
            inputs = ", ".join(f"{name} {value}" for name, value in lead.inputs.items())
            rows = ", ".join(map(str, lead.rows[:5])) + (" ..." if lead.row_count > 5 else "")
            told = (
                f"  {lead.score:8.2f}  {', '.join(lead.subject)}: {inputs}; rate {lead.rate:.2g}; {lead.row_count} rows: {rows}"
            )
            console.print(told, soft_wrap=True, markup=False)
    console.print(
        f"\n{len(found)} leads at a rate of false discoveries of {rate:g} within each pattern. {NOTICE}", soft_wrap=True
    )


def _read(path: Path, named: list[str] | None) -> pl.DataFrame:
    """The table with `row`, `day` as dates, and the columns under the names given."""
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("polars", "tables") from None
    try:
        frame = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path, glob=False, hive_partitioning=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0]
        raise AcquisError(f"the table cannot be read: {reason}", file=path, way_out="a Parquet or CSV file") from None
    for pair in named or ():
        name, _, source = pair.partition("=")
        if source not in frame.columns:
            way_out = f"NAME=COLUMN, with one of {', '.join(frame.columns)}"
            raise AcquisError(f"there is no column {source!r}", field="--column", way_out=way_out)
        frame = frame.with_columns(pl.col(source).alias(name))
    if "day" not in frame.columns and "date" in frame.columns:
        frame = frame.with_columns(pl.col("date").alias("day"))
    if "day" not in frame.columns:
        raise AcquisError("no column gives the day of a row", file=path, way_out="--column day=COLUMN")
    if frame.schema["day"] == pl.String:
        frame = frame.with_columns(pl.col("day").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False))
    frame = frame.with_columns(pl.col("day").cast(pl.Date))
    return frame if "row" in frame.columns else frame.with_row_index("row", offset=1)
