"""The records of a block of a CSV file: where each begins and ends, and which cannot be read.

A quotation mark opens only at the beginning of a field, closes before a delimiter or the end of the line, and is doubled inside
(RFC 4180). A block that keeps to this is cut in bulk; another one record by record, with the same result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LONGEST_RECORD = 2**20
"""Bytes. A longer record is a quotation mark that never closes, or an attack."""

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """Records of a block, in order.

    `starts`, `ends`: bytes, the end without the end of the line. `lines`: line ends before each, in the block. `reasons`: by the
    place of a record, why it cannot be read. `consumed`: bytes up to the end of the last record. `endless`: the record after them
    is longer than `LONGEST_RECORD` and its first line does not end in the block. `regular`: quotation marks stand only where they
    should. `dense`: no blank lines between them.
    """

    starts: Numbers
    ends: Numbers
    lines: Numbers
    reasons: dict[int, str]
    consumed: int
    endless: bool = False
    regular: bool = True
    dense: bool = True

    def first(self, count: int, block: bytes) -> Records:
        """At most so many records."""
        if len(self.starts) <= count:
            return self
        consumed = int(self.starts[count])
        reasons = {place: reason for place, reason in self.reasons.items() if place < count}
        return Records(
            self.starts[:count], self.ends[:count], self.lines[:count], reasons, consumed, regular=self.regular, dense=self.dense
        )


def split(block: bytes, delimiter: str, fields: int | None, final: bool) -> Records:
    """The complete records of a block that begins with one.

    Args:
        block: bytes of the file.
        delimiter: one ASCII character.
        fields: how many fields a record should have; None if any number will do.
        final: whether the file ends with the block.
    """
    cut = _in_bulk(block, ord(delimiter), fields, final)
    records = cut if cut is not None else _one_by_one(block, delimiter, fields, final)
    _mark_bytes(block, records)
    return records


def _in_bulk(block: bytes, delimiter: int, fields: int | None, final: bool) -> Records | None:
    """All records at once; None where quotation marks stand elsewhere than they should, or a record is very long."""
    if not block:
        return _nothing()
    data = np.frombuffer(block, dtype=np.uint8)
    newlines = np.flatnonzero(data == _NEWLINE)
    delimiters = np.flatnonzero(data == delimiter)
    outer = newlines
    if b'"' in block:
        quotes = np.flatnonzero(data == _QUOTE)
        if not _well_placed(data, quotes, delimiter, final):
            return None
        outer = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
    stops = np.append(outer, len(block)) if final and (len(outer) == 0 or outer[-1] != len(block) - 1) else outer
    if len(stops) == 0:
        return _nothing() if len(block) <= LONGEST_RECORD else None
    starts = np.concatenate([np.zeros(1, dtype=np.int64), stops[:-1] + 1])
    consumed = min(int(stops[-1]) + 1, len(block))
    if int((stops - starts).max()) > LONGEST_RECORD or len(block) - consumed > LONGEST_RECORD:
        return None
    ends = stops - ((stops > starts) & (data[np.maximum(stops - 1, 0)] == _RETURN))
    filled = ends > starts
    starts, ends, stops = starts[filled], ends[filled], stops[filled]
    counts = np.searchsorted(delimiters, stops) - np.searchsorted(delimiters, starts) + 1
    reasons = {} if fields is None else {i: _ragged(int(counts[i]), fields) for i in np.flatnonzero(counts != fields).tolist()}
    return Records(starts, ends, np.searchsorted(newlines, starts), reasons, consumed, dense=bool(filled.all()))


def _nothing() -> Records:
    none = np.zeros(0, dtype=np.int64)
    return Records(none, none, none, {}, 0)


def _well_placed(data: npt.NDArray[np.uint8], quotes: Numbers, delimiter: int, final: bool) -> bool:
    """Whether every quotation mark opens a field, closes one, or is doubled."""
    if final and len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[np.maximum(opening - 1, 0)]
    opens = (opening == 0) | (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    last = len(data) - 1
    after, then = data[np.minimum(closing + 1, last)], data[np.minimum(closing + 2, last)]
    returns = (after == _RETURN) & ((closing + 1 == last) | (then == _NEWLINE))
    closes = (closing == last) | (after == delimiter) | (after == _NEWLINE) | returns | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _one_by_one(block: bytes, delimiter: str, fields: int | None, final: bool) -> Records:
    starts: list[int] = []
    ends: list[int] = []
    reasons: dict[int, str] = {}
    at, endless = 0, False
    record = _Record(block, delimiter.encode(), final)
    while at < len(block):
        stop, count, reason = record.read(at)
        if stop is None:
            endless = reason is not None
            break
        end = stop - (stop > at and block[stop - 1] == _RETURN)
        if end > at:
            if reason is None and fields is not None and count != fields:
                reason = _ragged(count, fields)
            if reason is not None:
                reasons[len(starts)] = reason
            starts.append(at)
            ends.append(end)
        at = min(stop + 1, len(block))
    newlines = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE)
    begun = np.array(starts, dtype=np.int64)
    return Records(begun, np.array(ends, dtype=np.int64), np.searchsorted(newlines, begun), reasons, at, endless, regular=False)


class _Record:
    """Reads one record of a block."""

    def __init__(self, block: bytes, delimiter: bytes, final: bool) -> None:
        self.block, self.delimiter, self.final = block, delimiter, final
        self._bare = re.compile(b"[" + re.escape(delimiter) + b"\n]")

    def read(self, start: int) -> tuple[int | None, int, str | None]:
        """Where the record stops, its fields, and what is wrong; no stop where it does not end in the block."""
        block, at, count, limit = self.block, start, 1, start + LONGEST_RECORD
        while True:
            if block[at : at + 1] == b'"':
                close = self._closing(at + 1, limit)
                if close is None:
                    return self._unclosed(start, limit, count)
                at = close + 1
                if block[at : at + 2] == b"\r\n" or (at == len(block) - 1 and block[at] == _RETURN):
                    at += 1
                if at < len(block) and block[at : at + 1] not in (self.delimiter, b"\n"):
                    return self._line(start, limit, count, "text after a closing quotation mark")
            else:
                found = self._bare.search(block, at, min(limit, len(block)))
                at = found.start() if found else min(limit, len(block))
            if at >= limit:
                return self._line(start, limit, count, f"the record is longer than {LONGEST_RECORD:,} bytes")
            if at == len(block):
                return (at if self.final else None), count, None
            if block[at] == _NEWLINE:
                return at, count, None
            at, count = at + 1, count + 1

    def _closing(self, at: int, limit: int) -> int | None:
        while True:
            close = self.block.find(b'"', at, limit)
            if close < 0:
                return None
            if self.block[close + 1 : close + 2] != b'"':
                return close
            at = close + 2

    def _unclosed(self, start: int, limit: int, count: int) -> tuple[int | None, int, str | None]:
        if len(self.block) < limit and not self.final:
            return None, count, None
        return self._line(start, limit, count, "a quotation mark opens a field and does not close it")

    def _line(self, start: int, limit: int, count: int, reason: str) -> tuple[int | None, int, str | None]:
        """The first line of a record that cannot be read; what follows is read anew."""
        stop = self.block.find(b"\n", start)
        if stop >= 0:
            return stop, count, reason
        if self.final:
            return len(self.block), count, reason
        return None, count, (reason if len(self.block) >= limit else None)


def _mark_bytes(block: bytes, records: Records) -> None:
    """Notes records with null bytes or bytes that are not UTF-8."""
    if b"\0" in block:
        nulls = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 0)
        for place in np.unique(np.searchsorted(records.starts, nulls, "right") - 1).tolist():
            if place >= 0 and np.any((nulls >= records.starts[place]) & (nulls < records.ends[place])):
                records.reasons.setdefault(place, "a null byte")
    if block.isascii():
        return
    try:
        block[: records.consumed].decode()
    except UnicodeDecodeError:
        for place, (start, end) in enumerate(zip(records.starts.tolist(), records.ends.tolist(), strict=True)):
            try:
                block[start:end].decode()
            except UnicodeDecodeError as error:
                records.reasons[place] = f"byte {error.start + 1} of the record is not UTF-8"


def fields_of(record: str, delimiter: str) -> list[str]:
    """The fields of one record that can be read, without their quotation marks."""
    fields: list[str] = []
    at = 0
    while True:
        if record[at : at + 1] == '"':
            close = record.find('"', at + 1)
            while record[close + 1 : close + 2] == '"':
                close = record.find('"', close + 2)
            fields.append(record[at + 1 : close].replace('""', '"'))
            at = close + 1
        else:
            end = record.find(delimiter, at)
            end = len(record) if end < 0 else end
            fields.append(record[at:end])
            at = end
        if at >= len(record):
            return fields
        at += 1


def _ragged(count: int, fields: int) -> str:
    return f"the record has {count} field{'s' if count != 1 else ''}; the header has {fields}"
