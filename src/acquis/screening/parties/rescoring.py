"""A second opinion: nomenklatura's `logic-v2`, in a process and an environment of its own.

It needs another version of DuckDB than Acquis has, so it is never imported here: JSON lines go to a worker and come back. The
worker is `data/nomenklatura_worker.py`; it needs nothing but nomenklatura.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from acquis.errors import AcquisError
from acquis.screening.parties.match import Result, Thresholds, rescored
from acquis.screening.parties.model import Entry, Kind, Party

_SCHEMATA = {Kind.PERSON: "Person", Kind.ORGANISATION: "Organization", Kind.VESSEL: "Vessel", Kind.UNKNOWN: "LegalEntity"}
_WAY_OUT = "python -m venv DIR; DIR/bin/pip install nomenklatura; --rescore DIR/bin/python"


class RescoringError(AcquisError):
    """The other process does not answer as it should."""


class Rescorer:
    """A worker that runs. `version`: what it says it is."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        said = self._answer()
        self.version = f"nomenklatura {said.get('nomenklatura', '')} logic-v2"

    def score(self, party: Party, entry: Entry) -> float:
        """The score of a party and an entry.

        Raises:
            RescoringError: no score came back.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"left": _entity(party.id, party), "right": _entity(entry.id, entry)}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise RescoringError("the worker has ended", way_out=_WAY_OUT) from None
        answer = self._answer()
        if not isinstance(answer.get("score"), int | float):
            raise RescoringError(f"no score: {answer.get('error', answer)}", way_out=_WAY_OUT)
        return float(answer["score"])

    def rescore(self, result: Result, limits: Thresholds) -> Result:
        """A result with the scores of this worker beside the ones before."""
        return rescored(result, [self.score(result.party, hit.entry) for hit in result.hits], limits, self.version)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            data = json.loads(line)
        except json.JSONDecodeError:
            raise RescoringError("the worker does not answer; is nomenklatura installed there?", way_out=_WAY_OUT) from None
        return data if isinstance(data, dict) else {"error": line}


@contextmanager
def rescorer(python: Path) -> Iterator[Rescorer]:
    """Starts the worker with the Python of its environment, and ends it.

    Raises:
        RescoringError: it does not start.
    """
    script = resources.files("acquis.screening.parties").joinpath("data", "nomenklatura_worker.py")
    with resources.as_file(script) as path:
        command = [str(python), "-I", str(path)]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
            )
        except OSError as error:
            raise RescoringError(f"cannot start it: {error.strerror}", file=python, way_out=_WAY_OUT) from None
        with process:
            try:
                yield Rescorer(process)
            finally:
                process.kill()


def _entity(identifier: str, said: Party | Entry) -> dict[str, Any]:
    """A FollowTheMoney entity."""
    properties: dict[str, list[str]] = {
        "name": [said.name],
        "alias": list(said.aliases),
        "country": [code.lower() for code in sorted(said.countries)],
        "address": list(said.addresses),
        "registrationNumber" if said.kind is not Kind.PERSON else "idNumber": [n.number for n in said.identifiers],
    }
    if isinstance(said, Entry):
        properties["weakAlias"] = list(said.weak)
    return {"id": identifier, "schema": _SCHEMATA[said.kind], "properties": properties}
