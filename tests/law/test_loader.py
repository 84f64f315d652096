"""Every error that a lawyer can make in a corpus is told with file, line, field, id and the way out, and all of them at once."""

from __future__ import annotations

import os
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest

from acquis.errors import AcquisError, AcquisErrors
from acquis.law import load_corpus
from tests.law import small

pytestmark = pytest.mark.usefixtures("cache")


@dataclass(frozen=True)
class Plant:
    """One error: `old` becomes `new` in a file, and is found in the line of `at` (by default where `new` begins)."""

    old: str
    new: str
    says: str
    field: str
    file: str = "law"
    at: str = ""
    id: str = ""


TEXTS = {"law": small.LAW, "groups": small.GROUPS, "regime": small.REGIME, "facts": small.FACTS}


def errors_of(folder: Path) -> list[AcquisError]:
    with pytest.raises(AcquisErrors) as caught:
        load_corpus(folder)
    assert str(caught.value).count("\n") == len(caught.value.errors) - 1
    return list(caught.value.errors)


def second(kind: str, **fields: object) -> str:
    return small.provision("XX.L.99", kind, **fields)


L1, L4 = "when: act = 'export'", "when: holds('XX.L.3') AND NOT destination IN group('XX.Friends')"
PLANTS = {
    # The shape of a provision.
    "bad id": Plant("id: XX.L.1\n", "id: xx.L.1\n", "should match pattern", "provisions.0.id"),
    "id with a space at its end": Plant("id: XX.L.1\n", "id: XX.L.\n", "should match pattern", "provisions.0.id"),
    "missing field": Plant("    confidence: medium\n", "", "Field required", "provisions.5.confidence", at="  - id: XX.L.4"),
    "unknown field": Plant("unless: pieces", "except: pieces", "Extra inputs are not permitted", "provisions.5.except"),
    "unknown kind": Plant("kind: scope", "kind: reach", "Input should be 'scope', 'definition'", "provisions.0.kind"),
    "unknown layer": Plant("unless: pieces <= 1", "layer: paper", "Input should be 'codified', 'enforced'", "provisions.5.layer"),
    "unknown confidence": Plant("medium", "certain", "Input should be 'high', 'medium'", "provisions.5.confidence"),
    "day that is none": Plant("{from: 2020-01-01}", "{from: 2020-01-32}", "is not a day of the calendar", "in_force.from"),
    "text where a day belongs": Plant("{from: 2020-01-01}", "{from: spring}", "valid date", "provisions.0.in_force.from"),
    "list of the wrong thing": Plant("relieves: [XX.L.4]", "relieves: XX.L.4", "valid list", "provisions.6.relieves"),
    "instrument without a title": Plant("  title: Law of examples\n", "", "Field required", "instrument.title", at="  id: XX.L"),
    # Fields that belong to one kind.
    "no condition": Plant(f"    {L1}\n", "", "a scope needs `when`", "provisions.0.when", at="  - id: XX.L.1", id="XX.L.1"),
    "unless alone": Plant(
        "    derive: {load", "    unless: told\n    derive: {load", "`unless` stands without `when`", "unless", id="XX.L.2"
    ),
    "relief by a requirement": Plant(
        "unless: pieces <= 1", "relieves: [XX.L.4]", "only an authorisation relieves", "provisions.5.relieves", id="XX.L.4"
    ),
    "derivation by an entry": Plant(
        "when: item_kind = 'machine' AND power >= 50", "derive: {load: power}", "only a definition derives facts", "derive"
    ),
    "policy without effect": Plant(
        "    effect: case_by_case\n", "", "a policy needs an effect", "provisions.8.effect", at="  - id: XX.L.7", id="XX.L.7"
    ),
    "policy of an unknown effect": Plant("case_by_case", "mercy", "one of presumption_of_approval", "effect", id="XX.L.7"),
    "effect of a scope": Plant(L1, f"{L1}\n    effect: case_by_case", "has an effect", "effect", at="effect: case", id="XX.L.1"),
    "duty of a scope": Plant(
        L1, f"{L1}\n    duty: {{who: a, what: b}}", "a duty, and nothing else", "duty", at="duty: {who: a", id="XX.L.1"
    ),
    "duty that asks for nothing": Plant(
        "    duty: {who: exporter, what: Report., due: {after: received, days: 30}}\n",
        "",
        "a duty, and nothing else, has the field `duty`",
        "duty",
        at="  - id: XX.L.8",
        id="XX.L.8",
    ),
    "ends before it begins": Plant(
        "{from: 2024-01-01, to: 2025-12-31}", "{from: 2025-01-01, to: 2024-12-31}", "it ends before it begins", "in_force"
    ),
    "no source": Plant(
        "    source: {url: 'https://example.org/9'}\n", "", "it has no source", "source", at="  - id: XX.L.9", id="XX.L.9"
    ),
    "text promised and not there": Plant(
        L1, f"{L1}\n    text_kind: verbatim", "the text is missing", "text", at="  - id: XX.L.1", id="XX.L.1"
    ),
    # Conditions.
    "unknown fact": Plant("act = 'export'", "deed = 'export'", "no such fact: deed", "provisions.0.when", id="XX.L.1"),
    "unknown fact in unless": Plant("pieces <= 1", "piece <= 1", "no such fact: piece", "provisions.5.unless", id="XX.L.4"),
    "number compared with a code": Plant("act = 'export'", "power = 'export'", "a number cannot be compared with a text", "when"),
    "code that is none": Plant("act = 'export'", "act = 'theft'", "'theft' is not a code of act", "when", id="XX.L.1"),
    "number as a truth": Plant("when: pledged", "when: power", "power stands as a truth, but it is a number", "when"),
    "truth as a number": Plant("pieces <= 1", "marked <= 1", "a number cannot be compared with a truth", "unless"),
    "set compared": Plant("has(uses, 'military')", "uses = 'military'", "cannot be compared", "when", id="XX.L.6"),
    "has() of a code": Plant("has(uses, 'military')", "has(act, 'export')", "act stands in has(), but it is a code", "when"),
    "outside the language": Plant("when: told", "when: told IS NULL", "is not in the condition language", "when", id="XX.L.7"),
    "function": Plant("pieces <= 1", "COALESCE(pieces, 0) <= 1", "COALESCE() is not in the language", "unless", id="XX.L.4"),
    "does not parse": Plant("when: told", "when: told AND", "the condition cannot be read at 'AND'", "when", id="XX.L.7"),
    "in the second line of a condition": Plant("AND power >= 100", "AND LN(power) >= 100", "LN() is not in the language", "when"),
    "unknown fact in a derivation": Plant("power * pieces", "power * piece", "no such fact: piece", "derive", id="XX.L.2"),
    "derivation that does not parse": Plant("power * pieces", "power ^ pieces", "not in the condition language", "derive"),
    "derivation of a truth": Plant("{load: power * pieces}", "{marked: power}", "marked is not a number", "derive", id="XX.L.2"),
    "derivation of nothing known": Plant("{load: ", "{weight: ", "weight is not a number", "derive", id="XX.L.2"),
    "derivation from a date": Plant("power * pieces", "power * received", "received stands as a number", "derive", id="XX.L.2"),
    # Between provisions.
    "missing group": Plant("group('XX.Friends')", "group('XX.Foes')", "there is no group XX.Foes", "when", id="XX.L.4"),
    "holds of nothing": Plant("holds('XX.L.3')", "holds('XX.L.33')", "holds('XX.L.33') names no provision", "when", id="XX.L.4"),
    "holds of half a name": Plant("holds('XX.L.3')", "holds('XX.L.')", "holds('XX.L.') names no provision", "when", id="XX.L.4"),
    "holds of a mere text": Plant("holds('XX.L.3')", "holds('XX.L.9')", "provisions without a condition", "when", id="XX.L.4"),
    "holds into another regime": Plant(
        "holds('XX.L.3')", "holds('YY.L.3')", "reaches into another regime", "when", id="XX.L.4"
    ),
    "relieves nothing": Plant("[XX.L.4]", "[XX.L.44]", "XX.L.44 is no requirement", "relieves", id="XX.L.5"),
    "relieves what is no requirement": Plant("[XX.L.4]", "[XX.L.6]", "XX.L.6 is no requirement", "relieves", id="XX.L.5"),
    "overlapping versions": Plant(
        "to: 2025-12-31}\n    when: >-", "to: 2026-01-01}\n    when: >-", "two versions are in force on the same days",
        "provisions.4.in_force", at="in_force: {from: 2026-01-01}\n    when: item_kind", id="XX.L.3.a",
    ),
    "versions of two kinds": Plant(
        "title: Strong machines, as amended\n    kind: entry", "title: Amended\n    kind: scope",
        "another version is a entry", "kind", at="kind: scope\n    in_force: {from: 2026", id="XX.L.3.a",
    ),
    "id of no regime": Plant("id: XX.L.9", "id: ZZ.L.9", "there is no regime ZZ", "id", id="ZZ.L.9"),
    # Duties.
    "due after no fact": Plant("after: received", "after: sent", "sent is not a date of the vocabulary", "duty", id="XX.L.8"),
    "due after what is no date": Plant("after: received", "after: power", "power is not a date", "duty", id="XX.L.8"),
    "pause that is no count": Plant("days: 30", "working_days: 3, not_counted: told", "told is not a count", "duty", id="XX.L.8"),
    "due at no time": Plant("{after: received, days: 30}", "{days: 30}", "a due date counts after a fact", "duty", id="XX.L.8"),
    "due twice": Plant("days: 30", "on: 2026-01-01", "a due date counts after a fact", "duty", id="XX.L.8"),
    "due in month 13": Plant("{after: received, days: 30}", "{every: year, month: 13}", "less than or equal to 12", "due.month"),
    # Groups and regimes.
    "group version overlaps": Plant(
        "{to: 2025-12-31}", "{to: 2026-06-30}", "versions 1 and 2 of XX.Friends are in force on the same days",
        "groups.0.versions.1", "groups", at="in_force: {from: 2026-01-01}, members",
    ),
    "group version ends before it begins": Plant(
        "{from: 2026-01-01}", "{from: 2026-01-01, to: 2025-12-31}", "XX.Friends: it ends before it begins",
        "groups.0.versions.1.in_force", "groups",
    ),
    "group twice": Plant("id: XX.Unread", "id: XX.Friends", "the group XX.Friends stands twice", "groups.1.id", "groups"),
    "member that is no country": Plant("[CA, NO]", "[CA, Norway]", "should match pattern", "versions.1.members.1", "groups"),
    "group of another shape": Plant("groups:", "group:", "Field required", "groups", "groups", at="group:"),
    "regime without a home": Plant("home: AQ\n", "", "Field required", "home", "regime", at="id: XX"),
    "regime of a long name": Plant("id: XX", "id: EXLAND", "should match pattern", "id", "regime"),
}  # fmt: skip


