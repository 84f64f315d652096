"""`acquis ladder`: the legal ladder of qubits and error, or of processing performance and density, with all real items on it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.cli.chip_ladder import draw_chips, regions_json
from acquis.cli.machines import band_of, chart_machine
from acquis.figures import Band, Ladder, ladder_chart, save
from acquis.items import Item, chip, list_chips, list_qpus, qpu
from acquis.law import Corpus, load_corpus
from acquis.law.ladder import ladder as rungs_of
from acquis.law.ladder import list_unread

SOURCE = "acquis corpus {corpus}, read as of {as_of}; vendors' calibration data 2020 to 2026 (NOTICE)"


class Of(StrEnum):
    """What stands on the ladder."""

    QUBITS = "qubits"
    CHIPS = "chips"


def ladder(
    of: Annotated[Of, typer.Option("--of", help="quantum computers, or chips")] = Of.QUBITS,
    out: Annotated[Path, typer.Option("--out", help="where to write (.svg, .png or .html)")] = Path("out/ladder.svg"),
    on: output.On = None,
    regime: output.Regimes = None,
    json: output.Json = False,
) -> None:
    """Draw the legal ladder of each regime with every real quantum computer, or chip, of the shipped table on it."""
    corpus = load_corpus()
    day, names = output.day(on), output.checked_regimes(corpus, regime)
    if of is Of.CHIPS:
        if json:
            output.print_json(regions_json(corpus, day, names))
        else:
            print(draw_chips(corpus, [chip(name) for name in list_chips()], day, names, output.out_file(out)))
        return
    if json:
        output.print_json(
            {
                name: [
                    {
                        "provision": r.provision,
                        "qubits": list(band_of(r)[:2]),
                        "error_limit": None if r.measure.high is None else float(r.measure.high),
                    }
                    for r in rungs_of(corpus.on(day, name))
                ]
                for name in names
            }
        )
        return
    print(draw_ladder(corpus, [qpu(name) for name in list_qpus()], day, names, output.out_file(out)))


def draw_ladder(corpus: Corpus, items: list[Item], day: dt.date, regimes: tuple[str, ...], out: Path) -> Path:
    """Writes the chart."""
    ladders, machines = [], {}
    without: list[str] = []
    unread: list[str] = []
    for name in regimes:
        snapshot = corpus.on(day, name)
        rungs = rungs_of(snapshot)
        if not rungs:
            (unread if list_unread(snapshot) else without).append(corpus.regimes[name].name)
            continue
        ladders.append(Ladder(name, corpus.regimes[name].name, tuple(Band(*band_of(rung), rung.provision) for rung in rungs)))
        machines[name] = [machine for item in items if (machine := chart_machine(item, rungs)) is not None]
    as_of = max(corpus.regimes[name].as_of for name in regimes)
    source = SOURCE.format(corpus=corpus.digest[:12], as_of=as_of)
    return save(ladder_chart(ladders, machines, source=source, as_of=day, without=without, unread=unread), out)
