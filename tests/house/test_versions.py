"""One version everywhere."""

from __future__ import annotations

import re

import yaml

import acquis
from tests.house.tree import ROOT, pyproject

VERSION = pyproject()["project"]["version"]


def test_the_package_says_it() -> None:
    assert acquis.__version__ == VERSION


def test_the_citation_says_it() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == VERSION


def test_the_changelog_begins_with_it() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", changelog, re.MULTILINE)
    assert headings[0][0] == "Unreleased"
    latest, day = headings[1]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (latest, day) == (VERSION, str(citation["date-released"]))
