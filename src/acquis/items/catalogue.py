"""The shipped tables by name: what they list, and the item of a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from acquis.items.chip_table import chip, list_chips
from acquis.items.cluster_table import cluster, list_clusters
from acquis.items.item import Item
from acquis.items.model_table import list_models, model
from acquis.items.qpu_table import list_qpus, qpu


class Table(StrEnum):
    """Tables that ship."""

    QPU = "qpu"
    CHIP = "chip"
    MODEL = "model"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The names in a table, the item of a name or of a short form of one, and the legal kind of its items."""

    names: Callable[[], tuple[str, ...]]
    read: Callable[[str], Item]
    item_kind: str

    def items(self) -> list[Item]:
        """Every item, in the order of the table."""
        return [self.read(name) for name in self.names()]


CATALOGUES: Mapping[Table, Catalogue] = {
    Table.QPU: Catalogue(list_qpus, qpu, "quantum_computer"),
    Table.CHIP: Catalogue(list_chips, chip, "integrated_circuit"),
    Table.MODEL: Catalogue(list_models, model, "ai_model"),
    Table.CLUSTER: Catalogue(list_clusters, cluster, "computer"),
}
