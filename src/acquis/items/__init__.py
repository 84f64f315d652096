"""Readers from real things to legal facts, with evidence.

An `Item` is a real thing: facts shared by all readings, named readings of the quantities on which the law turns, and where
the numbers come from. `band_answers` says whether a part of a machine could be controlled by itself.
"""

from acquis.items.catalogue import CATALOGUES, Catalogue, Table
from acquis.items.chip_table import chip, list_chips, processing_performance
from acquis.items.cirq import from_cirq_calibration, read_cirq_calibration
from acquis.items.cluster_table import cluster, list_clusters
from acquis.items.errors import ItemError
from acquis.items.ibm import from_backend, read_ibm_properties
from acquis.items.item import Evidence, Item, Reading
from acquis.items.machine import Coupler, Machine, undirected, working_part
from acquis.items.model_table import list_models, model
from acquis.items.parts import Answer, Band, Bound, Part, band_answer, band_answers, best_part, verify_part
from acquis.items.plain import read_plain
from acquis.items.qpu_table import list_qpus, qpu
from acquis.items.values import Interval, Records, Value

__all__ = [
    "CATALOGUES",
    "Answer",
    "Band",
    "Bound",
    "Catalogue",
    "Coupler",
    "Evidence",
    "Interval",
    "Item",
    "ItemError",
    "Machine",
    "Part",
    "Reading",
    "Records",
    "Table",
    "Value",
    "band_answer",
    "band_answers",
    "best_part",
    "chip",
    "cluster",
    "from_backend",
    "from_cirq_calibration",
    "list_chips",
    "list_clusters",
    "list_models",
    "list_qpus",
    "model",
    "processing_performance",
    "qpu",
    "read_cirq_calibration",
    "read_ibm_properties",
    "read_plain",
    "undirected",
    "verify_part",
    "working_part",
]
