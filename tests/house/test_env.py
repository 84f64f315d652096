"""scripts/env.sh finds an interpreter that can run Acquis, or says clearly that there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SHELL = shutil.which("sh") or "sh"
DIRNAME = shutil.which("dirname") or "dirname"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder to be the whole PATH, with the one tool that the script needs."""
    (tmp_path / "dirname").symlink_to(DIRNAME)
    return tmp_path


def env(path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing on PATH but `path`."""
    return subprocess.run(
        [SHELL, str(ROOT / "scripts" / "env.sh"), *arguments],
        env={"PATH": str(path), "HOME": os.environ.get("HOME", str(path)), **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def interpreter(folder: Path, name: str, version: tuple[int, int]) -> None:
    """A stand-in that is a Python of this version to whoever asks."""
    stand_in = folder / name
    stand_in.write_text(
        f"#!{sys.executable}\nimport sys\nsys.version_info = {version}\nsys.executable = {str(stand_in)!r}\nexec(sys.argv[2])\n",
        encoding="utf-8",
    )
    stand_in.chmod(0o755)


def test_without_an_interpreter_it_says_what_to_do(bare: Path) -> None:
    run = env(bare, "python")
    assert run.returncode != 0
    assert "no Python 3.11 or later on PATH" in run.stderr
    assert not run.stdout


def test_an_old_interpreter_is_none(bare: Path) -> None:
    interpreter(bare, "python3", (3, 10))
    assert "no Python 3.11 or later on PATH" in env(bare, "python").stderr


def test_a_launcher_with_nothing_behind_it_is_passed_over(bare: Path) -> None:
    (bare / "python3.11").write_text(f"#!{SHELL}\nexit 127\n", encoding="utf-8")
    (bare / "python3.11").chmod(0o755)
    interpreter(bare, "python3", (3, 13))
    assert env(bare, "python").stdout.strip() == str(bare / "python3")


def test_the_oldest_that_will_do_comes_first(bare: Path) -> None:
    for name, version in {"python3": (3, 14), "python3.12": (3, 12), "python3.11": (3, 11)}.items():
        interpreter(bare, name, version)
    assert env(bare, "python").stdout.strip() == str(bare / "python3.11")


def test_the_interpreter_can_be_named(bare: Path) -> None:
    interpreter(bare, "python3.11", (3, 11))
    interpreter(bare, "mine", (3, 12))
    assert env(bare, "python", PYTHON=str(bare / "mine")).stdout.strip() == str(bare / "mine")


def test_a_named_interpreter_that_will_not_do_is_refused(bare: Path) -> None:
    interpreter(bare, "python3", (3, 12))
    run = env(bare, "python", PYTHON="no-such-python")
    assert run.returncode != 0
    assert "PYTHON=no-such-python is not a Python 3.11 or later" in run.stderr


def test_an_unknown_command_shows_the_usage(bare: Path) -> None:
    run = env(bare, "instal")
    assert run.returncode != 0
    assert "usage" in run.stderr
