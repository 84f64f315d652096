"""`acquis map`: where may it go? A world map of outcomes, one panel a regime."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output, tables
from acquis.cli.assess import transaction_facts
from acquis.conditions import Value
from acquis.figures.countries import COUNTRIES
from acquis.items import Item
from acquis.items.assess import nearest_to_the_words
from acquis.law import Corpus, Layer, RegimeDetermination, determine, load_corpus, read_case


def map_(
    case: Annotated[Path | None, typer.Argument(help="a case file; its destination is left out")] = None,
    qpu: tables.Qpu = None,
    chip: tables.Chip = None,
    model: tables.Model = None,
    cluster: tables.Cluster = None,
    act: tables.Act = None,
    out: Annotated[Path, typer.Option("--out", help="where to write (.svg, .png or .html)")] = Path("out/map.html"),
    from_: output.From = None,
    on: output.On = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    screened: output.Screened = False,
    fact: output.Facts = None,
    json: output.Json = False,
) -> None:
    """Where may it go: the outcome for every destination in the world, under each regime, as a map."""
    corpus = load_corpus()
    item = tables.chosen("map", case, qpu, chip, model, cluster)
    extra = transaction_facts(None, from_, screened, fact or [], act)
    if case is not None:
        read = read_case(case, corpus.vocabulary, output.day(on))
        facts, title, day = (
            corpus.vocabulary.read_all(extra, read.facts),
            read.title or case.stem,
            output.day(on) if on else read.date,
        )
    else:
        assert item is not None
        facts, title, day = corpus.vocabulary.read_all(extra, machine_facts(corpus, item)), item.name, output.day(on)
    names = output.checked_regimes(corpus, regime)
    answers = outcomes_by_country(corpus, facts, day, names, layer)
    if json:
        output.print_json(
            {
                name: {
                    code: {"low": str(result.outcome.low), "high": str(result.outcome.high)}
                    for code, result in answers[name].items()
                }
                for name in names
            }
        )
        return
    print(draw_map(corpus, answers, title, day, output.out_file(out)))


def machine_facts(corpus: Corpus, item: Item) -> dict[str, Value]:
    """Facts of an item under the reading nearest to the words of the law, exported."""
    raw = {"act": "export", **item.common, **nearest_to_the_words(item).facts}
    return corpus.vocabulary.read_all(raw)


def outcomes_by_country(
    corpus: Corpus, facts: Mapping[str, Value], day: dt.date, regimes: tuple[str, ...], layer: Layer
) -> dict[str, dict[str, RegimeDetermination]]:
    """For each regime the answer for every country of the world as destination.

    Without `exported_from` each regime is asked for an exporter in its own home country.
    """
    answers: dict[str, dict[str, RegimeDetermination]] = {}
    for name in regimes:
        home = {} if "exported_from" in facts else corpus.vocabulary.read_all(corpus.regimes[name].home_facts)
        known = {**facts, **home}
        answers[name] = {
            code: determine(corpus, {**known, "destination": code}, day, [name], layer, with_reasons=False)[name]
            for code in COUNTRIES
            if code != known.get("exported_from")
        }
    return answers


def draw_map(
    corpus: Corpus, answers: Mapping[str, Mapping[str, RegimeDetermination]], title: str, day: dt.date, out: Path
) -> Path:
    """Writes the map."""
    from acquis.figures import MapPanel, save, world_map

    panels = [
        MapPanel(
            regime=name,
            title=corpus.regimes[name].name,
            outcomes={code: (str(result.outcome.low), str(result.outcome.high)) for code, result in results.items()},
            reasons={code: reason(result) for code, result in results.items()},
        )
        for name, results in answers.items()
    ]
    source = f"acquis corpus {corpus.digest[:12]}, read as of {max(corpus.regimes[name].as_of for name in answers)}"
    return save(world_map(panels, title=f"Where may it go? {title}", source=source, as_of=day), out)


def reason(result: RegimeDetermination) -> str:
    """The rule that decides, in one line: prohibitions first, then requirements, then what is missing."""
    for finding in (*result.prohibitions, *result.requirements):
        if finding.truth or not result.outcome.settled:
            known = "" if finding.truth else "open: "
            return f"{known}{finding.cite}: {finding.title}"
    return "no rule of the corpus requires a licence" if result.scopes else "the law does not reach the act"
