"""Everything that others made is attributed, and the licence is the one we say."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.house.tree import PACKAGE, ROOT, pyproject, tracked

DATA = {".csv", ".json", ".geojson", ".topojson", ".parquet", ".arrow", ".tsv", ".svg", ".png", ".zip", ".gz"}
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


def is_data(path: Path) -> bool:
    """A file of the package that somebody else may have made; the corpus has provisions, which name their sources."""
    return path.suffix not in {".py", ".md"} and path.parts[0] != "corpus" and ("data" in path.parts or path.suffix in DATA)


def test_notice_names_every_data_file_of_the_package() -> None:
    inside = [path.relative_to(PACKAGE) for path in tracked() if path.is_relative_to(PACKAGE)]
    unnamed = [str(path) for path in inside if is_data(path) and path.name not in NOTICE]
    assert not unnamed, "NOTICE must say where these come from, and on what terms:\n" + "\n".join(unnamed)


def test_notice_speaks_of_every_regime_of_the_corpus() -> None:
    names = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["name"].removeprefix("People's Republic of ")
        for path in tracked()
        if path.name == "regime.yaml" and path.is_relative_to(PACKAGE / "corpus")
    ]
    unnamed = [name for name in names if name not in NOTICE]
    assert not unnamed, f"NOTICE says nothing about the texts of {unnamed}"


def test_notice_speaks_of_no_data_file_that_is_gone() -> None:
    named = {word.strip(",") for word in NOTICE.split() if word.strip(",").endswith((".csv", ".json", ".geojson"))}
    here = {path.name for path in tracked()}
    assert named, "the test reads the names of files in NOTICE"
    if (PACKAGE / "items" / "data").exists():  # the first room that ships data
        assert named <= here, f"NOTICE attributes files that are not shipped: {sorted(named - here)}"


def test_the_licence_is_apache_2_in_full() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert pyproject()["project"]["license"] == "Apache-2.0"
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["license"] == "Apache-2.0"
