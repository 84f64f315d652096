"""The compiled corpus is the corpus: never stale, never believed when damaged, and never needed."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.law import Corpus, load_corpus
from acquis.law.compiled import KEPT, digest_of, read_compiled, write_compiled
from acquis.law.load import SHIPPED
from acquis.law.loader import read_folder
from tests.law import small


def parts(corpus: Corpus) -> tuple[object, ...]:
    return (
        corpus.vocabulary.definitions, corpus.regimes, corpus.instruments, corpus.groups, corpus.provisions, corpus.digest,
    )  # fmt: skip


def files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def one_file(cache: Path) -> Path:
    (path,) = files(cache)
    return path


def test_the_compiled_law_is_the_law_as_written(cache: Path) -> None:
    loaded = read_folder(SHIPPED)
    written = Corpus(
        loaded.vocabulary, loaded.regimes, loaded.instruments, loaded.groups, tuple(loaded.provisions), digest_of(SHIPPED)
    )
    write_compiled(written)
    compiled = read_compiled(written.digest)
    assert compiled is not None
    assert len(compiled.provisions) > 500
    for one, other in zip(parts(compiled), parts(written), strict=True):
        assert one == other
    assert exact(compiled.provisions) == exact(written.provisions), "types and digits too"


def exact(value: Any) -> str:
    """A value with its types and digits; sets in an order of their own."""
    if dataclasses.is_dataclass(value):
        return f"{type(value).__name__}({[exact(getattr(value, field.name)) for field in dataclasses.fields(value)]})"
    if isinstance(value, dict):
        return f"{type(value).__name__}({[(exact(key), exact(item)) for key, item in value.items()]})"
    if isinstance(value, tuple | list | set | frozenset):
        parts = [exact(item) for item in value]
        return f"{type(value).__name__}({sorted(parts) if isinstance(value, set | frozenset) else parts})"
    return repr(value)


def test_a_second_load_is_from_the_cache(tmp_path: Path, cache: Path) -> None:
    folder = small.write(tmp_path / "corpus")
    first = load_corpus(folder)
    before = one_file(cache).stat()
    assert parts(load_corpus(folder)) == parts(first)
    assert one_file(cache).stat().st_mtime_ns == before.st_mtime_ns
    assert one_file(cache).stat().st_ino == before.st_ino


def test_only_its_owner_can_read_the_cache(tmp_path: Path, cache: Path) -> None:
    load_corpus(small.write(tmp_path / "corpus"))
    path = one_file(cache)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# Damage ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.write(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def kept(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, Path, bytes]]:
    """A corpus with its cache file, in a cache of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        corpus = load_corpus(folder)
        path = one_file(Path(os.environ["XDG_CACHE_HOME"]))
        yield corpus, path, path.read_bytes()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "cut in half": lambda whole: whole[: len(whole) // 2],
    "one byte short": lambda whole: whole[:-1],
    "one byte more": lambda whole: whole + b" ",
    "no checksum": lambda whole: whole.partition(b"\n")[2],
    "not text": lambda whole: b"\xff\xfe" + whole,
    "other JSON": lambda whole: b"{}",
    "deep JSON": lambda whole: b"[" * 100_000,
    "a threshold moved": lambda whole: whole.replace(b'"100"', b'"900"'),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_not_believed(folder: Path, kept: tuple[Corpus, Path, bytes], damage: str) -> None:
    corpus, path, whole = kept
    damaged = DAMAGE[damage](whole)
    assert damaged != whole
    path.write_bytes(damaged)
    assert read_compiled(corpus.digest) is None
    assert parts(load_corpus(folder)) == parts(corpus)
    assert path.read_bytes() == whole, "and it is written anew"


@given(data=st.data())
def test_a_bit_that_flips_is_not_believed(kept: tuple[Corpus, Path, bytes], data: st.DataObject) -> None:
    corpus, path, whole = kept
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(bytes(flipped))
    assert read_compiled(corpus.digest) is None
    path.write_bytes(whole)
    assert read_compiled(corpus.digest) is not None


def test_the_cache_of_another_corpus_is_not_believed(folder: Path, kept: tuple[Corpus, Path, bytes]) -> None:
    corpus, path, _ = kept
    other = "0" * 64
    path.with_name(f"corpus-{other[:32]}.json").write_bytes(path.read_bytes())
    assert read_compiled(other) is None
    assert read_compiled(corpus.digest) is not None


# Freshness ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["facts.yaml", "xx/regime.yaml", "xx/groups.yaml", "xx/law.yaml"])
def test_one_byte_of_any_file_changes_the_digest(tmp_path: Path, name: str) -> None:
    small.write(tmp_path)
    before = digest_of(tmp_path)
    path = tmp_path / name
    path.write_text(path.read_text().replace("e", "f", 1))
    after = digest_of(tmp_path)
    assert after != before
    path.write_text(path.read_text().replace("f", "e", 1))
    assert digest_of(tmp_path) != after


def test_names_and_numbers_of_files_count_too(tmp_path: Path) -> None:
    small.write(tmp_path)
    seen = {digest_of(tmp_path)}
    (tmp_path / "xx" / "law.yaml").rename(tmp_path / "xx" / "laws.yaml")
    seen.add(digest_of(tmp_path))
    (tmp_path / "xx" / "new.yaml").write_text("")
    seen.add(digest_of(tmp_path))
    (tmp_path / "xx").rename(tmp_path / "yy")
    seen.add(digest_of(tmp_path))
    assert len(seen) == 4


def test_an_amendment_is_seen_at_once(tmp_path: Path, cache: Path) -> None:
    folder = small.write(tmp_path / "corpus")
    assert load_corpus(folder).regimes["XX"].name == "Exland"
    small.write(folder, regime=small.REGIME.replace("Exland", "Amendia"))
    assert load_corpus(folder).regimes["XX"].name == "Amendia"
    small.write(folder)
    assert load_corpus(folder).regimes["XX"].name == "Exland"


def test_a_corpus_with_errors_is_never_kept(tmp_path: Path, cache: Path) -> None:
    folder = small.write(tmp_path / "corpus", "a: [")
    for _ in range(2):
        with pytest.raises(Exception, match="not YAML"):
            load_corpus(folder)
    assert not files(cache)


# The folder -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["file", "below a file", "null"])
def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    (tmp_path / "file").write_text("in the way")
    place = {"file": tmp_path / "file", "below a file": tmp_path / "file" / "cache", "null": Path("/dev/null")}[where]
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    folder = small.write(tmp_path / "corpus")
    assert parts(load_corpus(folder)) == parts(load_corpus(folder))
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_the_place_of_the_file_is_no_error(tmp_path: Path, cache: Path) -> None:
    folder = small.write(tmp_path / "corpus")
    corpus = load_corpus(folder)
    path = one_file(cache)
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    assert parts(load_corpus(folder)) == parts(corpus)


def test_only_the_newest_stay(tmp_path: Path, cache: Path) -> None:
    for i in range(KEPT + 3):
        load_corpus(small.write(tmp_path / "corpus", regime=small.REGIME.replace("Exland", f"Exland {i}")))
        os.utime(next(path for path in files(cache) if i == 0 or path.stat().st_mtime > i), (i, i))
    found = files(cache)
    assert len(found) == KEPT
    assert all(path.name.startswith("corpus-") for path in found), "and nothing half written"
    assert load_corpus(tmp_path / "corpus").regimes["XX"].name == f"Exland {KEPT + 2}"


def test_many_may_compile_at_the_same_time(tmp_path: Path, cache: Path) -> None:
    folder = small.write(tmp_path / "corpus")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: parts(load_corpus(folder)), range(16)))
    assert all(one == found[0] for one in found)
    assert len(files(cache)) == 1
