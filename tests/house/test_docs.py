"""What the documents promise is there: commands, targets, files. Links inside docs/ are the strict build's business."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.reference import pages
from tests.house.tree import PACKAGE, ROOT, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(?:https?:)?//[^\s>]+"""
    r"""|<link[^>]*rel=["']?(?:stylesheet|preconnect|icon)[^>]*(?:https?:)?//[^\s>]+"""
)
REFERENCE = ROOT / "docs" / "reference" / "cli.md"
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def names(path: Path) -> str:
    """A path as a test id."""
    return str(path.relative_to(ROOT))


def code_of(text: str) -> str:
    """Only what stands as code: blocks and `inline`."""
    return "\n".join(re.findall(r"```[\s\S]*?```|^ {4}.*$|`[^`\n]+`", text, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_a_make_command_that_is_named_exists(document: Path) -> None:
    asked = set(re.findall(r"\bmake ([a-z-]+)", code_of(document.read_text(encoding="utf-8"))))
    assert asked <= TARGETS, f"the Makefile has no {sorted(asked - TARGETS)}"


def test_the_readme_says_how_to_begin() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(re.findall(r"\bmake ([a-z]+)", code_of(readme)))
    assert "not legal advice" in readme


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.parent == ROOT], ids=names)
def test_a_file_that_is_linked_exists(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not gone


def test_continuous_integration_runs_the_tests() -> None:
    assert re.search(r"^make test$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_site_fetches_nothing_from_elsewhere() -> None:
    """Fonts, scripts and styles from another host would break offline, and tell it who reads what."""
    site = ROOT / "site"
    if not (site / "index.html").exists():
        pytest.skip("the site is not built: make docs")
    found = [
        f"{page.relative_to(site)}: {match.group()}"
        for page in site.rglob("*.html")
        for match in FETCHED.finditer(page.read_text(encoding="utf-8"))
    ]
    assert not found


def commands() -> Iterator[str]:
    """Every command of the command line, in full: `law show`."""
    import typer

    from acquis.cli.app import app

    def walk(command: Any, name: str) -> Iterator[str]:
        children = getattr(command, "commands", {})
        if name and not children:
            yield name
        for child, it in children.items():
            if not it.hidden:
                yield from walk(it, f"{name} {child}".strip())

    yield from walk(typer.main.get_command(app), "")


@pytest.fixture(scope="module")
def cli() -> list[str]:
    if not (PACKAGE / "cli" / "__init__.py").exists():
        pytest.skip("cli is not built yet")
    return list(commands())


def test_every_command_is_in_the_reference(cli: list[str]) -> None:
    reference = REFERENCE.read_text(encoding="utf-8") if REFERENCE.exists() else ""
    undocumented = [command for command in cli if f"`acquis {command}`" not in reference]
    assert cli
    assert not undocumented, "make reference"


@pytest.mark.parametrize(("page", "write"), list(pages()), ids=lambda value: value.name if isinstance(value, Path) else "")
def test_the_generated_reference_is_up_to_date(page: Path, write: Callable[[], str]) -> None:
    assert page.exists(), "make reference"
    assert page.read_text(encoding="utf-8").strip() == write().strip(), "make reference"


def test_every_command_that_is_named_exists(cli: list[str]) -> None:
    groups = {command.split()[0] for command in cli if " " in command}
    asked = {
        (str(document.relative_to(ROOT)), f"{first} {second}" if first in groups and second else first)
        for document in DOCUMENTS
        for first, second in re.findall(
            r"(?:^|[`/ ])acquis ([a-z]+)(?: ([a-z]+)\b)?", code_of(document.read_text(encoding="utf-8")), re.MULTILINE
        )
    }
    unknown = sorted(f"{name}: acquis {command}" for name, command in asked if command not in {*cli, *groups})
    assert not unknown
