"""The file of a screening, to be read again: which regimes it holds, and the answers of its rows as Polars expressions.

Two forms are read: answers as text in the columns `<REGIME>.low`, `<REGIME>.high` and so on; or, compact, the number of a finding
in the column `<REGIME>` with the findings themselves in a file beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.law.model import Outcome
from acquis.screening.findings import COLUMNS

if TYPE_CHECKING:
    import polars as pl

_BESIDE = ".findings.parquet"
_REJECTS = (".rejects.parquet", ".rejects.csv")
_REASON = ("reason", "message")
_PREFIX = "acquis"
# Names under which tables have these columns, the likeliest first; compared without case and punctuation.
_USUAL: Mapping[str, tuple[str, ...]] = {
    "destination": ("destination", "destination_country", "country_of_destination", "to_country", "country"),
    "day": ("day", "date", "export_date", "shipment_date", "shipped_on", "invoice_date"),
    "value": ("value", "value_eur", "value_usd", "invoice_value", "amount", "net_value"),
    "quantity": ("quantity", "qty", "units", "pieces"),
    "currency": ("currency", "currency_code"),
}
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
        try:
            stamps = dict(pl.read_parquet_metadata(target))
            lazy = pl.scan_parquet(target)
            schema = dict(lazy.collect_schema())
        except (OSError, pl.exceptions.PolarsError) as error:
            reason = str(error).partition("\n")[0]
            way_out = "give the .parquet file that acquis screen wrote"
            raise ScreeningFileError(
                f"this is no Parquet file that can be read: {reason}", file=target, way_out=way_out
            ) from None
        findings = _findings(pl, target)
        if findings is None:
            regimes = [name.removesuffix(".low") for name in schema if name.endswith(".low")]
            regimes = [regime for regime in regimes if all(f"{regime}.{column}" in schema for column in COLUMNS)]
        else:
            regimes = [name for name in schema if f"{name}.low" not in schema and re.fullmatch(r"[A-Z]{2,4}", name)]
        if not regimes:
            raise ScreeningFileError(
                "no regime was screened in this file", file=target, way_out="acquis screen TABLE -o OUT.parquet"
            )
        told = {key: text for key, text in stamps.items() if key.startswith(_PREFIX)}
        return cls(target, lazy, tuple(regimes), schema, told, findings)

    def answer(self, regime: str, column: str) -> pl.Expr:
        """A column of the finding of one regime, as text."""
        import polars as pl

        if self.findings is None:
            return pl.col(f"{regime}.{column}")
        texts = self.findings[column]
        return pl.col(regime).replace_strict(list(range(len(texts))), list(texts), return_dtype=pl.String)

    def state(self, limit: Outcome, names: tuple[str, str, str]) -> pl.Expr:
        """The first name where some regime says at least `limit` for certain, the second where one may, else the third."""
        import polars as pl

        reached = [str(outcome) for outcome in Outcome if outcome >= limit]
        certain, possible = (
            pl.any_horizontal([self._is_one_of(regime, end, reached) for regime in self.regimes]) for end in ("low", "high")
        )
        return pl.when(certain).then(pl.lit(names[0])).when(possible).then(pl.lit(names[1])).otherwise(pl.lit(names[2]))

    def _is_one_of(self, regime: str, column: str, texts: Sequence[str]) -> pl.Expr:
        import polars as pl

        if self.findings is None:
            return pl.col(f"{regime}.{column}").is_in(list(texts))
        return pl.col(regime).is_in([i for i, text in enumerate(self.findings[column]) if text in texts])

    def group_counts(self, columns: Sequence[tuple[str, Sequence[str]]]) -> list[list[tuple[tuple[str, ...], int]]]:
        """For each regime with some columns of its finding: the kinds met, each with its rows."""
        import polars as pl

        frames = []
        for regime, names in columns:
            keys = [regime] if self.findings is not None else [f"{regime}.{name}" for name in names]
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

        keys = list(self.regimes) if self.findings is not None else [f"{regime}.{column}" for regime in self.regimes]
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
        return name in self.regimes or name.rpartition(".")[0] in self.regimes

    @cached_property
    def base(self) -> Path:
        """The path without its suffix, beside which other files of the screening lie."""
        return self.path.with_suffix("")

    def rejects(self) -> dict[str, int] | None:
        """Rows that could not be read, by reason; None where there is no file of them."""
        import polars as pl

        for suffix in _REJECTS:
            file = self.base.with_name(self.base.name + suffix)
            if file.exists():
                lazy = pl.scan_parquet(file) if suffix.endswith("parquet") else pl.scan_csv(file, infer_schema=False)
                reason = next((name for name in _REASON if name in lazy.collect_schema()), None)
                if reason is None:
                    return {"not said": lazy.select(pl.len()).collect().item()}
                counted = lazy.group_by(reason).agg(pl.len().alias("#rows")).collect(engine="streaming")
                return {text or "not said": rows for text, rows in sorted(counted.rows(), key=lambda r: (-r[1], r[0] or ""))}
        return None


def _findings(pl: Any, path: Path) -> dict[str, Sequence[str]] | None:
    beside = path.with_suffix("").with_name(path.with_suffix("").name + _BESIDE)
    if not beside.exists():
        return None
    frame = pl.read_parquet(beside)
    if "finding" in frame.columns:
        frame = frame.sort("finding")
    return {column: frame[column].to_list() for column in COLUMNS}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
