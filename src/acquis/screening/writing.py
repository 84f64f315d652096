"""The files of a finished screening: rows with what each regime says, findings, rejects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from acquis.law.model import Outcome
from acquis.screening.findings import COLUMNS, Finding
from acquis.screening.parts import put, write_parquet
from acquis.screening.rejects import rejects_frame

if TYPE_CHECKING:
    from acquis.screening.keys import Codes

ROW_GROUP = 2**18
METADATA = "acquis"
"""Key of the metadata of a file: JSON."""
ROW, DAY, NUMBER = "row", "day", "finding"
OUTCOMES = [str(outcome) for outcome in Outcome]
OURS = (ROW, DAY)


def column(regime: str, name: str) -> str:
    """The column of a regime."""
    return f"{regime}.{name}"


def kept_name(name: str, regimes: Sequence[str]) -> str:
    """What a column of the input is called beside the columns of a screening."""
    taken = name in OURS or any(name.startswith(f"{regime}.") for regime in regimes)
    return f"input.{name}" if taken else name


def part_frame(
    kept: pl.DataFrame, rows: Codes, days: Codes, numbers: Mapping[str, Codes], findings: Sequence[Finding]
) -> pl.DataFrame:
    """The rows of a part.

    Args:
        kept: the columns of the input.
        rows: numbers of the rows.
        days: their days as ordinals.
        numbers: by regime the number of the finding of each row.
        findings: all findings by number.
    """
    place = {name: k for k, name in enumerate(OUTCOMES)}
    low = np.array([place[finding.low] for finding in findings], dtype=np.uint8)
    high = np.array([place[finding.high] for finding in findings], dtype=np.uint8)
    outcome = pl.Enum(OUTCOMES)
    epoch = _EPOCH
    columns = [
        pl.Series(ROW, rows, dtype=pl.Int64),
        *(kept[name].alias(kept_name(name, list(numbers))) for name in kept.columns),
        pl.Series(DAY, (days - epoch).astype(np.int32)).cast(pl.Date),
    ]
    for regime, found in numbers.items():
        columns += [
            pl.Series(column(regime, "low"), low[found]).cat.to(outcome),
            pl.Series(column(regime, "high"), high[found]).cat.to(outcome),
            pl.Series(column(regime, NUMBER), found.astype(np.uint32)),
        ]
    return pl.DataFrame(columns)


def whole_frame(
    kept: pl.DataFrame, rows: Codes, days: Codes, numbers: Mapping[str, Codes], findings: Sequence[Finding]
) -> pl.DataFrame:
    """The rows of a part with what their findings say, as text; the arguments are those of `part_frame`."""
    frame = _Expansion(findings, list(numbers)).apply(part_frame(kept, rows, days, numbers, findings))
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


_EPOCH = 719163
"""1970-01-01 as an ordinal (`datetime.date.toordinal`)."""


def findings_frame(findings: Sequence[Finding]) -> pl.DataFrame:
    """All findings by number."""
    data = {name: [getattr(finding, name) for finding in findings] for name in COLUMNS}
    return pl.DataFrame({NUMBER: range(len(findings)), **data}, schema={NUMBER: pl.UInt32, **dict.fromkeys(COLUMNS, pl.String)})


def write_rows(
    parts: Sequence[Path], findings: Sequence[Finding] | None, regimes: Sequence[str], path: Path, metadata: Mapping[str, Any]
) -> None:
    """One file of all parts, made part by part.

    Args:
        parts: files with rows.
        findings: all findings, to be written out; None leaves their numbers.
        regimes: ids of regimes.
        path: the file.
        metadata: what was screened and how, JSON-ready.
    """
    from polars.io.plugins import register_io_source

    expand = _Expansion(findings, regimes) if findings is not None else None
    schema = _frame(parts[0], expand, head=True).schema

    def frames(
        columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        for part in parts:
            yield _frame(part, expand)

    beside = path.with_name(path.name + ".new")
    register_io_source(frames, schema=schema, is_pure=True).sink_parquet(
        beside,
        row_group_size=ROW_GROUP,
        maintain_order=True,
        metadata={METADATA: json.dumps(metadata, ensure_ascii=False, sort_keys=True)},
    )
    put(beside, path)


def _frame(part: Path, expand: _Expansion | None, *, head: bool = False) -> pl.DataFrame:
    frame = pl.read_parquet(part, n_rows=0 if head else None, glob=False, hive_partitioning=False)
    return frame if expand is None else expand.apply(frame)


class _Expansion:
    """Numbers of findings as columns of text with a dictionary."""

    def __init__(self, findings: Sequence[Finding], regimes: Sequence[str]) -> None:
        self.regimes = regimes
        self._fields: dict[str, tuple[pl.Enum, Codes]] = {}
        for name in COLUMNS[2:]:
            texts = [getattr(finding, name) for finding in findings]
            words = sorted(set(texts))
            place = {word: k for k, word in enumerate(words)}
            self._fields[name] = pl.Enum(words), np.array([place[text] for text in texts], dtype=np.uint32)

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of a part with what their findings say."""
        columns: list[pl.Series] = []
        numbered = {column(regime, NUMBER): regime for regime in self.regimes}
        for series in frame.get_columns():
            if series.name not in numbered:
                columns.append(series)
                continue
            numbers = series.to_numpy()
            columns += [
                pl.Series(column(numbered[series.name], name), places[numbers], dtype=pl.UInt32).cat.to(words)
                for name, (words, places) in self._fields.items()
            ]
        return pl.DataFrame(columns)


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """The findings by number, for rows that have their numbers only."""
    write_parquet(findings_frame(findings), path)


def write_rejects(parts: Iterable[pl.DataFrame], path: Path) -> None:
    """The rejects of all parts as CSV, part by part."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        rejects_frame([]).write_csv(file)
        for part in parts:
            part.write_csv(file, include_header=False)
    put(beside, path)
