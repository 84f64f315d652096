"""From a folder of YAML to a corpus. Every error of every file is reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.parse import ConditionError, parse_condition, parse_expression
from acquis.errors import AcquisError, AcquisErrors
from acquis.law import schema
from acquis.law.model import (
    Due,
    Duty,
    Group,
    GroupVersion,
    Instrument,
    Kind,
    Layer,
    Period,
    Policy,
    Provision,
    Reference,
    Regime,
)
from acquis.law.vocabulary import Vocabulary
from acquis.law.vocabulary_file import read_vocabulary
from acquis.law.yaml_source import Path_, Source, SourceError, read_source


class Loaded:
    """What has been read so far, and what was wrong with it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.regimes: dict[str, Regime] = {}
        self.instruments: dict[str, Instrument] = {}
        self.groups: dict[str, Group] = {}
        self.provisions: list[Provision] = []
        self.places: list[tuple[Source, Path_]] = []
        self.errors: list[AcquisError] = []


def read_folder(folder: Path) -> Loaded:
    """Reads and checks every file of a corpus folder. Errors are collected in `Loaded.errors`, not raised.

    Raises:
        AcquisErrors: when the vocabulary cannot be read, for then nothing else can be checked.
    """
    vocabulary, errors = read_vocabulary(folder / "facts.yaml")
    if vocabulary is None:
        raise AcquisErrors(list(errors))
    loaded = Loaded(vocabulary)
    loaded.errors += errors
    for regime_folder in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))):
        for path in sorted(regime_folder.glob("*.yaml"), key=lambda path: (path.stem not in ("regime", "groups"), path.name)):
            _read_file(path, loaded, str(path.relative_to(folder)))
    from acquis.law.integrity import check_integrity

    loaded.errors += check_integrity(loaded)
    return loaded


def _read_file(path: Path, loaded: Loaded, shown: str) -> None:
    try:
        source = read_source(path)
    except SourceError as error:
        loaded.errors.append(error)
        return
    readers = {"regime": _read_regime, "groups": _read_groups}
    readers.get(path.stem, _read_instrument)(source, loaded, shown)


def _read_regime(source: Source, loaded: Loaded, shown: str) -> None:
    model, errors = schema.validate(schema.RegimeFile, source)
    loaded.errors += errors
    if model is not None:
        if model.id in loaded.regimes:
            loaded.errors.append(source.error(f"the regime {model.id} stands twice", ("id",), "a regime has one folder"))
        loaded.regimes[model.id] = Regime(
            model.id,
            model.name,
            model.home,
            model.language,
            model.authority,
            model.as_of,
            tuple(model.topics),
            tuple(model.caveats),
            dict(model.exporter),
        )


def _read_groups(source: Source, loaded: Loaded, shown: str) -> None:
    model, errors = schema.validate(schema.GroupsFile, source)
    loaded.errors += errors
    for index, group in enumerate(model.groups if model else ()):
        if group.id in loaded.groups:
            loaded.errors.append(source.error(f"the group {group.id} stands twice", ("groups", index, "id"), "keep one of them"))
        versions = tuple(
            GroupVersion(
                _period(version.in_force),
                tuple(version.members),
                None if version.uncertain == "all" else tuple(version.uncertain),
                version.note,
            )
            for version in group.versions
        )
        for first, one in enumerate(versions):
            if one.in_force.empty:
                where: Path_ = ("groups", index, "versions", first, "in_force")
                loaded.errors.append(source.error(f"{group.id}: it ends before it begins", where, schema.SEE_FORMAT))
            for second, other in enumerate(versions[:first]):
                if one.in_force.overlaps(other.in_force):
                    loaded.errors.append(
                        source.error(
                            f"versions {second + 1} and {first + 1} of {group.id} are in force on the same days",
                            ("groups", index, "versions", first),
                            "end one on the day before the other begins",
                        )
                    )
        loaded.groups[group.id] = Group(
            group.id, group.title, group.cite, _references(group.source, group.sources), group.confidence, versions
        )


def _read_instrument(source: Source, loaded: Loaded, shown: str) -> None:
    model, errors = schema.validate(schema.InstrumentFile, source)
    loaded.errors += errors
    if model is None:
        return
    head = model.instrument
    loaded.instruments[head.id] = Instrument(head.id, head.title, head.cite, head.url)
    for index, provision in enumerate(model.provisions):
        path: Path_ = ("provisions", index)
        reader = _ProvisionReader(source, path, loaded, shown)
        loaded.provisions.append(reader.read(provision, head.id))
        loaded.places.append((source, path))


