"""`python -m benchmarks.run`: measure all engines in one process, print, and write the results.

Without options it measures everything and rewrites the table in the documentation; a part, such as
`--records 100000 --engines polars,cel`, is printed and written to out/bench only.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import comparison, records, report, rule
from benchmarks.determination import Figure, figures
from benchmarks.engine import MODULES, Variant, load
from benchmarks.measure import Run, about, run

HOME = Path(__file__).resolve().parent.parent
RESULTS = HOME / "out" / "bench" / "results.json"
PAGE = HOME / "docs" / "explanation" / "benchmarks.md"
RECORDS = (1_000_000, 10_000_000)
ROUNDS = 5


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, measure, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=_count, nargs="+", default=list(RECORDS), help="numbers of records")
    parser.add_argument("--engines", type=_names, default=list(MODULES), help=f"of {','.join(MODULES)}; with commas")
    parser.add_argument("--rounds", type=_count, default=ROUNDS, help="timed rounds; the median counts")
    parser.add_argument("--no-cases", action="store_true", help="leave out the figures of single cases")
    parser.add_argument("--page", action="store_true", help="rewrite the table in the documentation also for a part")
    chosen = parser.parse_args(arguments)
    console = Console() if sys.stdout.isatty() else Console(width=120)
    variants = load(chosen.engines)
    where = _about(variants, chosen.rounds)
    with console.status("") as status:
        status.update("single cases")
        cases: list[Figure] = [] if chosen.no_cases else [*figures(), *comparison.figures()]
        runs = [run(count, variants, chosen.rounds, status.update) for count in chosen.records]
    report.show(runs, console)
    if cases:
        report.show_figures(cases, console)
    where["load_average"].append(os.getloadavg()[0])
    report.write_json(RESULTS, where, runs, cases)
    console.print(f"written: {RESULTS.relative_to(HOME)}")
    whole = chosen.records == list(RECORDS) and chosen.engines == list(MODULES) and not chosen.no_cases
    if whole or chosen.page:
        report.write_page(PAGE, report.markdown(where, runs, cases))
        console.print(f"written: {PAGE.relative_to(HOME)}")
    if not _ours_are_right(runs):
        sys.exit("a reading of Acquis misjudged a record")


def _count(text: str) -> int:
    value = int(text.replace("_", "").replace(",", ""))
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in MODULES]
    if unknown:
        raise argparse.ArgumentTypeError(f"no engine {', '.join(unknown)}; there are {', '.join(MODULES)}")
    return names


def _about(variants: list[Variant], rounds: int) -> dict[str, Any]:
    return about((package for variant in variants for package in variant.packages), rounds) | {
        "rule": rule.condition(),
        "unknown_share": records.UNKNOWN_SHARE,
        "seed": records.SEED,
    }


def _ours_are_right(runs: list[Run]) -> bool:
    """Whether every reading of Acquis agrees with the reference on every record."""
    judgements = [row.judgement for run in runs for row in run.rows if row.variant.style == "acquis"]
    return not any(j.false_for_unknown or j.true_for_unknown or j.unknown_for_definite or j.wrong_when_known for j in judgements)


if __name__ == "__main__":
    main()