def test_the_template_is_sound(tmp_path: Path) -> None:
    corpus = load_corpus(small.write(tmp_path))
    assert len(corpus.provisions) == small.LAW.count("- id:")


@pytest.mark.parametrize("name", PLANTS)
def test_one_planted_error_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    plant = PLANTS[name]
    assert TEXTS[plant.file].count(plant.old) >= 1, "the template has changed"
    planted = TEXTS[plant.file].replace(plant.old, plant.new, 1)
    small.write(tmp_path, **{plant.file: planted})
    folder = tmp_path / ("" if plant.file == "facts" else "xx")
    at = planted.index(plant.at) if plant.at else TEXTS[plant.file].index(plant.old)
    line = planted.count("\n", 0, at) + 1

    found = [error for error in errors_of(tmp_path) if plant.says in str(error)]
    assert found, [str(error) for error in errors_of(tmp_path)]
    error = found[0]
    assert error.file == str(folder / f"{plant.file}.yaml")
    assert error.line == line
    assert error.field is not None
    assert error.field.endswith(plant.field)
    assert error.way_out
    assert plant.id in error.message
    for part in (f"{plant.file}.yaml:{line}:", plant.field, error.way_out[:40]):
        assert part in str(error)


# A broken regime, vocabulary or file of groups takes more with it; what is broken in a provision is told once.
@pytest.mark.parametrize(
    "name", [name for name, plant in PLANTS.items() if plant.file == "law" and plant.id and "ZZ" not in plant.new]
)
def test_one_planted_error_is_one_error(tmp_path: Path, name: str) -> None:
    plant = PLANTS[name]
    small.write(tmp_path, small.LAW.replace(plant.old, plant.new, 1))
    assert len(errors_of(tmp_path)) == 1


