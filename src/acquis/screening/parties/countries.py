"""Countries as lists write them, as ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from acquis.errors import MissingExtra


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """The code of a country or territory given by name or code; None where it is none that is known."""
    try:
        from rigour.territories import lookup_territory
    except ImportError:
        raise MissingExtra("rigour", "parties") from None
    found = lookup_territory(text) if text.strip() else None
    code = None if found is None else found.ftm_country
    return code.upper() if code and len(code) == 2 else None


def countries(texts: Iterable[str]) -> frozenset[str]:
    """The codes of those that are known."""
    return frozenset(code for text in texts if (code := country(text)))


def last_country(address: str) -> str | None:
    """The country that an address ends with as a code (`..., Nicosia, 1066, CY`), or by name."""
    last = address.rpartition(",")[2].strip()
    return country(last) if last else None
