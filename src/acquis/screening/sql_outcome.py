"""The algebra of outcomes (`acquis.law.outcome`) and the texts of a finding in three-valued SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from acquis.conditions.sql import Dialect
from acquis.law.corpus import Snapshot
from acquis.law.model import Kind, Outcome
from acquis.screening.findings import MAYBE
from acquis.screening.sql_text import Words, name

_MOST_ARGUMENTS = 80
"""PostgreSQL takes a hundred."""

Live = Callable[[Kind], list[int]]
Reference = Callable[[int], str]


def columns_of(snapshot: Snapshot, live: Live, truth: Reference, dialect: Dialect) -> list[list[str]]:
    """Layers of columns: scope and relief, then the answers.

    Args:
        snapshot: the law of the day.
        live: provisions of a kind that may hold.
        truth: SQL of the truth of a provision.
        dialect: how names and texts are quoted.
    """
    return _Outcome(snapshot, live, truth, Words(dialect)).layers()


class _Outcome:
    def __init__(self, snapshot: Snapshot, live: Live, truth: Reference, words: Words) -> None:
        self._snapshot, self._live, self._truth, self._words = snapshot, live, truth, words
        self._requirements = live(Kind.REQUIREMENT)
        self._prohibitions = live(Kind.PROHIBITION)

    def layers(self) -> list[list[str]]:
        """Scope and relief, then the answers."""
        below = [f"{_any(map(self._truth, self._live(Kind.SCOPE)))} AS scope"]
        below += [f"{_any(map(self._truth, self._relieving(r)))} AS relief{r}" for r in self._requirements]
        below += [f"{_any(self._maybe(r) for r in run)} AS run{k}" for k, (run, _) in enumerate(self._runs())]
        regime = self._snapshot.regime.id
        texts = {
            "low": self._low(),
            "high": self._high(),
            "entries": self._reached(self._entries()),
            "decided_by": self._reached([*self._ids(self._prohibitions), *self._ids(self._requirements)]),
            "authorisations": self._reached(self._authorisations()),
        }
        answers = [f"{text} AS {name(f'{regime}.{column}', self._words.dialect)}" for column, text in texts.items()]
        return [below, answers]

    def _relieving(self, requirement: int) -> tuple[int, ...]:
        return self._snapshot.relieved_by.get(requirement, ())

    def _surely(self, i: int) -> str:
        return f"COALESCE({self._truth(i)}, FALSE)"

    def _maybe(self, i: int) -> str:
        return f"COALESCE({self._truth(i)}, TRUE)"

    def _low(self) -> str:
        """Every unknown in favour of the actor."""
        hard = [f"{self._surely(r)} AND NOT COALESCE(relief{r}, TRUE)" for r in self._requirements]
        return self._ladder("NOT COALESCE(scope, FALSE)", self._surely, hard)

    def _high(self) -> str:
        """Every unknown against the actor."""
        hard = [f"{self._maybe(r)} AND NOT COALESCE(relief{r}, FALSE)" for r in self._requirements]
        return self._ladder("NOT COALESCE(scope, TRUE)", self._maybe, hard)

    def _ladder(self, beyond: str, holds: Reference, hard: Sequence[str]) -> str:
        steps = (
            (beyond, Outcome.NOT_SUBJECT),
            (_any(map(holds, self._prohibitions)), Outcome.PROHIBITED),
            (_any(hard), Outcome.LICENCE_REQUIRED),
            (_any(map(holds, self._requirements)), Outcome.CONDITIONAL),
        )
        cases = " ".join(f"WHEN {test} THEN {self._words.text(str(outcome))}" for test, outcome in steps)
        return f"CASE {cases} ELSE {self._words.text(str(Outcome.FREE))} END"

    def _entries(self) -> list[str]:
        """Entries that hold, then those that may; a heading alone is told only where it is known to hold."""
        entries = self._live(Kind.ENTRY)
        own = [i for i in entries if self._snapshot.provisions[i].when is not None]
        return [*(self._certain(i) for i in entries), *(self._open(i) for i in own)]

    def _ids(self, indexes: Iterable[int]) -> list[str]:
        found = list(indexes)
        return [*map(self._certain, found), *map(self._open, found)]

    def _certain(self, i: int) -> str:
        return f"CASE WHEN {self._truth(i)} THEN {self._words.text(self._snapshot.provisions[i].id)} END"

    def _open(self, i: int) -> str:
        return f"CASE WHEN ({self._truth(i)}) IS NULL THEN {self._words.text(self._snapshot.provisions[i].id + MAYBE)} END"

    def _runs(self) -> list[tuple[list[int], tuple[int, ...]]]:
        """Requirements that follow each other and are relieved by the same authorisations."""
        runs: list[tuple[list[int], tuple[int, ...]]] = []
        for r in self._requirements:
            relieving = self._relieving(r)
            if not relieving:
                continue
            if runs and runs[-1][1] == relieving:
                runs[-1][0].append(r)
            else:
                runs.append(([r], relieving))
        return runs

    def _authorisations(self) -> list[str]:
        """In the order in which the requirements that may hold name them, each once; the certain ones first."""
        earlier: dict[int, list[str]] = {}
        named: list[tuple[int, str]] = []
        for k, (_, relieving) in enumerate(self._runs()):
            for a in relieving:
                before = earlier.setdefault(a, [])
                named.append((a, f"run{k}" + (f" AND NOT {_any(before)}" if before else "")))
                before.append(f"run{k}")
        possible = {a for kind in (Kind.AUTHORISATION,) for a in self._live(kind)}
        named = [(a, test) for a, test in named if a in possible]
        certain = [f"CASE WHEN {test} THEN {self._certain(a)} END" for a, test in named]
        return [*certain, *(f"CASE WHEN {test} THEN {self._open(a)} END" for a, test in named)]

    def _reached(self, parts: Sequence[str]) -> str:
        """Parts that are not null as one text; nothing where the law does not reach."""
        joined = self._joined(parts)
        return f"CASE WHEN COALESCE(scope, TRUE) THEN {joined} ELSE '' END"

    def _joined(self, parts: Sequence[str]) -> str:
        if not parts:
            return "''"
        if len(parts) <= _MOST_ARGUMENTS:
            return f"CONCAT_WS('; ', {', '.join(parts)})"
        groups = [parts[k : k + _MOST_ARGUMENTS] for k in range(0, len(parts), _MOST_ARGUMENTS)]
        return self._joined([f"NULLIF({self._joined(group)}, '')" for group in groups])


def _any(truths: Iterable[str]) -> str:
    """Kleene's OR; false of nothing."""
    found = [f"({truth})" for truth in truths]
    return f"({' OR '.join(found)})" if found else "FALSE"
