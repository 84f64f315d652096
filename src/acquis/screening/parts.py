"""The finished parts of a screening on disk, so that a run that was ended goes on where it was.

A folder holds `rows/`, `rejects/` and `done/` with one file a part, and `screening.json`, which says what is screened and how.
Each file is written beside its place and renamed; that of `done/` comes last, so a part is there wholly or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.screening.findings import Finding
from acquis.screening.table import Position

if TYPE_CHECKING:
    import polars as pl

_STATE, _LOCK = "screening.json", "lock"
RESULTS = ("findings.parquet", "rejects.csv")
"""What stands in a folder that keeps its parts, once they are all there."""
_KINDS = ("rows", "rejects", "done")


class ResumeError(AcquisError):
    """Parts of an earlier run cannot be gone on with."""


@dataclass(frozen=True)
class Done:
    """A finished part: where the next begins, its rows, rejected rows, and the findings met first in it."""

    end: Position
    rows: int
    rejected: int
    findings: tuple[Finding, ...]


class Parts:
    """The parts in a folder.

    Args:
        folder: made when it is not there.
        options: JSON-ready; parts that were made with others are refused.
        restart: drop the parts of an earlier run.

    Raises:
        ResumeError: the folder holds something else, or parts made with other options.
    """

    def __init__(self, folder: Path, options: Mapping[str, Any], *, restart: bool = False) -> None:
        self.folder = folder
        state = folder / _STATE
        if restart and state.is_file():
            self._begin_anew()
        if state.is_file():
            _same(_read(state), options, folder)
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ResumeError("there is something else here", file=folder, way_out="name another file or folder")
        try:
            for kind in _KINDS:
                (folder / kind).mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / _LOCK)
            write_text(state, json.dumps(options, indent=2, ensure_ascii=False, sort_keys=True) + "\n")
        except OSError as error:
            raise ResumeError(f"cannot write there: {error.strerror}", file=folder, way_out="name another place") from None
        try:
            self.done = self._finished()
        except ResumeError:
            self.close()
            raise

    def _begin_anew(self) -> None:
        """Drops what is there, but not under the feet of another run."""
        try:
            with _locked(self.folder / _LOCK) or nullcontext():
                self.remove()
        except OSError as error:
            raise ResumeError(f"cannot write there: {error.strerror}", file=self.folder, way_out="name another place") from None

    def close(self) -> None:
        """Lets other runs write here."""
        if self._lock is not None:
            (self.folder / _LOCK).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _finished(self) -> list[Done]:
        found: list[Done] = []
        while (path := self._path("done", len(found), "json")).is_file():
            data = _read(path)
            findings = tuple(Finding(*values) for values in data["findings"])
            found.append(Done(Position(*data["end"]), data["rows"], data["rejected"], findings))
        return found

    @property
    def position(self) -> Position:
        """Where the next part begins."""
        return self.done[-1].end if self.done else Position()

    @property
    def rows(self) -> list[Path]:
        """The files with rows, in order."""
        return [self._path("rows", k, "parquet") for k in range(len(self.done))]

    @property
    def rejects(self) -> list[Path]:
        """The files with rejects, in order; only parts that have any."""
        return [self._path("rejects", k, "parquet") for k, done in enumerate(self.done) if done.rejected]

    @property
    def findings(self) -> list[Finding]:
        """All findings, by their numbers."""
        return [finding for done in self.done for finding in done.findings]

    def add(self, rows: pl.DataFrame, rejects: pl.DataFrame, findings: Iterable[Finding], end: Position) -> None:
        """Writes a part."""
        done = Done(end, rows.height, rejects.height, tuple(findings))
        write_parquet(rows, self._path("rows", len(self.done), "parquet"))
        if done.rejected:
            write_parquet(rejects, self._path("rejects", len(self.done), "parquet"))
        data = {
            "end": [end.rows, end.offset, end.lines],
            "rows": done.rows,
            "rejected": done.rejected,
            "findings": [finding.values() for finding in done.findings],
        }
        write_text(self._path("done", len(self.done), "json"), json.dumps(data, ensure_ascii=False) + "\n")
        self.done.append(done)

    def remove(self) -> None:
        """Removes the parts and, when nothing else is in it, the folder."""
        for kind in _KINDS:
            shutil.rmtree(self.folder / kind, ignore_errors=True)
        for name in RESULTS:
            (self.folder / name).unlink(missing_ok=True)
        for name in (_STATE, _LOCK):
            (self.folder / name).unlink(missing_ok=True)
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _path(self, kind: str, number: int, suffix: str) -> Path:
        return self.folder / kind / f"{number:06d}.{suffix}"


def _locked(path: Path) -> IO[bytes] | None:
    """A lock on a folder as long as the file is open; none where the system has no such locks.

    Raises:
        OSError: the file cannot be written.
        ResumeError: another run has it.
    """
    try:
        import fcntl
    except ImportError:
        return None
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise ResumeError("another run is writing here", file=path.parent, way_out="wait for it, or name another file") from None
    return file


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Writes a table and puts it in its place in one step."""
    beside = path.with_name(path.name + ".new")
    frame.write_parquet(beside)
    put(beside, path)


def write_text(path: Path, text: str) -> None:
    """Writes a text and puts it in its place in one step."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    put(beside, path)


def put(beside: Path, path: Path) -> None:
    """Puts a finished file in its place; it is on the disk before."""
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ResumeError("this cannot be read", file=path, way_out="begin anew with --restart") from None


def _same(before: Any, now: Mapping[str, Any], folder: Path) -> None:
    plain = json.loads(json.dumps(now))
    if not isinstance(before, dict):
        raise ResumeError("this is no screening", file=folder, way_out="name another file or folder")
    if different := sorted(key for key in {*before, *plain} if before.get(key) != plain.get(key)):
        names = ", ".join(different)
        raise ResumeError(
            f"an earlier run was begun here with another {names}",
            file=folder,
            way_out="begin anew with --restart, or run it as before",
        )
