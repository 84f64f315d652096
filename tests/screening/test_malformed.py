"""Files that are broken or hostile: a clear error, or a reject; never a crash."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import polars as pl
import pytest

from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus
from acquis.screening.csv_records import LONGEST_RECORD
from acquis.screening.csv_table import LARGEST_BLOCK, CsvTable
from acquis.screening.mapping import make_plan
from acquis.screening.run import Options, Screened, screen_table
from acquis.screening.table import Position, TableError, open_table

HEAD = "date,item_kind,act,destination,physical_qubits\n"
ROW = "2026-03-01,quantum_computer,export,SG,127\n"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def screen(corpus: Corpus, path: Path) -> tuple[Screened, pl.DataFrame, list[dict[str, object]]]:
    table = open_table(path)
    plan = make_plan(corpus.vocabulary, list(table.columns))
    done = screen_table(corpus, table, plan, path.with_name("out.parquet"), Options(("US",)))
    rejects = pl.read_csv(done.files["rejects"], infer_schema=False).to_dicts()
    return done, pl.read_parquet(done.files["rows"]), rejects


def refused(path: Path) -> TableError:
    with pytest.raises(TableError) as caught:
        open_table(path)
    assert caught.value.way_out
    return caught.value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (HEAD.encode("utf-16"), "UTF-16"),
        (b"date,act,destination\n2026-01-01,export,M\xfcnchen\n", "byte 41 (0xfc) is not UTF-8"),
        (b"date,act,date\n", "the header names 'date' twice (columns 1 and 3)"),
        (b"da\0te,act\n", "null bytes"),
        (b"date,act\r2026-01-01,export\r", "old Macintoshes"),
        (b'"date,act\n2026-01-01,export\n', "the header cannot be read"),
        (b"a" * (2**20 + 1), "the first line has no end"),
        (gzip.compress(b"0" * 10_000_000), "compressed (gzip)"),
        (b"PAR1" + b"\0" * 100, "damaged or cut off"),
        (b"\xff\xff\xff\xff\x10\0\0\0", "stream of Arrow"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert words in str(refused(path))


def test_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 50_000_000)
    assert "workbook or an archive" in str(refused(path))


def test_no_file(tmp_path: Path) -> None:
    assert "no such file" in str(refused(tmp_path / "none.csv"))
    assert "no such file" in str(refused(tmp_path))


def test_a_header_only(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD)
    done, rows, rejects = screen(corpus, path)
    assert (done.rows, done.rejected, rejects) == (0, 0, [])
    assert rows.height == 0
    assert "US.low" in rows.columns


def test_a_byte_order_mark(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + ROW).encode())
    done, _, _ = screen(corpus, path)
    assert done.rows == 1


def test_every_row_comes_back_once(corpus: Corpus, tmp_path: Path) -> None:
    bad = {
        "2026-03-01,quantum_computer,export,SG,-5": "-5 is below 0",
        "2026-03-01,quantum_computer,export,SG,inf": "an infinite number",
        "2026-03-01,quantum_computer,export,SG,=1+1": "a formula",
        "2026-03-01,quantum_computer,export,SG,1.5": "not a whole number",
        "2026-03-01,quantum_computer,export,SG,many": "is not a number",
        "2026-03-01,quantum_computer,export,SG,1e999999999": "too many digits",
        "2026-03-01,quantum_computer,exprot,SG,1": "is not a code of act",
        "2026-03-01,quantum_computer,export,Singapore,1": "not an ISO 3166-1 alpha-2 code",
        "2026-02-30,quantum_computer,export,SG,1": "not a day",
        "12026-03-01,quantum_computer,export,SG,1": "not a day",
        ",quantum_computer,export,SG,1": "the row has no day",
        "2026-03-01,quantum_computer": "the record has 2 fields",
        "2026-03-01,quantum_computer,export,SG,1,x": "the record has 6 fields",
        "2026-03-01,quantum_computer,export,S\0G,1": "a null byte",
        f"2026-03-01,quantum_computer,export,SG,{'9' * 20_000}": "the cell has more than 10,000 characters",
        f"2026-03-01,quantum_computer,export,SG,{'9' * (LONGEST_RECORD + 1)}": "longer than",
        '2026-03-01,quantum_computer,export,"S"G,1': "text after a closing quotation mark",
    }
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "".join(ROW + line + "\n" for line in bad) + ROW)
    done, rows, rejects = screen(corpus, path)
    assert (done.rows, done.rejected) == (len(bad) + 1, len(bad))
    numbers = [*rows["row"].to_list(), *(int(str(reject["row"])) for reject in rejects)]
    assert sorted(numbers) == list(range(1, 2 * len(bad) + 2))
    for reject, reason in zip(rejects, bad.values(), strict=True):
        assert reason in str(reject["reason"])
        assert int(str(reject["line"])) == int(str(reject["row"])) + 1
        assert len(str(reject["value"])) < 100
        assert not str(reject["value"]).startswith("=")


def test_nan_and_empty_are_unknown(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + ROW.replace("127", "") + ROW.replace("127", "NaN") + ROW.replace("127", '" "'))
    done, rows, _ = screen(corpus, path)
    assert done.rows == 3
    assert rows["US.missing"].n_unique() == 1


def test_a_cell_that_does_not_end(corpus: Corpus, tmp_path: Path) -> None:
    """Far larger than what is read at a time, and never in memory as a whole: the next row is read."""
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.write((HEAD + ROW + "2026-03-01,quantum_computer,export,SG,").encode())
        for _ in range(5):
            file.write(b"9" * (LARGEST_BLOCK // 2))
        file.write(b"\n" + ROW.encode())
    parts = list(CsvTable(path).parts(["destination"], Position(), 2**18))
    assert sum(part.frame.height for part in parts) == 2
    rejects = [reject for part in parts for reject in part.rejects]
    assert [(reject.row, reject.line) for reject in rejects] == [(2, 3)]
    assert parts[-1].rows.tolist() == [3]
    assert parts[-1].end.offset == path.stat().st_size


def test_a_quotation_mark_that_does_not_close(corpus: Corpus, tmp_path: Path) -> None:
    """Only its own line is lost."""
    path = tmp_path / "t.csv"
    path.write_text(HEAD + ROW.replace("SG", '"SG') + ROW * 5)
    done, _, rejects = screen(corpus, path)
    assert (done.rows, done.rejected) == (5, 1)
    assert "does not close" in str(rejects[0]["reason"])


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "t.parquet"
    pl.DataFrame(
        {
            "date": pl.Series([0, 10_000_000, None, -800_000, 20_000], dtype=pl.Int32).cast(pl.Date),
            "physical_qubits": [1.0, 2.0, 3.0, 4.0, float("inf")],
            "act": ["export"] * 5,
            "end_uses": [[], ["civil"], None, ["civil"], ["civil"]],
            "parts": [{"a": 1}] * 5,
        }
    ).write_parquet(path)
    return path


def test_days_that_no_calendar_has(corpus: Corpus, parquet: Path) -> None:
    done, rows, rejects = screen(corpus, parquet)
    assert (done.rows, done.rejected) == (1, 4)
    assert rows["parts"].to_list() == [{"a": 1}]
    assert [reject["row"] for reject in rejects] == ["2", "3", "4", "5"]
    assert "an infinite number" in str(rejects[3]["reason"])


def test_a_parquet_file_that_is_cut(parquet: Path) -> None:
    data = parquet.read_bytes()
    parquet.write_bytes(data[: len(data) // 2])
    assert "damaged or cut off" in str(refused(parquet))


def test_a_parquet_file_with_damaged_pages(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"date": ["2026-03-01"] * 9_000, "act": [f"export{i}" for i in range(9_000)]}).write_parquet(path)
    data = bytearray(path.read_bytes())
    data[200:2_000] = b"\xff" * 1_800
    path.write_bytes(data)
    with pytest.raises(TableError, match="damaged or cut off"):
        screen(corpus, path)


def test_arrow_with_types_that_are_no_facts(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "t.arrow"
    pl.DataFrame(
        {"date": ["2026-03-01"] * 2, "act": [{"a": "export"}, None], "physical_qubits": [[1], None], "tpp": [b"5", b"\xff"]}
    ).write_ipc(path)
    done, _, rejects = screen(corpus, path)
    assert (done.rows, done.rejected) == (0, 2)
    assert [reject["column"] for reject in rejects] == ["act", "tpp"]


def test_two_columns_for_one_fact(corpus: Corpus) -> None:
    with pytest.raises(AcquisError, match="both give destination"):
        make_plan(corpus.vocabulary, ["date", "Destination", "destination"])
