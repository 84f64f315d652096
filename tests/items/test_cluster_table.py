"""The shipped table of clusters: rates by format, the chips inside, and how sure the source is."""

from __future__ import annotations

import json
from decimal import Decimal

from acquis.items import cluster, list_clusters
from acquis.items.shipped import table


def test_clusters_without_a_name_are_left_out() -> None:
    assert len(list_clusters()) == len(set(list_clusters())) == 529
    assert not any("Anonymized" in name or '"' in name for name in list_clusters())


def test_every_cluster_is_read() -> None:
    for item in map(cluster, list_clusters()):
        rates = [reading.facts["cluster_ops_per_s"] for reading in item.readings]
        assert all(isinstance(rate, Decimal) and rate > 0 for rate in rates), item.id
        assert len(rates) == len({str(rate) for rate in rates}) <= 2, item.id
        assert "cluster_colocated" not in item.common
        json.dumps(item.to_dict())


def test_the_highest_rate_is_that_of_any_format() -> None:
    """The source's own maximum of this cluster is a tenth of its rate at 16 bits."""
    item = cluster("Stargate UAE Phase 1")
    assert item.reading("highest_rate").facts["cluster_ops_per_s"] == Decimal("2.5e20")
    assert any(defect.startswith("maximum_too_low") for defect in item.defects)
    assert sum("maximum_too_low" in str(cluster(name).defects) for name in list_clusters()) == 7


def test_two_readings_where_the_formats_differ() -> None:
    item = cluster("Colossus Memphis Phase 3")
    assert item.reading("highest_rate").facts["cluster_ops_per_s"] == Decimal("5.458e20")
    assert item.reading("rate_at_16_bits").facts["cluster_ops_per_s"] == Decimal("2.7288e20")


def test_the_chip_inside_is_the_strongest_and_never_a_sum() -> None:
    common = cluster("Colossus Memphis Phase 3").common
    assert common["contained_ic_tpp"] == Decimal(40000)
    assert common["contained_ic_count"] == 30000


def test_a_chip_that_the_table_of_chips_does_not_have_leaves_the_inside_unknown() -> None:
    row = next(row for row in table("epoch_clusters.csv").rows if row["Chip type (primary)"].startswith("Cerebras"))
    assert cluster(row["Name"].strip('"')).common == {"item_kind": "computer"}


def test_plans_are_named_as_such() -> None:
    item = cluster("Project Rainier")
    assert item.technology == "planned cluster, likely"
    assert [defect.partition(":")[0] for defect in item.defects] == ["not_existing", "uncertain"]
