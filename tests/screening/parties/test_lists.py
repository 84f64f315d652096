"""Lists are read as published, say which version they are, and a hostile file ends in an error that names its place."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from acquis.screening.parties.lists import FORMATS, format_of, load, sample
from acquis.screening.parties.model import Kind, ListError
from acquis.screening.parties.reading import LONGEST_LINE
from tests.screening.parties import fictional as made

pytest.importorskip("rigour", reason="party screening is installed by `make more`")

MADE: dict[str, Callable[[Path], Path]] = {
    "csl-csv": made.csl_csv, "csl-json": made.csl_json, "eu-xml": made.eu_xml, "eu-csv": made.eu_csv,
    "un-xml": made.un_xml, "ftm": made.ftm,
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_format_is_known_by_its_beginning(name: str, tmp_path: Path) -> None:
    assert format_of(MADE[name](tmp_path)).name == name
    assert set(MADE) == set(FORMATS)


@pytest.mark.parametrize("name", MADE)
def test_a_list_says_which_version_it_is(name: str, tmp_path: Path) -> None:
    path = MADE[name](tmp_path)
    given = load(path, date=dt.date(2026, 9, 1))
    assert given.version.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert given.version.entries == len(given.entries) > 0
    assert given.version.dated_by == ("the user" if name.startswith("csl") else "the file")


def test_the_consolidated_screening_list(tmp_path: Path) -> None:
    first, person, *_ = load(made.csl_csv(tmp_path)).entries
    assert first.names == ("Vostok Shchit Fictional Optics (VSFO)", "VSF Optika", "Fictional Shield East")
    assert first.countries == {"RU"}
    assert len(first.addresses) == 2
    assert [(n.number, n.kind, n.country) for n in first.identifiers] == [("1027700999999", "Registration ID", "RU")]
    assert (person.kind, person.ends) == (Kind.PERSON, dt.date(2020, 1, 1))


def test_both_forms_of_a_publication_say_the_same(tmp_path: Path) -> None:
    csv_, json_ = (load(path).entries[0] for path in (made.csl_csv(tmp_path), made.csl_json(tmp_path)))
    assert (csv_.id, csv_.parts, csv_.countries, csv_.identifiers, csv_.starts) == (
        json_.id, json_.parts, json_.countries, json_.identifiers, json_.starts,
    )  # fmt: skip
    xml, semicolons = load(made.eu_xml(tmp_path)), load(made.eu_csv(tmp_path))
    assert xml.version.date == semicolons.version.date == dt.date(2026, 10, 1)
    ours, theirs = xml.entries[0], semicolons.entries[0]
    assert (ours.id, ours.kind, ours.countries, ours.programmes) == (theirs.id, theirs.kind, theirs.countries, theirs.programmes)
    assert [n.number for n in ours.identifiers] == [n.number for n in theirs.identifiers]
    assert ours.weak == ("VP",)


def test_the_list_of_the_security_council(tmp_path: Path) -> None:
    person, firm = load(made.un_xml(tmp_path)).entries
    assert (person.name, person.weak, person.countries) == ("NEMO NULLUS", ("Captain", "The Captain"), frozenset({"CD"}))
    assert (person.identifiers[0].number, person.identifiers[0].country) == ("X0000001", "RW")
    assert (firm.aliases, firm.kind, firm.countries) == (("IFT",), Kind.ORGANISATION, frozenset({"RW"}))


def test_of_followthemoney_only_those_who_stand_on_a_list(tmp_path: Path) -> None:
    given = load(made.ftm(tmp_path))
    assert [entry.id for entry in given.entries] == ["NK-fiction"]
    assert given.version.date == dt.date(2026, 10, 5)


def test_the_sample_is_real_and_counts_for_nothing() -> None:
    given = sample()
    assert given.version.date is None
    assert given.version.warning(dt.date(2026, 11, 1), 30) is not None
    assert Kind.PERSON not in {entry.kind for entry in given.entries}
    assert given.format.family == "sample"


def test_an_old_list_is_warned_of(tmp_path: Path) -> None:
    version = load(made.un_xml(tmp_path)).version
    assert version.warning(dt.date(2026, 10, 30), 30) is None
    assert "31 days" in (version.warning(dt.date(2026, 10, 31), 30) or "")
    assert "after the day" in (version.warning(dt.date(2026, 9, 1), 30) or "")


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&b;</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY a SYSTEM "other.txt">]><CONSOLIDATED_LIST><ENTITY>&a;</ENTITY></CONSOLIDATED_LIST>"""
DEEP = "<CONSOLIDATED_LIST><ENTITY>" + "<a>" * 10_000
HOSTILE = {
    "bomb.xml": (BOMB, 1, "document type"),
    "outside.xml": (OUTSIDE, 1, "document type"),
    "deep.xml": (DEEP, 1, "deep"),
    "cut.xml": ("<CONSOLIDATED_LIST>\n<ENTITY>", 2, "not XML"),
    "nameless.xml": ("<CONSOLIDATED_LIST>\n<ENTITY><DATAID>1</DATAID></ENTITY></CONSOLIDATED_LIST>", 2, "without it"),
    "none.xml": ("<CONSOLIDATED_LIST></CONSOLIDATED_LIST>", None, "no entry"),
    "long.csv": (made.CSL_HEADER + "\n" + "x" * LONGEST_LINE, 2, "bytes"),
    "quotes.csv": (made.CSL_HEADER + '\n"1,2\n', 2, "not CSV"),
    "wide.csv": (made.CSL_HEADER + "\n" + "," * 40 + "x\n", 2, "41 cells"),
    "nul.csv": (made.CSL_HEADER + "\n\0\n", 2, "NUL"),
    "column.csv": ("_id,source,source,name,alt_names,addresses\n", 1, "two columns"),
    "day.csv": (
        made.CSL_HEADER + "\n" + made.csl_row(_id="1", source="Entity List (EL)", name="Nobody", start_date="31 February"),
        2,
        "not a day",
    ),
    "twice.csv": (
        "\n".join([made.CSL_HEADER, *[made.csl_row(_id="1", source="Entity List (EL)", name="Nobody")] * 2]),
        None,
        "two entries",
    ),
    "deep.json": ('{"results": ' + "[" * 100_000, 1, "not JSON"),
    "object.ftm.json": (
        '{"schema": "Company", "id": "1", "target": true, "properties": {"topics": [], "name": "No list"}}\n',
        1,
        "not a list of texts",
    ),
    "unknown.txt": ("hello", None, "none of the formats"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_an_error_that_names_its_place(name: str, tmp_path: Path) -> None:
    text, line, said = HOSTILE[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ListError, match=said) as caught:
        load(path)
    assert (caught.value.line, caught.value.way_out is not None) == (line, True)
    assert caught.value.file == str(path)


def test_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin1.csv"
    path.write_bytes((made.CSL_HEADER + "\n" + made.csl_row(_id="1", source="Entity List (EL)", name="Müller")).encode("latin-1"))
    with pytest.raises(ListError, match="UTF-8") as caught:
        load(path, format_name="csl-csv")
    assert caught.value.line == 2
