"""A CSV file, read in blocks of bytes: memory does not grow with the file, and any record may be the next to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from acquis.screening.csv_records import LONGEST_RECORD, Records, fields_of, split
from acquis.screening.rejects import Reject
from acquis.screening.table import Loaded, Part, Position, TableError

_BOM = b"\xef\xbb\xbf"
_HEAD = 2**20
LARGEST_BLOCK = 2**25
_BYTES_A_ROW = 2**10
_DELIMITERS = ",;\t|"
_AS_UTF_8 = "save it as UTF-8 (in a spreadsheet: CSV UTF-8; or: iconv -f FROM -t UTF-8)"


class CsvTable:
    """A CSV file with a header, in UTF-8. Every column is text."""

    format = "csv"

    def __init__(self, path: Path, delimiter: str | None = None) -> None:
        self.path = path
        self.size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
        self._check_encoding(head)
        bom = len(_BOM) if head.startswith(_BOM) else 0
        text = head[bom:]
        self.delimiter = delimiter or _delimiter(text)
        records = split(text, self.delimiter, None, final=self.size <= _HEAD)
        if len(records.starts) == 0:
            if not text.strip():
                raise TableError("the file is empty", file=path, way_out="write a table with a header")
            raise TableError("the first line has no end", file=path, line=1, way_out="write a header and a line for each row")
        header = records.first(1, text)
        if header.reasons:
            raise TableError(f"the header cannot be read: {header.reasons[0]}", file=path, line=1, way_out="mend the header")
        names = fields_of(text[: header.ends[0]][header.starts[0] :].decode(), self.delimiter)
        self._names = self._checked([name.strip() for name in names])
        self._start = Position(0, bom + header.consumed, text.count(b"\n", 0, header.consumed))

    @property
    def columns(self) -> Mapping[str, pl.DataType]:
        """All columns are text."""
        return {name: pl.String() for name in self._names}

    def parts(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Part]:
        """See `Table`."""
        at = start if start.offset else self._start
        block = min(max(size * _BYTES_A_ROW, 2 * LONGEST_RECORD), LARGEST_BLOCK)
        with self.path.open("rb") as file:
            first = start.offset == 0
            while first or at.offset < self.size:
                part = self._part(file, at, columns, size, block)
                at, first = part.end, False
                yield part

    def sources(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Loaded]:
        """See `Table`."""
        return map(Loaded, self.parts(columns, start, size))

    def _part(self, file: BinaryIO, at: Position, columns: Sequence[str], size: int, block: int) -> Part:
        file.seek(at.offset)
        data = file.read(block)
        records = split(data, self.delimiter, len(self._names), final=at.offset + len(data) >= self.size).first(size, data)
        rows = at.rows + 1 + np.arange(len(records.starts), dtype=np.int64)
        lines = at.lines + 1 + records.lines
        rejects = [
            Reject(int(rows[i]), int(lines[i]), None, _shown(data, records, i), reason)
            for i, reason in sorted(records.reasons.items())
        ]
        kept = np.ones(len(rows), dtype=np.bool_)
        kept[list(records.reasons)] = False
        frame = self._frame(data, records, kept).select(columns)
        count, consumed = len(rows), records.consumed
        line_ends = data.count(b"\n", 0, consumed)
        if records.endless:
            reason = f"the record is longer than {LONGEST_RECORD:,} bytes, or a quotation mark does not close"
            rejects.append(Reject(at.rows + count + 1, at.lines + line_ends + 1, None, None, reason))
            consumed = self._next_line(file, at.offset + consumed) - at.offset
            count, line_ends = count + 1, line_ends + 1
        if consumed == 0 and data:
            raise TableError("the last record has no end", file=self.path, line=at.lines + 1, way_out="mend the quotation marks")
        end = Position(at.rows + count, at.offset + consumed, at.lines + line_ends)
        return Part(frame, rows[kept], lines[kept], rejects, end, min(end.offset / self.size, 1.0))

    def _next_line(self, file: BinaryIO, offset: int) -> int:
        """Where the line after this one begins; the line itself is not kept."""
        file.seek(offset)
        while data := file.read(_HEAD):
            found = data.find(b"\n")
            if found >= 0:
                return offset + found + 1
            offset += len(data)
        return offset

    def _frame(self, data: bytes, records: Records, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pl.DataFrame:
        schema = {name: pl.String for name in self._names}
        if not kept.any():
            return pl.DataFrame(schema=schema)
        if not records.regular:
            texts = (data[s:e].decode() for s, e in zip(records.starts[kept].tolist(), records.ends[kept].tolist(), strict=True))
            return pl.DataFrame([fields_of(text, self.delimiter) for text in texts], schema=schema, orient="row")
        if kept.all() and records.dense:
            good = data[int(records.starts[0]) : records.consumed]
        else:
            pairs = zip(records.starts[kept].tolist(), records.ends[kept].tolist(), strict=True)
            good = b"\n".join(data[s:e] for s, e in pairs) + b"\n"
        frame = pl.read_csv(
            good,
            has_header=False,
            schema=schema,
            separator=self.delimiter,
            infer_schema=False,
        )
        assert frame.height == int(kept.sum()), "the records were cut as they are read"
        return frame

    def _check_encoding(self, head: bytes) -> None:
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TableError("the file is UTF-16", file=self.path, line=1, way_out=_AS_UTF_8.replace("FROM", "UTF-16"))
        text = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1]
        try:
            text.decode()
        except UnicodeDecodeError as error:
            line = head.count(b"\n", 0, error.start) + 1
            raise TableError(
                f"byte {error.start + 1} ({head[error.start]:#04x}) is not UTF-8", file=self.path, line=line, way_out=_AS_UTF_8
            ) from None
        if b"\0" in head.split(b"\n", 1)[0]:
            raise TableError("the header has null bytes: this is no text file", file=self.path, line=1, way_out=_AS_UTF_8)
        if b"\r" in head and b"\n" not in head:
            raise TableError("lines end as on old Macintoshes", file=self.path, line=1, way_out="save it with line feeds (LF)")

    def _checked(self, names: list[str]) -> list[str]:
        named = [name or f"column_{place}" for place, name in enumerate(names, 1)]
        for place, name in enumerate(named):
            if name in named[:place]:
                places = f"columns {named.index(name) + 1} and {place + 1}"
                raise TableError(
                    f"the header names {name!r} twice ({places})",
                    file=self.path,
                    line=1,
                    way_out="give each column a name of its own",
                )
        return named


def _delimiter(text: bytes) -> str:
    """That which parts the first line into most fields; a comma where none does."""
    line = text.lstrip(b"\r\n").split(b"\n", 1)[0]
    bare = b"".join(line.split(b'"')[::2])
    return max(_DELIMITERS, key=lambda delimiter: bare.count(delimiter.encode()))


def _shown(data: bytes, records: Records, place: int) -> str:
    from acquis.screening.rejects import shown

    text = data[int(records.starts[place]) : int(records.ends[place])][:400].decode(errors="backslashreplace")
    return shown(text)
