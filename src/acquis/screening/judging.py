"""Parts of a table judged, in this process or in several: the answers come in the order of the parts, and are the same."""

from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acquis.errors import AcquisError
from acquis.law.corpus import Corpus
from acquis.law.model import Layer
from acquis.screening.findings import Finding
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.reading import Bools, Problems, Reader
from acquis.screening.rejects import Reject
from acquis.screening.screening import Screening
from acquis.screening.table import Source

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


class ProcessError(AcquisError):
    """A process that judges parts has ended."""


@dataclass(frozen=True)
class Task:
    """What is asked of every part: the law, what is read from the table, which regimes, in which layer."""

    corpus: Corpus
    plan: Plan
    regimes: tuple[str, ...]
    layer: Layer

    def to_send(self) -> Task:
        """The same, for another process: without law that was laid out in this one."""
        return dataclasses.replace(self, corpus=dataclasses.replace(self.corpus, _snapshots={}))


@dataclass(frozen=True)
class Judged:
    """The answers to a part.

    `good`: which of its rows could be read. `days`: their days, as ordinals. `numbers`: by regime, for each of them a place in
    `findings`. `rejects`: the others. `done`: the share of the table up to its end.
    """

    good: Bools
    days: Codes
    numbers: Mapping[str, npt.NDArray[np.int32]]
    findings: Sequence[Finding]
    rejects: list[Reject]
    done: float


class Judge:
    """Judges parts of one table, and remembers what it has found."""

    def __init__(self, task: Task) -> None:
        facts = [source.fact for source in task.plan.sources]
        self.screening = Screening(task.corpus, facts, task.regimes, task.layer, task.plan.constants)
        self.reader = Reader(task.corpus.vocabulary, task.plan, self.screening.columns)
        self._columns = sorted(set(task.plan.columns))

    def part(self, source: Source) -> Judged:
        """The answers to a part."""
        good, codes, days, rejects, done = self._read(source)
        found = self.screening.judge(codes, days)
        used = np.zeros(len(self.screening.findings.all), dtype=np.bool_)
        for numbers in found.values():
            used[numbers] = True
        place = np.cumsum(used, dtype=np.int32) - np.int32(1)
        findings = [self.screening.findings.all[k] for k in np.flatnonzero(used).tolist()]
        return Judged(good, days, {regime: place[numbers] for regime, numbers in found.items()}, findings, rejects, done)

    def _read(self, source: Source) -> tuple[Bools, dict[str, Codes], Codes, list[Reject], float]:
        """What the rows say; the part itself is not kept."""
        part, problems = source.load(self._columns), Problems()
        codes = self.reader.codes(part.frame, problems)
        days = self.reader.days(part.frame, problems)
        good = np.ones(len(part.rows), dtype=np.bool_)
        good[list(problems.by_row)] = False
        if not good.all():
            codes, days = {name: column[good] for name, column in codes.items()}, days[good]
        return good, codes, days, [*part.rejects, *problems.rejects(part.rows, part.lines)], part.done


def judged(task: Task, sources: Iterable[Source], processes: int) -> Iterator[tuple[Source, Judged]]:
    """Each part with its answers, in order.

    Args:
        task: what is asked.
        sources: the parts.
        processes: how many judge at the same time; 1 is this one, which also judges a table of one part.

    Raises:
        ProcessError: a process has ended (it was killed, or memory was short).
        TableError: the file is damaged.
    """
    waiting = iter(sources)
    first = list(itertools.islice(waiting, 2))
    sources = itertools.chain(first, waiting)
    if processes == 1 or len(first) == 1:
        judge = Judge(task)
        yield from ((source, judge.part(source)) for source in sources)
        return
    pool: deque[_Worker] = deque()
    try:
        for source in sources:
            if len(pool) < processes:
                worker = _Worker(task)
                worker.send(source)
            else:
                worker = pool.popleft()
                done = worker.receive()
                worker.send(source)  # it goes on while the answers are written
                yield done
            pool.append(worker)
        while pool:
            yield pool[0].receive()
            pool.popleft().end()
    finally:
        for worker in pool:
            worker.end()


class _Worker:
    """A process that judges one part at a time. It ends when this process does."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._source: Source | None = None
        self._pipe.send(task.to_send())

    def send(self, source: Source) -> None:
        """Gives it a part."""
        self._source = source
        try:
            self._pipe.send(source)
        except OSError:
            raise self._ended() from None

    def receive(self) -> tuple[Source, Judged]:
        """Waits for its answers."""
        assert self._source is not None
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        if isinstance(answer, BaseException):
            raise answer
        return self._source, answer

    def end(self) -> None:
        """Ends it."""
        self._pipe.close()
        self._process.join(timeout=1)
        self._process.terminate()

    def _ended(self) -> ProcessError:
        self._process.join(timeout=5)
        return ProcessError(
            f"a process that judges rows has ended (exit code {self._process.exitcode})",
            way_out="run it again, it goes on where it was; where memory is short, with --processes 1 or fewer --rows-a-part",
        )


def _work(pipe: Connection) -> None:
    """Judges parts until there are no more."""
    try:
        judge = Judge(pipe.recv())
        while True:
            source = pipe.recv()
            try:
                answer: Judged | Exception = judge.part(source)
            except Exception as error:  # told to the process that asked
                answer = error
            pipe.send(answer)
    except (EOFError, OSError, KeyboardInterrupt):
        return


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