def test_a_cycle_is_shown(tmp_path: Path) -> None:
    law = small.law(
        small.provision("XX.L.1", "entry", when="holds('XX.L.2')"),
        small.provision("XX.L.2", "entry", when="marked AND holds('XX.L.3')"),
        small.provision("XX.L.3", "entry", when="told", unless="holds('XX.L.1')"),
    )
    (error,) = errors_of(small.write(tmp_path, law))
    assert "the references form a cycle: XX.L.1 -> XX.L.2 -> XX.L.3 -> XX.L.1" in str(error)
    assert error.line == small.HEAD.count("\n") + 7
    assert error.way_out


def test_a_provision_that_rests_on_itself_or_its_ancestor_is_a_cycle(tmp_path: Path) -> None:
    (error,) = errors_of(small.write(tmp_path / "a", small.law(small.provision("XX.L.1", "entry", when="holds('XX.L.1')"))))
    assert "XX.L.1 -> XX.L.1" in str(error)
    (error,) = errors_of(
        small.write(tmp_path / "b", small.law(small.provision("XX.L.1.a", "entry", when="told OR holds('XX.L.1')")))
    )
    assert "XX.L.1.a -> XX.L.1.a" in str(error)


def test_facts_that_are_derived_from_each_other_are_a_cycle(tmp_path: Path) -> None:
    law = small.law(
        small.provision("XX.L.1", "definition", derive="{power: load / pieces}"),
        small.provision("XX.L.2", "definition", derive="{load: power * pieces}"),
    )
    (error,) = errors_of(small.write(tmp_path, law))
    assert "facts are derived from each other: power -> load -> power" in str(error)
    assert error.way_out


