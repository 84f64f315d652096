"""Every room says what it is, is small enough to be read, and keeps to its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, pyproject, tracked

LONGEST = 400
LONGER_FOR_A_REASON: dict[str, str] = {}
"""Python files over the limit, each with the reason why it is better whole."""

PYTHON = [path for path in tracked() if path.suffix == ".py"]
ROOMS = sorted({path.relative_to(PACKAGE).parts[0] for path in PYTHON if PACKAGE in path.parent.parents} - {"corpus"})


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is(room: str) -> None:
    surface = PACKAGE / room / "__init__.py"
    assert surface.exists(), f"{room} has no __init__.py, which is its public surface"
    said = ast.get_docstring(ast.parse(surface.read_text(encoding="utf-8")))
    assert said, f"{room}/__init__.py does not say what the room is for"


def test_a_room_has_its_place_in_the_import_contract() -> None:
    contract = next(c for c in pyproject()["tool"]["importlinter"]["contracts"] if c["id"] == "rooms")
    placed = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
    assert set(ROOMS) <= placed


def test_a_file_is_read_in_one_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in PYTHON}
    too_long = {name: n for name, n in lengths.items() if n > LONGEST and name not in LONGER_FOR_A_REASON}
    assert not too_long, f"over {LONGEST} lines: split, or give a reason in LONGER_FOR_A_REASON: {too_long}"
    needless = [name for name in LONGER_FOR_A_REASON if lengths.get(name, 0) <= LONGEST]
    assert not needless, f"no longer over the limit; take it off the list: {needless}"


def test_the_corpus_is_data_only() -> None:
    code = [str(path.relative_to(ROOT)) for path in PYTHON if path.is_relative_to(PACKAGE / "corpus") and not _is_label(path)]
    assert not code, f"law is data, and has no code of its own: {code}"


def _is_label(path: Path) -> bool:
    """An __init__.py with nothing but a docstring."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return path.name == "__init__.py" and len(body) <= 1 and all(isinstance(node, ast.Expr) for node in body)


@pytest.mark.parametrize("room", [room for room in ("conditions", "law") if room in ROOMS])
def test_no_line_of_the_engine_knows_a_regime_by_name(room: str) -> None:
    regimes = {path.parent.name.upper() for path in tracked() if path.name == "regime.yaml"} | {"US", "EU", "UK", "CN"}
    found = []
    for path in (path for path in PYTHON if path.is_relative_to(PACKAGE / room)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in regimes:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}")
    assert not found, "no jurisdiction has code of its own:\n" + "\n".join(found)
