"""What a change of the law catches and frees: the regions, witnesses and real things agree with the engine on both days."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.cells import Cells, decompose
from acquis.compare.change import Change, change
from acquis.compare.regions import Region, regions
from acquis.compare.relation import Relation
from acquis.compare.topics import topic
from acquis.conditions.boxes import Bounds
from acquis.law import load_corpus
from acquis.law.corpus import UnknownId
from tests.compare.test_cells import CONDITIONS, SPACE, rule

CORPUS = load_corpus()
LADDER, CHIPS = "US.EAR.774.4A906", "US.EAR.774.3A090"


def moved(identifier: str, first: str, second: str) -> Change:
    """The change between two days."""
    return change(CORPUS, identifier, dt.date.fromisoformat(first), dt.date.fromisoformat(second))


def within(region: Region, cells: Cells, cell: int) -> bool:
    """Whether the representative of a cell lies in a region."""
    facts = cells.facts(cell)
    return all(
        facts[fact] is bounds if isinstance(bounds, bool) else facts[fact] in bounds for fact, bounds in region.bounds.items()
    )


@given(CONDITIONS, st.sampled_from([True, False, None]))
def test_regions_hold_exactly_the_cells_that_were_asked_for(condition: object, truth: bool | None) -> None:
    cells = decompose(SPACE, [rule(condition)], CORPUS.vocabulary)  # type: ignore[arg-type]
    found = regions(cells, lambda truths: truths[0] is truth)
    wanted = set(cells.where(lambda truths: truths[0] is truth))
    held = {k for k, region in itertools.product(range(len(cells.cells)), found) if within(region, cells, k)}
    assert held == wanted


def test_the_ladder_catches_from_the_day_on_which_it_took_effect() -> None:
    found = moved(LADDER, "2024-09-05", "2024-09-06")
    assert found.comparison.relation is Relation.A_NARROWER
    assert not found.before.provisions
    assert len(found.after.provisions) > 1
    assert found.caught.regions is not None
    texts = [str(region) for region in found.caught.regions]
    assert "physical_qubits >= 34, cnot_error <= 0.0001" in texts
    assert len(texts) == 8
    assert found.freed.regions == ()


def test_the_other_way_round_frees_what_was_caught() -> None:
    forth, back = moved(LADDER, "2024-09-05", "2024-09-06"), moved(LADDER, "2024-09-06", "2024-09-05")
    assert back.freed.regions == forth.caught.regions
    assert back.freed.share == forth.caught.share
    assert back.comparison.relation is forth.comparison.relation.reversed


def test_a_day_without_change_changes_nothing() -> None:
    found = moved(CHIPS, "2024-01-01", "2024-01-02")
    assert found.changed is False
    assert not any(shift.items or shift.regions for shift in (found.caught, found.freed, found.undecided, found.settled))


@pytest.mark.parametrize(
    ("identifier", "first", "second"), [(CHIPS, "2023-11-16", "2023-11-17"), (LADDER, "2024-01-01", "2025-01-01")]
)
def test_witnesses_and_items_are_what_the_rules_of_both_days_say(identifier: str, first: str, second: str) -> None:
    found = moved(identifier, first, second)
    assert found.within is not None
    for direction, catches in ((found.within.a_in_b, (True, False)), (found.within.b_in_a, (False, True))):
        if direction.witness is not None:
            facts = direction.witness.facts
            assert (found.within.a.truth(facts), found.within.b.truth(facts)) == catches
    for shift in (found.caught, found.freed, found.undecided, found.settled):
        for item in shift.items:
            assert item.before is found.within.a.truth_of_item(item.item.facts)
            assert item.after is found.within.b.truth_of_item(item.item.facts)
            assert item.before is not item.after


def test_the_rule_of_2023_no_longer_asks_for_the_interconnect() -> None:
    found = moved(CHIPS, "2023-11-16", "2023-11-17")
    assert found.caught.regions is not None
    assert found.caught.regions[0].bounds["interconnect_gbs"] == Bounds(high=600, high_strict=True)  # type: ignore[arg-type]


def test_a_side_of_a_topic_can_be_asked_for() -> None:
    of = topic(CORPUS, "chips")
    found = change(CORPUS, "EU", dt.date(2025, 11, 14), dt.date(2025, 11, 15), topic=of)
    assert found.topic is of
    assert found.caught.share is not None
    assert found.caught.share.value > 0


def test_a_comparison_of_two_facts_gives_a_sampled_share_and_says_why_there_are_no_regions() -> None:
    found = moved("US.EAR.774.4E091", "2025-01-01", "2026-11-01")
    assert found.not_exact
    assert found.undecided.regions is None
    assert found.undecided.share is not None
    assert not found.undecided.share.exact


def test_an_id_that_never_was_is_an_error() -> None:
    with pytest.raises(UnknownId):
        moved("US.EAR.774.9Z999", "2024-01-01", "2025-01-01")


def test_everything_is_json() -> None:
    found = json.loads(json.dumps(moved(CHIPS, "2023-11-16", "2023-11-17").to_dict()))
    assert found["relation"] == "differ"
    assert found["caught"]["nothing"] is False
    assert found["caught"]["witness"]["facts"]
