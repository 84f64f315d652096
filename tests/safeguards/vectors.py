"""The numeric vectors, by family; each names its source and tolerance."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "vectors" / "safeguards_vectors.yaml"


@cache
def families() -> dict[str, dict[str, Any]]:
    """Every family by its id."""
    return {family["id"]: family for family in yaml.safe_load(FILE.read_text(encoding="utf-8"))["families"]}


def cases(family: str) -> list[dict[str, Any]]:
    """The cases of a family."""
    found: list[dict[str, Any]] = families()[family]["cases"]
    return found