class _ProvisionReader:
    def __init__(self, source: Source, path: Path_, loaded: Loaded, shown: str) -> None:
        self.source, self.path, self.loaded, self.shown = source, path, loaded, shown

    def read(self, yaml: schema.ProvisionYaml, instrument: str) -> Provision:
        self._check_fields(yaml)
        layers = frozenset(Layer) if yaml.layer == "both" else frozenset({Layer(yaml.layer)})
        return Provision(
            id=yaml.id,
            cite=yaml.cite,
            kind=yaml.kind,
            title=yaml.title,
            in_force=_period(yaml.in_force),
            sources=_references(yaml.source, yaml.sources),
            confidence=yaml.confidence,
            layers=layers,
            when=self._condition("when", yaml.when),
            unless=self._condition("unless", yaml.unless),
            policy=self._policy(yaml),
            relieves=tuple(yaml.relieves),
            conditions=tuple(yaml.conditions),
            derive=self._derivations(yaml.derive),
            duty=None if yaml.duty is None else self._duty(yaml.duty),
            topics=tuple(yaml.topics),
            text=yaml.text,
            text_kind=yaml.text_kind,
            text_en=yaml.text_en,
            language=yaml.lang,
            basis=yaml.basis,
            notes=tuple(yaml.notes),
            related=tuple({k: str(v) for k, v in related.model_dump(exclude_none=True).items()} for related in yaml.related),
            lint={str(rule): reason for rule, reason in yaml.lint.items()},
            instrument=instrument,
            file=self.shown,
            line=self.source.position(self.path)[0],
        )

    def _error(self, message: str, field: str, way_out: str | None = None) -> None:
        path = (*self.path, field)
        name = self.source.data["provisions"][self.path[1]].get("id")
        self.loaded.errors.append(self.source.error(f"{name}: {message}", path, way_out or schema.SEE_FORMAT))

    def _check_fields(self, yaml: schema.ProvisionYaml) -> None:
        kind = yaml.kind
        needs_condition = kind not in (Kind.ENTRY, Kind.DEFINITION, Kind.PRINCIPLE)
        if needs_condition and yaml.when is None:
            self._error(f"a {kind} needs `when`", "when", "write TRUE where the text sets no condition")
        if yaml.when is None and yaml.unless is not None:
            self._error("`unless` stands without `when`", "unless")
        if (kind == Kind.DUTY) != (yaml.duty is not None):
            self._error("a duty, and nothing else, has the field `duty`", "duty")
        if kind != Kind.AUTHORISATION and (yaml.relieves or yaml.conditions):
            self._error("only an authorisation relieves and has conditions", "relieves")
        if kind != Kind.DEFINITION and yaml.derive:
            self._error("only a definition derives facts", "derive")
        if yaml.text_kind != "none" and not yaml.text:
            self._error("the text is missing", "text", "copy it, or write `text_kind: none`")
        if _period(yaml.in_force).empty:
            self._error("it ends before it begins", "in_force")
        if not yaml.source and not yaml.sources:
            self._error("it has no source", "source", "name where the words can be read")

    def _condition(self, field: str, text: str | None) -> n.Node | None:
        if text is None:
            return None
        try:
            return parse_condition(text, file=self.source.file, locate=self.source.locator((*self.path, field), text))
        except ConditionError as error:
            self.loaded.errors.append(_named(error, self.source.data["provisions"][self.path[1]].get("id"), field))
            return n.FALSE

    def _derivations(self, derive: Mapping[str, str]) -> dict[str, n.Node]:
        derivations: dict[str, n.Node] = {}
        for fact, text in derive.items():
            try:
                locate = self.source.locator((*self.path, "derive", fact), text)
                derivations[fact] = parse_expression(text, file=self.source.file, locate=locate)
            except ConditionError as error:
                self.loaded.errors.append(_named(error, self.source.data["provisions"][self.path[1]].get("id"), "derive"))
        return derivations

    def _policy(self, yaml: schema.ProvisionYaml) -> Policy | None:
        if yaml.kind == Kind.POLICY:
            if yaml.effect is None or yaml.effect.upper() not in Policy.__members__:
                self._error("a policy needs an effect", "effect", "one of " + ", ".join(str(policy) for policy in Policy))
                return None
            return Policy[yaml.effect.upper()]
        if yaml.effect not in (None, "licence_required") or (yaml.effect and yaml.kind != Kind.REQUIREMENT):
            self._error("only a policy or a requirement has an effect", "effect", "a requirement: licence_required")
        return None

    def _duty(self, yaml: schema.DutyYaml) -> Duty:
        due = None if yaml.due is None else Due(**yaml.due.model_dump())
        if due is not None and (due.on is not None) == (due.after is not None or due.every is not None):
            self._error("a due date counts after a fact, recurs every ..., or is on a day", "duty")
        return Duty(yaml.who, yaml.what, due)


def _named(error: ConditionError, identifier: Any, field: str) -> ConditionError:
    return ConditionError(
        f"{identifier}: {error.message}",
        file=error.file,
        line=error.line,
        column=error.column,
        field=field,
        way_out=error.way_out,
    )


def _period(yaml: schema.PeriodYaml) -> Period:
    return Period(yaml.from_, yaml.to)


def _references(one: schema.ReferenceYaml | None, more: list[schema.ReferenceYaml]) -> tuple[Reference, ...]:
    return tuple(Reference(r.url, r.read, r.as_of, r.note) for r in ([one] if one else []) + more)
