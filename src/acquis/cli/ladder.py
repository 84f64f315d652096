"""`acquis ladder`: the legal ladder of qubits and error, with all real machines on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.cli.machines import band_of, chart_machine
from acquis.figures import Band, Ladder, ladder_chart, save
from acquis.items import list_qpus, qpu
from acquis.items.assess import ItemDetermination, determine_item
from acquis.law import Corpus, load_corpus
from acquis.law.ladder import ladder as rungs_of

SOURCE = "acquis corpus {corpus}, read as of {as_of}; vendors' calibration data 2020 to 2026 (NOTICE)"


def ladder(
    out: Annotated[Path, typer.Option("--out", help="where to write (.svg, .png or .html)")] = Path("out/ladder.svg"),
    on: output.On = None,
    regime: output.Regimes = None,
    json: output.Json = False,
) -> None:
    """Draw the legal ladder of each regime with every real machine of the shipped table on it."""
    corpus = load_corpus()
    day, names = output.day(on), output.checked_regimes(corpus, regime)
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
    answers = [determine_item(corpus, qpu(name), {}, day, names) for name in list_qpus()]
    print(draw_ladder(corpus, answers, day, names, output.out_file(out)))


def draw_ladder(corpus: Corpus, answers: list[ItemDetermination], day: dt.date, regimes: tuple[str, ...], out: Path) -> Path:
    """Writes the chart for machines already judged."""
    ladders, without = [], []
    for name in regimes:
        bands = [Band(*band_of(rung), rung.provision) for rung in rungs_of(corpus.on(day, name))]
        if bands:
            ladders.append(Ladder(name, corpus.regimes[name].name, tuple(bands)))
        else:
            without.append(corpus.regimes[name].name)
    machines = {
        ladder_.regime: [machine for answer in answers if (machine := chart_machine(answer, ladder_.regime)) is not None]
        for ladder_ in ladders
    }
    as_of = max(corpus.regimes[name].as_of for name in regimes)
    chart = ladder_chart(
        ladders, machines, source=SOURCE.format(corpus=corpus.digest[:12], as_of=as_of), as_of=day, without=without
    )
    return save(chart, out)