def test_a_long_chain_of_references_is_no_cycle_and_no_crash(tmp_path: Path) -> None:
    links = [small.provision(f"XX.L.{i}", "entry", when=f"holds('XX.L.{i + 1}')") for i in range(400)]
    corpus = load_corpus(small.write(tmp_path, small.law(*links, small.provision("XX.L.400", "entry", when="told"))))
    assert len(corpus.provisions) == 401


def test_versions_of_two_layers_may_stand_side_by_side(tmp_path: Path) -> None:
    law = small.law(
        small.provision("XX.L.1", "scope", when="told", layer="codified"),
        small.provision("XX.L.1", "scope", when="marked", layer="enforced"),
    )
    assert len(load_corpus(small.write(tmp_path, law)).provisions) == 2
    (error,) = errors_of(small.write(tmp_path, law.replace("layer: codified", "layer: both")))
    assert "two versions are in force on the same days" in str(error)


def test_authorisations_relieve_the_requirements_of_their_own_regime(tmp_path: Path) -> None:
    small.write(tmp_path)
    (tmp_path / "yy").mkdir()
    (tmp_path / "yy" / "regime.yaml").write_text(small.REGIME.replace("id: XX", "id: YY"))
    (tmp_path / "yy" / "law.yaml").write_text(
        small.law(small.provision("YY.L.1", "authorisation", when="told", relieves="[XX.L.4]")).replace(
            "id: XX.L\n", "id: YY.L\n"
        )
    )
    (error,) = errors_of(tmp_path)
    assert "YY.L.1: XX.L.4 is no requirement of YY" in str(error)


