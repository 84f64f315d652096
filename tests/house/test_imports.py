"""What is loaded, and when: `import acquis` is cheap, and heavy libraries come only where they are used."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import PACKAGE, ROOT

HEAVY = {
    "altair", "cirq", "cirq_google", "django", "duckdb", "numpy", "pandas", "polars", "pyspark", "qiskit", "qiskit_ibm_runtime",
    "stim", "vl_convert", "z3",
}  # fmt: skip
NOT_AT_THE_DOOR = HEAVY | {"click", "pint", "pydantic", "rich", "sqlglot", "typer", "yaml"}


def loaded_by(*arguments: str) -> set[str]:
    """Top-level modules that a fresh interpreter loads."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = run.stderr.splitlines()
    measured = [line for line in lines if line.startswith("import time:")]
    assert run.returncode == 0, "\n".join(line for line in lines if line not in measured)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in measured}


def test_the_measurement_sees_a_library() -> None:
    assert "yaml" in loaded_by("-c", "import yaml")


def test_import_acquis_loads_none_of_its_libraries() -> None:
    loaded = loaded_by("-c", "import acquis")
    assert "acquis" in loaded
    assert not loaded & NOT_AT_THE_DOOR


@pytest.mark.parametrize("room", ["conditions", "law", "items", "figures"])
def test_a_room_loads_nothing_heavy(room: str) -> None:
    if not (PACKAGE / room / "__init__.py").exists():
        pytest.skip(f"{room} is not built yet")
    assert not loaded_by("-c", f"import acquis.{room}") & HEAVY


def test_asking_the_command_line_for_help_loads_nothing_heavy() -> None:
    if not (PACKAGE / "cli" / "__init__.py").exists():
        pytest.skip("cli is not built yet")
    assert not loaded_by("-m", "acquis", "--help") & HEAVY
