"""DuckDB by hand: the rule of `screening_rule` as one SELECT over a Parquet file, NULL for unknown.

The answer carries the number of the row: DuckDB turns a long IN list into a join, and a join does not keep the order of the rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from benchmarks import screening_rule as rule

Outcomes = npt.NDArray[np.uint8]
UNKNOWN = "NULL::BOOLEAN"


def query() -> str:
    """The statement, with a `?` for the path of the file."""
    return f"""
    WITH facts AS (
      SELECT file_row_number, act, item_kind, destination, end_user_country, end_uses, exported_from = '{rule.HOME}' AS from_home,
        {_item_5506()} AS item_5506,
        item_kind NOT IN {_texts(rule.OUTSIDE_GUIDE)} AND {UNKNOWN} AS guide,
        origin = '{rule.UNITED_STATES}' AND {UNKNOWN} AS american
      FROM read_parquet(?, file_row_number = true)
    ), entries AS (
      SELECT *, from_home OR {UNKNOWN} AS by_canadians, item_5506 OR guide AS on_a_list,
        american AND NOT (item_5506 OR guide) AS item_5400,
        from_home AND destination <> '{rule.HOME}'
          AND (act IN {_texts(rule.EXPORTS)} OR (act IN {_texts(rule.SERVICES)} AND {UNKNOWN})) AS exported,
        destination IN {_texts(rule.countries().sanctioned)} AND {UNKNOWN} AS sanctioned
      FROM facts
    ), scopes AS (
      SELECT *,
        act IN {_texts(rule.CROSSINGS)} AND destination = '{rule.RUSSIA}' AND by_canadians AS crossing,
        act IN {_texts(rule.OTHER_FOR_RUSSIA)} AND destination = '{rule.RUSSIA}' AND by_canadians AND {UNKNOWN} AS other,
        act IN {_texts(rule.UNREAD_ACTS)} AND (by_canadians OR destination = '{rule.HOME}') AND {UNKNOWN} AS unread_act
      FROM entries
    ), provisions AS (
      SELECT file_row_number,
        exported OR crossing OR other OR sanctioned OR unread_act AS scope,
        exported AND ((destination <> '{rule.UNITED_STATES}' AND (on_a_list OR item_5400 OR american)) OR {_proliferation()}
          OR (destination IN {_texts(rule.countries().controlled)} AND {UNKNOWN})) AS licence,
        (exported AND item_5400 AND {UNKNOWN}) OR (exported AND {UNKNOWN}) AS permitted,
        (exported AND item_kind NOT IN {_texts(rule.OUTSIDE_GUIDE)} AND {UNKNOWN} AND NOT (on_a_list OR item_5400))
          OR unread_act AS unread,
        (crossing AND NOT on_a_list
          AND (item_kind = 'quantum_computer' OR (item_kind NOT IN {_texts(rule.NOT_GOODS)} AND {UNKNOWN})))
          OR ((crossing OR other) AND {UNKNOWN}) OR (sanctioned AND by_canadians) AS prohibited
      FROM scopes
    )
    SELECT file_row_number,
      CASE WHEN scope IS NOT TRUE THEN 0
        WHEN prohibited THEN 4
        WHEN (licence AND NOT permitted) OR unread THEN 3
        WHEN licence THEN 2
        ELSE 1 END::UTINYINT AS low,
      CASE WHEN scope IS FALSE THEN 0
        WHEN prohibited IS NOT FALSE THEN 4
        WHEN unread IS NOT FALSE OR (licence IS NOT FALSE AND permitted IS NOT TRUE) THEN 3
        WHEN licence IS NOT FALSE THEN 2
        ELSE 1 END::UTINYINT AS high
    FROM provisions
    """


def _item_5506() -> str:
    rungs = " OR ".join(
        f"(physical_qubits >= {band.low} AND physical_qubits < {band.high}"
        f" AND CASE WHEN cnot_error_high <= {band.limit}::DOUBLE THEN true"
        f" WHEN cnot_error_low > {band.limit}::DOUBLE THEN false END)"
        for band in rule.LADDER
    )
    return (
        f"(item_kind = 'quantum_computer' AND quantum_model IN {_texts(rule.MODELS)}"
        f" AND ({rungs} OR physical_qubits >= {rule.LADDER_TOP}))"
        f" OR (item_kind = 'parametric_amplifier' AND noise_figure_db < {rule.NOISE_BELOW_DB}::DOUBLE AND {UNKNOWN})"
        f" OR (item_kind = 'cryocooler' AND cooling_power_4k2_w >= {rule.COOLING_FROM_W}::DOUBLE AND {UNKNOWN})"
        f" OR (item_kind IN {_texts(rule.OPEN_ENTRIES)} AND {UNKNOWN})"
    )


def _proliferation() -> str:
    exempt = _texts(rule.countries().exempt)
    uses = ", ".join(f"'{use}'" for use in rule.PROLIFERATION)
    return (
        f"((list_has_any(end_uses, [{uses}]) OR {UNKNOWN})"
        f" AND NOT (destination IN {exempt} AND end_user_country IN {exempt} AND {UNKNOWN})) OR {UNKNOWN}"
    )


def _texts(values: tuple[str, ...]) -> str:
    return f"({', '.join(repr(value) for value in values)})"


def screen(path: Path) -> dict[str, Any]:
    """Row number, low and high of every row of a file, as arrays."""
    with duckdb.connect() as connection:
        return connection.sql(query(), params=[str(path)]).fetchnumpy()


def ends(answer: dict[str, Any]) -> tuple[Outcomes, Outcomes]:
    """Low and high ends in the order of the rows."""
    order = np.argsort(answer["file_row_number"])
    return np.asarray(answer["low"])[order], np.asarray(answer["high"])[order]
