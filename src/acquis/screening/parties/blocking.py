"""Which listed names are near enough to a name to be compared: blocking in DuckDB.

Comparing 10,000 names with 100,000 is a thousand million comparisons. Two keys find the few that matter. Groups of five letters
of the name without spaces: two spellings share the rare ones whatever the order of the words is, and however syllables are put
together. And words with one letter left out (symmetric deletion): a word and the same word with a typo become equal, be the
letter missing, doubled, changed or put before its neighbour. The listed names that share most, weighted by rarity, are
compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from acquis.errors import MissingExtra
from acquis.screening.parties.names import Form

Numbers = npt.NDArray[np.int64]

LETTERS = 5
RAREST = 8
"""Letter groups of a name that are asked for, the rarest ones."""
MOST_COMMON = 1_000
"""A letter group or word that more listed names have asks for nothing."""
NEAREST = 16
"""Listed names that a name is compared with, and all that are equal without spaces."""
_SHORTEST_WORD = 4

_GRAMS = f"""
    CREATE OR REPLACE TABLE {{table}} AS
    SELECT DISTINCT id, substr(text, i, {LETTERS}) AS gram
    FROM (SELECT id, '^' || joined || '$' AS text FROM {{names}}),
         LATERAL (SELECT unnest(range(1, greatest(length(text) - {LETTERS} + 2, 2))) AS i)
"""
_DELETIONS = f"""
    CREATE OR REPLACE TABLE {{table}} AS
    SELECT DISTINCT word, left(word, i - 1) || substr(word, i + 1) AS key
    FROM (SELECT DISTINCT word FROM {{words}} WHERE length(word) >= {_SHORTEST_WORD}),
         LATERAL (SELECT unnest(range(1, length(word) + 1)) AS i)
    UNION
    SELECT DISTINCT word, word FROM {{words}}
"""
_PAIRS = f"""
    WITH known AS (
        SELECT id, gram, docs, row_number() OVER (PARTITION BY id ORDER BY docs, gram) AS place
        FROM asked_grams JOIN frequency USING (gram) WHERE docs <= {MOST_COMMON}
    ),
    alike AS (
        SELECT DISTINCT a.word AS asked, d.word AS listed
        FROM asked_deletions a JOIN deletions d USING (key)
    ),
    hits AS (
        SELECT k.id AS asked, g.id AS listed, ln($size / k.docs) AS weight
        FROM known k JOIN grams g USING (gram) WHERE k.place <= {RAREST}
        UNION ALL
        SELECT a.id, w.id, 2 * ln($size / w.docs)
        FROM asked_words a JOIN alike ON a.word = alike.asked JOIN words w ON w.word = alike.listed
        WHERE w.docs <= {MOST_COMMON}
    ),
    shared AS (SELECT asked, listed, sum(weight) AS weight FROM hits GROUP BY ALL)
    SELECT asked, listed FROM shared
    QUALIFY row_number() OVER (PARTITION BY asked ORDER BY weight DESC, listed) <= {NEAREST}
    UNION
    SELECT a.id, n.id FROM asked a JOIN names n USING (joined)
    ORDER BY ALL
"""


class Blocks:
    """Listed names, ready to be asked for."""

    def __init__(self, forms: Sequence[Form]) -> None:
        try:
            import duckdb
        except ImportError:
            raise MissingExtra("duckdb", "parties") from None
        self._size = float(max(len(forms), 1))
        self._db = duckdb.connect(config={"enable_external_access": False})
        self._tables("names", "plain_words", forms)
        self._db.execute(_GRAMS.format(table="unsorted", names="names"))
        self._db.execute("CREATE TABLE grams AS SELECT gram, id FROM unsorted ORDER BY gram, id; DROP TABLE unsorted")
        self._db.execute("CREATE TABLE frequency AS SELECT gram, count(*) AS docs FROM grams GROUP BY gram")
        self._db.execute("CREATE TABLE words AS SELECT word, id, count(*) OVER (PARTITION BY word) AS docs FROM plain_words")
        self._db.execute(_DELETIONS.format(table="deletions", words=f"(SELECT word FROM words WHERE docs <= {MOST_COMMON})"))

    def near(self, forms: Sequence[Form]) -> tuple[Numbers, Numbers]:
        """Pairs to compare: places of the names asked, and of the listed ones, in the order of the names asked."""
        self._tables("asked", "asked_words", forms)
        self._db.execute(_GRAMS.format(table="asked_grams", names="asked"))
        self._db.execute(_DELETIONS.format(table="asked_deletions", words="asked_words"))
        found: Any = self._db.execute(_PAIRS, {"size": self._size}).fetchnumpy()
        return np.asarray(found["asked"], dtype=np.int64), np.asarray(found["listed"], dtype=np.int64)

    def _tables(self, names: str, words: str, forms: Sequence[Form]) -> None:
        """A table of names without spaces, and one of their words; syllables of Han characters are no words."""
        self._table(names, "joined", list(range(len(forms))), [f.joined for f in forms])
        pairs = [(k, word) for k, f in enumerate(forms) if f.script != "Han" for word in dict.fromkeys(f.tokens)]
        self._table(words, "word", [k for k, _ in pairs], [word for _, word in pairs])

    def _table(self, name: str, column: str, ids: list[int], texts: list[str]) -> None:
        given = {"id": np.array(ids, dtype=np.int64), column: np.array(texts, dtype=object)}
        self._db.register("given", given)
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT id, {column} FROM given WHERE {column} <> ''")
        self._db.unregister("given")