def test_a_regime_stands_once(tmp_path: Path) -> None:
    small.write(tmp_path)
    (tmp_path / "yy").mkdir()
    (tmp_path / "yy" / "regime.yaml").write_text(small.REGIME)
    (error,) = errors_of(tmp_path)
    assert "the regime XX stands twice" in str(error)
    assert error.file == str(tmp_path / "yy" / "regime.yaml")


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    law = (
        small.LAW.replace("act = 'export'", "deed = 'export'")
        .replace("when: told", "when: told IS NULL")
        .replace("[XX.L.4]", "[XX.L.44]")
    )
    small.write(tmp_path, law, groups=small.GROUPS.replace("[CA, NO]", "[CA, Norway]"))
    (tmp_path / "xx" / "more.yaml").write_text("a: [1\n")
    (tmp_path / "xx" / "other.yaml").write_text("a: 1\na: 2\n")
    errors = errors_of(tmp_path)
    told = "\n".join(map(str, errors))
    for says in (
        "deed",
        "IS NULL",
        "XX.L.44",
        "groups.0.versions.1.members.1",
        "more.yaml:2:1: not YAML",
        "the key stands twice",
    ):
        assert says in told
    assert {Path(str(error.file)).name for error in errors} == {"law.yaml", "groups.yaml", "more.yaml", "other.yaml"}


def test_errors_can_be_read_by_a_machine(tmp_path: Path) -> None:
    small.write(tmp_path, small.LAW.replace("act = 'export'", "deed = 'export'"))
    with pytest.raises(AcquisErrors) as caught:
        load_corpus(tmp_path)
    expected = {
        "message": "XX.L.1: no such fact: deed",
        "file": str(tmp_path / "xx" / "law.yaml"),
        "line": 12,
        "column": 11,
        "field": "provisions.0.when",
        "way_out": "see acquis facts",
    }
    assert caught.value.to_dict() == {"message": "1 error", "errors": [expected]}


def test_without_a_vocabulary_nothing_else_is_read(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        (error,) = errors_of(folder)
        assert str(error).startswith(f"{folder / 'facts.yaml'}: there is no such file")


def test_a_folder_with_strange_files_is_refused_and_not_opened(tmp_path: Path) -> None:
    small.write(tmp_path)
    os.mkfifo(tmp_path / "xx" / "pipe.yaml")
    (tmp_path / "xx" / "folder.yaml").mkdir()
    (tmp_path / "xx" / "link.yaml").symlink_to("/dev/zero")
    (tmp_path / "xx" / "gone.yaml").symlink_to("nowhere")
    (tmp_path / "xx" / "huge.yaml").touch()
    os.truncate(tmp_path / "xx" / "huge.yaml", 2**30)
    start = time.perf_counter()
    tracemalloc.start()
    errors = errors_of(tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.perf_counter() - start < 10
    assert most < 2**26
    told = {Path(str(error.file)).stem: error.message for error in errors}
    assert told.keys() == {"pipe", "folder", "link", "gone", "huge"}
    assert told["pipe"] == told["folder"] == told["link"] == "this is not a regular file"
    assert told["gone"] == "there is no such file"
    assert told["huge"].startswith("the file has 1,073,741,824 bytes")


def test_names_with_control_characters_are_refused(tmp_path: Path) -> None:
    for old, new in (("id: XX.L.9", 'id: "XX.L.\\e[31m9"'), ("title: Good faith", 'title: "Good\\a faith"')):
        (error,) = errors_of(small.write(tmp_path, small.LAW.replace(old, new)))
        assert error.line
        assert error.field
        assert str(error).isprintable()


def test_hidden_and_other_files_are_no_law(tmp_path: Path) -> None:
    small.write(tmp_path)
    (tmp_path / "xx" / "notes.txt").write_text("[")
    for name in (".git", "_drafts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "law.yaml").write_text("[")
    assert load_corpus(tmp_path).regimes.keys() == {"XX"}
