"""The rule that peers of the screening are measured on: every hand-written version says what Acquis says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import screening_peers_polars, transfers
from benchmarks.screening_peers import NO_ANSWER, misjudged
from benchmarks.screening_peers_acquis import Desk, Ends
from benchmarks.screening_peers_engines import Peer, law, peers
from benchmarks.screening_rule import COLUMNS, REGIME
from tests.benchmarks.drawn import write

PEERS = {peer.key: peer for peer in peers()}
INSTALLED_APART = {"openfisca": "openfisca_core", "zen": "zen"}
HONEST = ("polars", "polars-enum", "duckdb")


def ends_of(peer: Peer, table: Path) -> Ends:
    assert peer.ends is not None
    return peer.ends(peer.start(table, table)[0]())


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drawn") / "drawn.parquet"
    write(path, 3000, seed=1)
    return path


@pytest.fixture(scope="module")
def right(table: Path) -> Ends:
    return ends_of(PEERS["one"], table)


def test_the_drawn_rows_meet_all_that_the_rule_can_say(right: Ends) -> None:
    assert set(zip(*(column.tolist() for column in right), strict=True)) == {
        (0, 0), (0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4), (4, 4),
    }  # fmt: skip


@pytest.mark.parametrize("key", HONEST)
def test_by_hand_and_acquis_agree_row_for_row(key: str, table: Path, right: Ends) -> None:
    for got, expected in zip(ends_of(PEERS[key], table), right, strict=True):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("key", HONEST)
def test_they_agree_on_synthetic_transfers(key: str, tmp_path: Path) -> None:
    path = tmp_path / "transfers.parquet"
    transfers.write(path, 20_000)
    for got, expected in zip(ends_of(PEERS[key], path), ends_of(PEERS["one"], path), strict=True):
        np.testing.assert_array_equal(got, expected)


@settings(max_examples=10)
@given(seed=st.integers(2, 2**32))
def test_they_agree_whatever_the_rows(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    path = tmp_path_factory.mktemp("any") / "rows.parquet"
    write(path, 40, seed)
    expected = ends_of(PEERS["one"], path)
    for key in HONEST:
        for got, right in zip(ends_of(PEERS[key], path), expected, strict=True):
            np.testing.assert_array_equal(got, right)


@pytest.mark.parametrize("key", INSTALLED_APART)
def test_an_engine_without_unknown_stays_within_what_is_open(key: str, table: Path, right: Ends) -> None:
    """It answers by one completion of the facts, so within the interval, and rightly where that is a point."""
    pytest.importorskip(INSTALLED_APART[key], reason="the engine is installed by `make bench`")
    told = misjudged(PEERS[key], ends_of(PEERS[key], table), right)
    assert told.outside == told.differing == 0
    assert 0 < told.lenient <= told.closed <= told.open < told.rows


def test_screening_again_says_the_same(table: Path, right: Ends) -> None:
    desk = Desk(law(), (REGIME,), table)
    first, again = desk.screen(table), desk.screen(table)
    for one, other, expected in zip(first.ends[REGIME], again.ends[REGIME], right, strict=True):
        np.testing.assert_array_equal(one, expected)
        np.testing.assert_array_equal(other, expected)


def test_the_plain_scan_reads_every_column_of_the_rule(table: Path) -> None:
    counted = screening_peers_polars.scan(table).row(0, named=True)
    frame = pl.read_parquet(table)
    assert {name: counted[f"{name} known"] for name in COLUMNS} == {name: frame[name].count() for name in COLUMNS}


def test_misjudgements_are_counted() -> None:
    """Settled; open and closed strictly, leniently, outside; silent."""
    right = np.array([1, 1, 1, 1, 1, 1], dtype=np.uint8), np.array([1, 3, 3, 3, 3, 1], dtype=np.uint8)
    told = np.array([1, 3, 1, 4, NO_ANSWER, 3], dtype=np.uint8)
    without_unknown = misjudged(PEERS["zen"], (told, told), right)
    assert (without_unknown.rows, without_unknown.open, without_unknown.silent) == (6, 4, 1)
    assert (without_unknown.closed, without_unknown.lenient, without_unknown.outside, without_unknown.differing) == (3, 1, 2, 1)
    assert misjudged(PEERS["polars"], (told, told), right).differing == 5
