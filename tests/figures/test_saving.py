from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from acquis.errors import AcquisError, MissingExtra
from acquis.figures import ladder_chart, save, world_map
from tests.figures.samples import AS_OF, MACHINES, PANEL, ladder, machine

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = machine("</script><img src=x onerror=alert(1)>", 60, "0.01", provider="A & <B>", note="]]> \u2028")


def chart(kind: str) -> Any:
    if kind == "map":
        return world_map([PANEL], source="invented", as_of=AS_OF, title="Where & when")
    return ladder_chart(
        [ladder()], [*MACHINES, HOSTILE], source="invented", as_of=AS_OF, title="Where & when", without=["Cockaigne"]
    )


@pytest.mark.parametrize("kind", ["ladder", "map"])
def test_svg_is_valid_named_and_the_same_every_time(kind: str, tmp_path: Path) -> None:
    drawn = save(chart(kind), tmp_path / "one.svg")
    root = ElementTree.parse(drawn).getroot()
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Where & when")
    assert (description.tag, root.get("aria-labelledby")) == (f"{SVG}desc", f"{title.get('id')} {description.get('id')}")
    assert "2026-11-22" in (description.text or "")
    assert not re.findall(r'(?:href|src)="https?:', drawn.read_text())
    assert drawn.read_bytes() == save(chart(kind), tmp_path / "two.svg").read_bytes()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ladder", ["0.0001", "0.006", "any error", "1,100", "2,000", "acme_boston", "Ionics H2-2", "not known", "undetermined",
                    "controlled region", "Physical qubits (number)", "Atlantis: 4A906.a", "No such entry found: Cockaigne."]),
        ("map", ["Atlantis", "not subject", "prohibited", "free to licence required", "not assessed"]),
    ],
)  # fmt: skip
def test_svg_has_the_words(kind: str, expected: list[str], tmp_path: Path) -> None:
    said = {node.text for node in ElementTree.parse(save(chart(kind), tmp_path / "a.svg")).iter(f"{SVG}text")}
    assert set(expected) <= said


def test_countries_are_named_to_those_who_do_not_see_the_map(tmp_path: Path) -> None:
    text = save(chart("map"), tmp_path / "a.svg").read_text(encoding="utf-8")
    assert 'aria-label="Brazil: free to licence required"' in text
    assert 'aria-label="Singapore: prohibited"' in text


@pytest.mark.parametrize("kind", ["ladder", "map"])
def test_png_has_two_pixels_for_each_of_the_chart(kind: str, tmp_path: Path) -> None:
    content = save(chart(kind), tmp_path / "a.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") == pytest.approx(2000, abs=60)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attrs = self.tags[-1] if self.tags else ("", {})
        self.texts[attrs.get("id") or tag] = self.texts.get(attrs.get("id") or tag, "") + data


@pytest.mark.parametrize("kind", ["ladder", "map"])
def test_html_brings_all_it_needs_and_loads_nothing(kind: str, tmp_path: Path) -> None:
    page = Page()
    page.feed(save(chart(kind), tmp_path / "a.html").read_text(encoding="utf-8"))
    assert not [attrs for _, attrs in page.tags for name in ("src", "href", "data", "action") if name in attrs]
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "iframe", "object", "embed", "base", "img", "form"})
    assert [tag for tag, _ in page.tags].count("script") == 2
    policy = next(attrs["content"] or "" for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert page.texts["title"].strip() == "Where & when"
    assert json.loads(page.texts["spec"])["title"]["text"] == "Where & when"


def test_a_hostile_name_stays_a_name(tmp_path: Path) -> None:
    text = save(chart("ladder"), tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<img src=x" not in text
    assert "\u2028" not in text


def test_html_is_the_same_every_time(tmp_path: Path) -> None:
    assert save(chart("ladder"), tmp_path / "a.html").read_bytes() == save(chart("ladder"), tmp_path / "b.html").read_bytes()


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.svg.gz"])
def test_another_suffix_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(AcquisError, match=r"use .svg, .png or .html"):
        save(chart("map"), tmp_path / name)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(AcquisError, match="cannot be written") as caught:
        save(chart("map"), tmp_path / "nowhere" / "a.svg")
    assert str(caught.value.file).endswith("a.svg")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    drawn = chart("map")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"altair is not installed .*acquis\[charts\]"):
        chart("map")
    with pytest.raises(MissingExtra, match="altair"):
        chart("ladder")
    with pytest.raises(MissingExtra, match=r"vl-convert-python is not installed .*acquis\[charts\]"):
        save(drawn, tmp_path / "a.svg")


def test_the_room_is_light_until_it_draws() -> None:
    code = "import sys, acquis.figures as f; f.COUNTRIES['SG']; print([m for m in ('altair', 'vl_convert') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_order_of_hashes_does_not_matter() -> None:
    code = (
        "import json; from acquis.figures import *; from tests.figures.samples import *;"
        "print(json.dumps(world_map([PANEL], source='s', as_of=AS_OF).to_dict()));"
        "print(json.dumps(ladder_chart([ladder()], MACHINES, source='s', as_of=AS_OF).to_dict()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
