"""Records of a CSV file: in bulk and one by one, the same."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.screening.csv_records import LONGEST_RECORD, _in_bulk, _one_by_one, fields_of, split

FIELDS = st.text(alphabet='ab",;\n\r x', max_size=6)
ROWS = st.lists(st.lists(FIELDS, min_size=1, max_size=4), min_size=1, max_size=6)


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_written_is_read(rows: list[list[str]], end: str, last: bool) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    text = file.getvalue()
    block = (text if last else text.removesuffix(end)).encode()
    records = split(block, ",", None, final=True)
    found = [fields_of(block[s:e].decode(), ",") for s, e in zip(records.starts.tolist(), records.ends.tolist(), strict=True)]
    assert found == rows
    assert records.consumed == len(block)
    assert not records.reasons


@given(st.text(alphabet='ab",\n\r', max_size=30), st.booleans())
def test_in_bulk_is_one_by_one(text: str, final: bool) -> None:
    """Where the bulk cut takes a block at all, it cuts as the other does."""
    block = text.encode()
    bulk = _in_bulk(block, ord(","), 2, final)
    if bulk is None:
        return
    single = _one_by_one(block, ",", 2, final)
    assert bulk.starts.tolist() == single.starts.tolist()
    assert bulk.ends.tolist() == single.ends.tolist()
    assert bulk.lines.tolist() == single.lines.tolist()
    assert bulk.reasons == single.reasons


@given(st.text(alphabet='ab",\n\r', max_size=40), st.integers(1, 39))
def test_a_block_may_end_anywhere(text: str, cut: int) -> None:
    """Records cut in two blocks are the records of one, wherever the first block ends."""
    block = text.encode()
    whole = _one_by_one(block, ",", 2, True)
    first = split(block[:cut], ",", 2, final=cut >= len(block))
    rest = split(block[first.consumed :], ",", 2, final=True)
    starts = [*first.starts.tolist(), *(rest.starts + first.consumed).tolist()]
    assert starts == whole.starts.tolist()
    assert [*first.ends.tolist(), *(rest.ends + first.consumed).tolist()] == whole.ends.tolist()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b,c\n", "the record has 3 fields; the header has 2"),
        ("a\n", "the record has 1 field; the header has 2"),
        ('"a"b,c\n', "text after a closing quotation mark"),
        ('"a,c\n', "a quotation mark opens a field and does not close it"),
        ("a,\0\n", "a null byte"),
    ],
)
def test_a_record_that_cannot_be_read(text: str, reason: str) -> None:
    records = split(("x,y\n" + text + "z,w\n").encode(), ",", 2, final=True)
    assert records.reasons == {1: reason}
    assert len(records.starts) == 3


def test_bytes_that_are_not_utf_8() -> None:
    records = split(b"x,y\nM\xfcnchen,z\na,b\n", ",", 2, final=True)
    assert records.reasons == {1: "byte 2 of the record is not UTF-8"}


def test_a_quotation_mark_inside_a_field_is_text() -> None:
    records = split(b'5" wafer,x\na,b\n', ",", 2, final=True)
    assert not records.reasons
    assert fields_of('5" wafer,x', ",") == ['5" wafer', "x"]


def test_a_record_that_does_not_end() -> None:
    records = split(b'a,b\n"' + b"x" * (LONGEST_RECORD + 10), ",", 2, final=False)
    assert len(records.starts) == 1
    assert records.endless
