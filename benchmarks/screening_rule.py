"""The law that screening is measured on beside its peers: the whole of the regime CA, as far as a table of transfers can ask it.

The law here is the enforced export law of Canada in the shipped corpus, on the days and for the kinds of item of
`benchmarks.transfers`: five scopes, three requirements with what relieves them, three prohibitions and the entries behind them.
Only lists of countries are taken from the corpus, so that every engine has the same ones. The logic is written out by hand in
each engine, from these words:

- What no column tells, and what the corpus knows to be law and has not read, is unknown. So it is for the seat of the exporter,
  whether goods were changed since they left the United States, what the exporter knows or was told, and the general permits.
- Scope: exports from Canada (s. 13 of the Act); what goes to Russia, from Canada or by a Canadian; other acts for Russia;
  dealings of Canadians with sanctioned countries; acts whose law was not read.
- Entries: item 5506 (a ladder for quantum computers, limits for amplifiers and coolers, other kinds that no column decides),
  Group 1 of the Guide (not read), and item 5400 (goods of United States origin on neither).
- Requirement of s. 13: an entry, for any destination but the United States; or weapons of mass destruction (item 5505), unless
  both destination and end user are in the exempt countries; or the Area Control List. General permits may relieve it.
- Requirements not read: for items that no entry reaches, and for other acts.
- Prohibitions: quantum goods for Russia that stand on no entry; other goods for Russia; other sanctioned countries.

Outcomes are the numbers of `acquis.law.Outcome`: 0 not subject, 1 free, 2 conditional, 3 licence required, 4 prohibited.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from benchmarks.rule import BANDS, TOP
from benchmarks.transfers import COUNTRIES, ORIGINS, PLAIN_KINDS

REGIME = "CA"
COLUMNS = (
    "act", "exported_from", "destination", "item_kind", "origin", "end_user_country", "end_uses", "quantum_model",
    "physical_qubits", "cnot_error_low", "cnot_error_high", "noise_figure_db", "cooling_power_4k2_w",
)  # fmt: skip
"""What the law asks and the table tells."""

HOME, RUSSIA, UNITED_STATES = "CA", "RU", "US"
EXPORTS = ("export", "reexport")
SERVICES = ("remote_access", "technical_assistance", "offering_service")
CROSSINGS = ("export", "reexport", "transfer_in_country")
OTHER_FOR_RUSSIA = ("transit", "brokering", "technical_assistance", "offering_service", "remote_access")
UNREAD_ACTS = (
    "brokering", "transit", "import", "nuclear_supply", "technical_assistance", "offering_service", "placing_on_market",
    "putting_into_service", "outbound_investment",
)  # fmt: skip
PROLIFERATION = ("wmd", "missile")
MODELS = ("gate", "measurement_based")
LADDER, LADDER_TOP = BANDS, TOP
NOISE_BELOW_DB, COOLING_FROM_W = 0.015, 1.5
OPEN_ENTRIES = ("wafer_prober", "integrated_circuit", "semiconductor_equipment", "equipment", "software", "technology")
"""Kinds with an entry under item 5506 that no column decides."""
OUTSIDE_GUIDE = ("quantum_computer", "parametric_amplifier", "cryocooler", "wafer_prober")
"""Kinds that item 5506 lists itself: Group 1 of the Guide, and the entries not encoded, do not reach them."""
NOT_GOODS = ("software", "technology")
KINDS = tuple(sorted({*PLAIN_KINDS, "quantum_computer"}))
ACTS = tuple(sorted({*EXPORTS, *SERVICES, *CROSSINGS, *OTHER_FOR_RUSSIA, *UNREAD_ACTS, "deemed_export", "deemed_reexport"}))


@dataclass(frozen=True)
class Countries:
    """Lists of countries: `exempt` from item 5505; those that may stand on the Area Control List, and that may be sanctioned."""

    exempt: tuple[str, ...]
    controlled: tuple[str, ...]
    sanctioned: tuple[str, ...]


@cache
def countries() -> Countries:
    """The lists of the corpus. They are the same on all days of the table, else the rule above is not the law."""
    from acquis.law import load_corpus
    from benchmarks.transfers import DAYS, FIRST_DAY

    corpus = load_corpus()
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {}
    for name in ("CA.5505.exempt", "CA.ACL", "CA.Sanctions"):
        version = corpus.groups[name].on(FIRST_DAY)
        end = None if version is None else version.in_force.end
        if version is None or (end is not None and (end - FIRST_DAY).days < DAYS):
            raise SystemExit(f"{name} changes within the days of the table: write the rule anew")
        found[name] = (version.members, version.uncertain)
    exempt, control, sanctions = found.values()
    if exempt[1] or control[0] or sanctions[0] or control[1] is None or sanctions[1] is None:
        raise SystemExit("the lists are known in another way than they were: write the rule anew")
    return Countries(exempt[0], control[1], sanctions[1])


def values(column: str) -> list[str]:
    """All that may stand in a column of texts, as a careful user declares it to an engine."""
    lists = countries()
    declared: dict[str, tuple[str, ...]] = {
        "item_kind": KINDS,
        "act": ACTS,
        "quantum_model": (*MODELS, "annealing", "analogue_simulation", "boson_sampling", "other"),
    }
    places = (*COUNTRIES, *ORIGINS, *lists.exempt, *lists.controlled, *lists.sanctioned)
    return sorted({*declared.get(column, places)})
