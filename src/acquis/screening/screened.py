"""The file of a screening, to be read again: which regimes it holds, and the answers of its rows as Polars expressions.

The outcomes of a row stand in `<REGIME>.low` and `<REGIME>.high`. The rest of a finding stands beside them as text; or, compact,
its number in `<REGIME>.finding`, and the findings themselves in a file of their own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.law.model import Outcome
from acquis.screening.findings import COLUMNS

if TYPE_CHECKING:
    import polars as pl

# Names under which tables have these columns, the likeliest first; compared without case and punctuation.
_USUAL: Mapping[str, tuple[str, ...]] = {
    "destination": ("destination", "destination_country", "country_of_destination", "to_country", "country"),
    "day": ("day", "date", "export_date", "shipment_date", "shipped_on", "invoice_date"),
    "value": ("value", "value_eur", "value_usd", "invoice_value", "amount", "net_value"),
    "quantity": ("quantity", "qty", "units", "pieces"),
    "currency": ("currency", "currency_code"),
}
METADATA, METADATA_FILE, NUMBER = "acquis", "screening.json", "finding"
_WAY_OUT = "give what acquis screen wrote with -o"
_MOST_MONEY = 1e30
"""Above it a number is no amount; sums are exact decimals of 38 digits, six of them behind the point."""


class ScreeningFileError(AcquisError):
    """A file that is not the output of a screening, or has not the column asked for."""


@dataclass(frozen=True)
class Screened:
    """A screening on disk."""

    path: Path
    lazy: pl.LazyFrame
    regimes: tuple[str, ...]
    schema: Mapping[str, Any]
    stamps: Mapping[str, str]
    findings: Mapping[str, Sequence[str]] | None = None
    """Where the file is compact: by column of a finding the texts, by number."""

    @classmethod
    def open(cls, path: str | Path) -> Screened:
        """Reads the head of the file.

        Raises:
            ScreeningFileError: not the Parquet file of a screening.
            MissingExtra: Polars is not installed.
        """
        from acquis.conditions.polars import _polars

        pl, target = _polars(), Path(path)
        folder = target.is_dir()
        files = sorted((target / "rows").glob("*.parquet")) if folder else [target]
        if not files:
            raise ScreeningFileError("no screening lies in this folder", file=target, way_out=_WAY_OUT)
        try:
            stamps = _stamps(target / METADATA_FILE if folder else None, pl.read_parquet_metadata(files[0]))
            lazy = pl.scan_parquet(files, glob=False, hive_partitioning=False)
            schema = dict(lazy.collect_schema())
        except (OSError, pl.exceptions.PolarsError) as error:
            reason = str(error).partition("\n")[0]
            raise ScreeningFileError(f"no Parquet file that can be read: {reason}", file=target, way_out=_WAY_OUT) from None
        regimes = [name.removesuffix(".low") for name in schema if name.endswith(".low")]
        full = [regime for regime in regimes if all(f"{regime}.{column}" in schema for column in COLUMNS)]
        compact = [regime for regime in regimes if f"{regime}.{NUMBER}" in schema and f"{regime}.high" in schema]
        if not full and not compact:
            raise ScreeningFileError("no regime was screened in this file", file=target, way_out=_WAY_OUT)
        findings = None if full else _findings(pl, target)
        return cls(target, lazy, tuple(full or compact), schema, stamps, findings)

    def state(self, limit: Outcome, names: tuple[str, str, str]) -> pl.Expr:
        """The first name where some regime says at least `limit` for certain, the second where one may, else the third."""
        import polars as pl

        reached = [str(outcome) for outcome in Outcome if outcome >= limit]
        certain, possible = (
            pl.any_horizontal([pl.col(f"{regime}.{end}").is_in(reached) for regime in self.regimes]) for end in ("low", "high")
        )
        return pl.when(certain).then(pl.lit(names[0])).when(possible).then(pl.lit(names[1])).otherwise(pl.lit(names[2]))

    def group_counts(self, columns: Sequence[tuple[str, Sequence[str]]]) -> list[list[tuple[tuple[str, ...], int]]]:
        """For each regime with some columns of its finding: the kinds met, each with its rows."""
        import polars as pl

        frames = []
        for regime, names in columns:
            keys = [f"{regime}.{NUMBER}"] if self.findings is not None else [f"{regime}.{name}" for name in names]
            frames.append(self.lazy.group_by(keys).agg(pl.len().alias("#rows")))
        return [self._kinds(frame.rows(), names) for frame, (_, names) in zip(self.collect(frames), columns, strict=True)]

    def _kinds(self, rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
        counts: Counter[tuple[str, ...]] = Counter()
        for *key, count in rows:
            texts = key if self.findings is None else [self.findings[name][key[0]] for name in names]
            counts[tuple(text or "" for text in texts)] += count
        return sorted(counts.items())

    def combinations(self, column: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """The combinations of one column over all regimes, in their order, each with its rows."""
        import polars as pl

        keys = [f"{regime}.{NUMBER if self.findings is not None else column}" for regime in self.regimes]
        (frame,) = self.collect([self.lazy.group_by(keys).agg(pl.len().alias("#rows"))])
        texts = None if self.findings is None else self.findings[column]
        for *key, count in frame.iter_rows():
            yield tuple((text or "") if texts is None else texts[text] for text in key), count

    def collect(self, frames: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
        """Several questions in turn, in the streaming engine."""
        return [frame.collect(engine="streaming") for frame in frames]

    def number(self, name: str) -> pl.Expr:
        """A column as exact decimals of six places, so that sums do not depend on the order of rows; what is none is null."""
        import polars as pl

        column = pl.col(name)
        if self.schema[name].is_float():
            column = pl.when(column.abs() < _MOST_MONEY).then(column)  # also takes out NaN and infinities
        return column.cast(pl.Decimal(38, 6), strict=False)

    def day(self, name: str) -> pl.Expr:
        """A column as a date; text is read as YYYY-MM-DD."""
        import polars as pl

        column = pl.col(name)
        return (
            column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
            if self.schema[name] == pl.String
            else column.cast(pl.Date)
        )

    def columns_named(self, asked: Any) -> Any:
        """The columns asked for, else those with a usual name.

        Raises:
            ScreeningFileError: there is no such column.
        """
        plain = {_plain(name): name for name in reversed(list(self.schema)) if not self._is_finding(name)}
        found: dict[str, str | None] = {}
        for role, usual in _USUAL.items():
            given = getattr(asked, role)
            if given is not None and given not in self.schema:
                raise ScreeningFileError(
                    f"there is no column {given!r}",
                    file=self.path,
                    field=f"--{role}",
                    way_out=f"one of {', '.join(plain.values())}",
                )
            found[role] = given or next((plain[_plain(name)] for name in usual if _plain(name) in plain), None)
        return replace(asked, **found)

    def _is_finding(self, name: str) -> bool:
        return name.rpartition(".")[0] in self.regimes

    def rejects(self) -> dict[str, int] | None:
        """Rows that could not be read, by reason; None where there is no file of them."""
        import polars as pl

        file = self.path / "rejects.csv" if self.path.is_dir() else self.path.with_name(f"{self.path.stem}.rejects.csv")
        if not file.exists():
            return None
        reasons = pl.scan_csv(file, infer_schema=False).group_by("reason").agg(pl.len().alias("#rows"))
        counted = reasons.collect(engine="streaming")
        return {text or "not said": rows for text, rows in sorted(counted.rows(), key=lambda r: (-r[1], r[0] or ""))}


def _findings(pl: Any, path: Path) -> dict[str, Sequence[str]]:
    """By column the texts of all findings, by number."""
    beside = path / "findings.parquet" if path.is_dir() else path.with_name(f"{path.stem}.findings.parquet")
    if not beside.exists():
        raise ScreeningFileError("the findings of this compact screening are not beside it", file=beside, way_out=_WAY_OUT)
    frame = pl.read_parquet(beside, glob=False, hive_partitioning=False).sort(NUMBER)
    return {column: frame[column].to_list() for column in COLUMNS}


def _stamps(file: Path | None, written: Mapping[str, str]) -> dict[str, str]:
    """What the file says of itself, flat; the law, the lists and the run are among it."""
    text = file.read_text(encoding="utf-8") if file is not None and file.exists() else written.get(METADATA, "{}")
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return dict(_flat(told)) if isinstance(told, dict) else {}


def _flat(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}: ")
        else:
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
