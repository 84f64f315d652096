"""YAML as hostile input: every bad file is one error that names the file, the place and the way out, and costs little."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.law.yaml_source import DEEPEST, LARGEST_FILE, SourceError, parse_source, read_source


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        parse_source(text, "law.yaml")
    assert caught.value.file == "law.yaml"
    assert caught.value.way_out
    assert str(caught.value).startswith("law.yaml:")
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: [1, 2\nb: 3\n", 2, 2, "not YAML: did not find expected ',' or ']'"),
        ("a: 1\n b: 2\n", 2, 3, "not YAML: mapping values are not allowed in this context"),
        ("a:\n\t- b\n", 2, 1, "not YAML: found character that cannot start any token"),
        ("a: 'open\n", 2, 1, "not YAML: found unexpected end of stream"),
        ("a: 1\n\x1b[31mb: 2\n", 2, 1, "not YAML: control characters are not allowed"),
        ("a: 1\nb: x\x00\n", 2, 5, "not YAML: control characters are not allowed"),
        ("a: 1\n---\nb: 2\n", 1, 1, "the file holds several documents"),
        ("a: 1\nb: 2\n  \na: 3\n", 4, 1, "the key stands twice"),
        ("a: 1\nb: {c: 1, c: 2}\n", 2, 11, "the key stands twice"),
        ("a: &x [1]\nb: *x\n", 1, 4, "anchors and aliases are not allowed"),
        ("a: &x 1\nb: *x\n", 1, 4, "anchors and aliases are not allowed"),
        ("a: &x [*x]\n", 1, 4, "anchors and aliases are not allowed"),
        ("&k a: 1\n", 1, 1, "anchors and aliases are not allowed"),
        ("a: 1\n<<: &m {b: 1}\n", 2, 5, "anchors and aliases are not allowed"),
        ("[a, b]: 1\n", 1, 1, "a key must be a word"),
        ('a: 1\n"na\\eme": 2\n', 2, 1, "the name 'na\\x1bme' has control characters"),
        ('a: "x\\e[31m"\n', 1, 4, "the text has control characters"),
        ("a: [b, c\u202ed]\n", 1, 8, "the text has control characters"),
        ('"a\\u202eb": 1\n', 1, 1, "the name 'a\\u202eb' has control characters"),
        ("date: 2026-02-30\n", 1, 7, "2026-02-30 is not a day of the calendar"),
        ("a:\n  - 2026-2-3\n", 2, 5, "2026-2-3 is not a day of the calendar"),
        (f"a: {'9' * 500}\n", 1, 4, "the number has too many digits"),
        ("a: 1e9999\n", 1, 4, "the number has too many digits"),
    ],
)
def test_a_bad_text_is_refused_at_its_place(text: str, line: int, column: int, says: str) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert says in str(error)


def test_the_error_names_the_field() -> None:
    assert refused("facts: {cooling: {low: 2026-02-30}}\n").field == "facts.cooling.low"
    assert refused("a:\n  - {b: 1}\n  - {b: 1, b: 2}\n").field == "a.1.b"


def test_a_name_with_control_characters_is_shown_escaped() -> None:
    shown = str(refused('"\\e[31mred\\a": 1\n'))
    assert shown.isprintable()
    assert "\\x1b[31mred\\x07" in shown


# A recursion in C without limit ends the process, so these run in one of their own.
DEEP = {
    "brackets": '"[" * N + "]" * N',
    "open brackets": '"[" * N',
    "braces": '"{a: " * N',
    "dashes": '"- " * N + "a"',
    "keys": '"? " * N + "a"',
    "tags": '"!t " * N + "a"',
    "lines": '"\\n".join(" " * i + "a:" for i in range(min(N, 2000)))',
}


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_deep_nesting_is_an_error_and_not_a_crash(depth: int) -> None:
    code = f"""if True:
        from acquis.law.yaml_source import SourceError, parse_source
        N = {depth}
        for text in ({", ".join(DEEP.values())}):
            try:
                parse_source(text, "deep.yaml")
            except SourceError as error:
                print(error)
    """
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(DEEP)
    assert all(line.startswith("deep.yaml:") for line in lines)
    assert sum("nested too deeply" in line for line in lines) >= 4


def test_ordinary_nesting_is_read() -> None:
    depth = DEEPEST - 1
    data = parse_source("[" * depth + "]" * depth, "f.yaml").data
    for _ in range(depth - 1):
        (data,) = data
    assert data == []
    with pytest.raises(SourceError, match="nested too deeply"):
        parse_source("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), "f.yaml")


# Files ----------------------------------------------------------------------------------------------------------------


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("a: 1\n")
    os.truncate(path, LARGEST_FILE + 1)
    with pytest.raises(SourceError, match=f"the file has {LARGEST_FILE + 1:,} bytes; the limit is {LARGEST_FILE:,}") as caught:
        read_source(path)
    assert caught.value.file == str(path)
    assert caught.value.way_out


def test_a_file_of_a_gigabyte_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.touch()
    os.truncate(path, 2**30)  # sparse
    start = time.perf_counter()
    tracemalloc.start()
    with pytest.raises(SourceError, match="the file has 1,073,741,824 bytes"):
        read_source(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20
    assert time.perf_counter() - start < 1


def test_a_file_within_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    path.write_text("a: >-\n" + "  word\n" * (2**20 // 7))
    assert len(read_source(path).data["a"]) > 2**19


@pytest.mark.parametrize("name", ["missing.yaml", "no/such/folder.yaml", "a\0b.yaml", "n" * 400 + ".yaml"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"there is no such file|cannot be opened") as caught:
        read_source(tmp_path / name)
    assert str(caught.value).isprintable()


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")  # opening it would wait for ever
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.yaml", tmp_path / "folder.yaml", tmp_path / "link.yaml", Path("/dev/zero"), tmp_path):
        with pytest.raises(SourceError, match="not a regular file") as caught:
            read_source(path)
        assert caught.value.file == str(path)
        assert caught.value.way_out


def test_a_name_with_control_characters_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\n.yaml"
    path.write_text("a: 1\na: 2\n")
    with pytest.raises(SourceError, match="stands twice") as caught:
        read_source(path)
    assert str(caught.value).isprintable()
    assert "a\\x1b[31m\\n.yaml:2:1" in str(caught.value)


@pytest.mark.parametrize("content", [b"a: \xff\n", "a: ü\n".encode("latin-1"), "a: ü\n".encode("utf-16")])
def test_what_is_not_utf8_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="the file is not UTF-8") as caught:
        read_source(path)
    assert "save it as UTF-8" in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\nb: {c: 2}\n")
    source = read_source(path)
    assert source.data == {"a": 1, "b": {"c": 2}}
    assert source.position(("a",)) == (1, 4)
    path.write_bytes(b"\xef\xbb\xbfwhen: x AND y\n")
    source = read_source(path)
    assert source.locator(("when",), source.data["when"])(6) == (1, 13)


@pytest.mark.parametrize("text", ["", "\n", "# a remark\n", "---\n", "~\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text(text)
    assert read_source(path).data is None


# Scalars --------------------------------------------------------------------------------------------------------------


WORDS = ["NO", "No", "no", "ON", "on", "OFF", "off", "Y", "y", "N", "yes", "Yes", "YES", "True", "TRUE", "False", "FALSE",
         "Null", "NULL", ".nan", ".inf", "0x1F", "1:30", "="]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words_that_older_yaml_takes_for_something_else_are_words(word: str) -> None:
    assert parse_source(f"a: {word}\n", "f").data == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("017", Decimal(17)),
        ("0.1", Decimal("0.1")),
        (".5", Decimal("0.5")),
        ("-2.", Decimal(-2)),
        ("1e-4", Decimal("0.0001")),
        ("2024-09-06", dt.date(2024, 9, 6)),
        ("2024-09-06T00:00:00Z", "2024-09-06T00:00:00Z"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("'2024-09-06'", "2024-09-06"),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("!!python/object:os.system x", "x"),
        ("!!int '3'", "3"),
        ("|\n  12\n", "12\n"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    (got,) = parse_source(f"a: {text}", "f").data.values()
    assert got == value
    assert type(got) is type(value)


def test_a_number_is_the_decimal_that_was_written() -> None:
    (got,) = parse_source("a: 0.10", "f").data.values()
    assert str(got) == "0.10"


# Positions ------------------------------------------------------------------------------------------------------------

CONDITION = "item = 'q' AND first >= 34 AND second <= 0.001"
SPELLINGS = {
    "plain": "when: item = 'q' AND first >= 34 AND second <= 0.001\n",
    "plain, several lines": "when:\n  item = 'q' AND\n    first >= 34\n\n  AND second <= 0.001\nnext: second\n",
    "folded": "when: >-\n  item = 'q'\n  AND first >= 34\n  AND second <= 0.001\n",
    "folded, indented": "when: >2-\n    item = 'q' AND\n    first >= 34 AND second <= 0.001\n",
    "literal": "when: |\n  item = 'q'\n  AND first >= 34\n    AND second <= 0.001\n",
    "double quotes": "when: \"item = 'q' AND\n   first >= 34 \\\n  AND second <= 0.001\"\n",
    "single quotes": "when: 'item = ''q'' AND first >= 34\n  AND second <= 0.001'\n",
    "in a flow mapping": "x: {first: 1, when: \"item = 'q' AND first >= 34 AND second <= 0.001\"}\n",
    "after other scripts": "first: 本法所称 second\nwhen: item = 'q' AND first >= 34 AND second <= 0.001\n",
    "windows line ends": "when: >-\r\n  item = 'q'\r\n  AND first >= 34\r\n  AND second <= 0.001\r\n",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_offsets_in_a_value_are_found_in_the_file(spelling: str) -> None:
    text = SPELLINGS[spelling]
    source = parse_source(text, "law.yaml")
    path = ("x", "when") if spelling == "in a flow mapping" else ("when",)
    value = source.data["x"]["when"] if len(path) == 2 else source.data["when"]
    assert value.split() == CONDITION.split()
    locate = source.locator(path, value)
    lines = text.split("\n")
    for word in ("item", "first", "34", "second", "0.001"):
        line, column = locate(value.index(word))
        assert lines[line - 1][column - 1 :].startswith(word)
        if word in ("first", "second"):  # not the same word before or after the condition
            assert (line, column) == _only_place(text, word)


def _only_place(text: str, word: str) -> tuple[int, int]:
    """Where the word stands before its operator."""
    at = next(at for at in range(len(text)) if text[at:].startswith((word + " >=", word + " <=")))
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def test_an_offset_within_a_word_keeps_its_place() -> None:
    source = parse_source("when: >-\n  a AND\n  wrong_fact > 1\n", "f")
    value = source.data["when"]
    assert source.locator(("when",), value)(value.index("fact")) == (3, 9)


def test_every_part_has_a_position() -> None:
    source = parse_source("a: 1\nb:\n  - c: 2\n  - [x,\n     y]\n", "f")
    assert source.position(("a",)) == (1, 4)
    assert source.position(("b", 0, "c")) == (3, 8)
    assert source.position(("b", 1, 1)) == (5, 6)
    assert source.position(("b", 0, "missing")) == (3, 5)
    assert source.position(("missing", 3)) == (1, 1)


PIECES = ["a", "b", ":", " ", "\n", "  ", "-", "[", "]", "{", "}", ",", "'", '"', "|", ">", "&x", "*x", "!", "%", "#", "1", "?",
          "\t", "2026-13-01", "é", "\x07", "\ufeff", "\u2028", "---", "...", "\\", "<<"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    error = _error(text)
    assert error is None or (error.file == "f.yaml" and str(error).isprintable())


def _error(text: str) -> SourceError | None:
    try:
        parse_source(text, "f.yaml")
    except SourceError as error:
        return error
    return None
