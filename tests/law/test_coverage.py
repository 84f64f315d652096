"""Every researched record is accounted for, and most of those that state a rule are executable."""

from __future__ import annotations

import csv
from pathlib import Path

from acquis.law import Corpus, load_corpus
from acquis.law.coverage import State, by_id, coverage, state_of, weak
from acquis.law.model import descends
from tests.law import small

RECORDS = list(csv.DictReader((Path(__file__).parent / "records.csv").read_text(encoding="utf-8").splitlines()))


def test_every_record_is_in_the_corpus(corpus: Corpus) -> None:
    ids = by_id(corpus)
    missing = [row["record"] for row in RECORDS if not any(descends(identifier, row["record"]) for identifier in ids)]
    assert len(RECORDS) == 699
    assert not missing


def test_most_records_that_state_a_rule_are_executable(corpus: Corpus) -> None:
    ids = by_id(corpus)
    stating = [row["record"] for row in RECORDS if row["states_a_rule"] == "yes"]
    idle = [
        record
        for record in stating
        if State.EXECUTABLE not in {state_of(versions) for identifier, versions in ids.items() if descends(identifier, record)}
    ]
    assert len(idle) <= 0.15 * len(stating), idle


def test_states_are_told_apart(tmp_path: Path) -> None:
    law = small.law(
        small.provision("XX.L.1", "scope", when="marked"),
        small.provision("XX.L.2", "requirement", when="marked AND unknown('annex not read')"),
        small.provision("XX.L.3", "requirement", when="marked OR unknown('annex not read')"),
        small.provision("XX.L.4", "principle", confidence="low"),
    )
    corpus = load_corpus(small.write(tmp_path, law))
    states = {identifier: state_of(versions) for identifier, versions in by_id(corpus).items()}
    assert list(states.values()) == [State.EXECUTABLE, State.NOT_READ, State.EXECUTABLE, State.INFORMATIVE]
    (everything,) = [count for count in coverage(corpus) if count.topic == "all"]
    assert (everything.executable, everything.informative, everything.not_read) == (2, 1, 1)
    assert [provision.id for provision in weak(corpus)] == ["XX.L.4"]
