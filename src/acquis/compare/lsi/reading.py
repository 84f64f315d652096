"""A file of alternatives, read as hostile input: every error names the file, the line and the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from acquis.compare.lsi.alternative import apply
from acquis.compare.lsi.dominance import ITEMS, RESEARCH, RISK_ITEMS, RISK_SHARE, RISK_TRADE, TRADE
from acquis.compare.lsi.plan import Alternative, Change, Control, Plan, ResearchCase, Risk
from acquis.compare.topics import Axis, UnknownTopic, topic
from acquis.conditions import nodes as n
from acquis.conditions.check import check_condition
from acquis.conditions.parse import ConditionError, parse_condition
from acquis.conditions.values import Facts, Value
from acquis.errors import AcquisError
from acquis.items import CATALOGUES, Table
from acquis.items.assess import CLEAN
from acquis.law.case import read_facts
from acquis.law.corpus import Corpus, Snapshot, UnknownId
from acquis.law.model import Layer, Provision
from acquis.law.yaml_source import Path_, Source, parse_source, read_source

EXAMPLE = resources.files("acquis.compare.lsi").joinpath("data", "example.yaml").read_text(encoding="utf-8")
"""A commented file of alternatives that can be weighed as it stands."""

_KEYS = (
    "title", "topic", "side", "provisions", "known", "axes", "table", "on", "layer", "transaction", "risk", "research",
    "partners", "weights", "alternatives",
)  # fmt: skip
_CASE_KEYS = {"id", "title", "over", "about", "classified", "facts"}
_REMOVE = "remove"
FORMAT = "see acquis lsi --example"


class PlanError(AcquisError):
    """A file of alternatives that cannot be weighed."""


def read_plan(path: str | Path, corpus: Corpus, on: dt.date | None = None) -> Plan:
    """The plan in a file.

    Args:
        path: YAML; `EXAMPLE` shows the format.
        corpus: the present law.
        on: the day on which the law is read, instead of the one that the file names.

    Raises:
        SourceError: the file or its shape.
        ConditionError: a condition outside the language.
        FactError: a fact that is none, or has not such a value.
    """
    return _Reader(read_source(path), corpus, on).plan()


def parse_plan(text: str, corpus: Corpus, on: dt.date | None = None, file: str = "alternatives.yaml") -> Plan:
    """The plan in a text; see `read_plan`."""
    return _Reader(parse_source(text, file), corpus, on).plan()


class _Reader:
    def __init__(self, source: Source, corpus: Corpus, on: dt.date | None) -> None:
        self.source, self.corpus = source, corpus
        data = self._mapping(source.data, ())
        self._only(data, _KEYS, ())
        self.data = data
        day = on or data.get("on")
        if not isinstance(day, dt.date):
            raise source.error("on which day is the law read?", ("on",), "on: 2026-10-01, or --on 2026-10-01")
        self.on: dt.date = day
        layer = data.get("layer", "enforced")
        if layer not in set(Layer):
            raise source.error(f"{layer!r} is not a layer", ("layer",), "codified or enforced")
        self.layer = Layer(layer)

    def plan(self) -> Plan:
        control = self._control()
        self.snapshot = self.corpus.on(self.on, control.regime, self.layer)
        alternatives = tuple(self._alternatives(control))
        research = tuple(self._research(control))
        return Plan(
            title=self._text(self.data, "title", ()),
            control=control,
            alternatives=alternatives,
            on=self.on,
            layer=self.layer,
            risk=self._risk() if "risk" in self.data else None,
            research=research,
            transaction=self._transaction(),
            partners=tuple(self._words("partners")),
            weights=self._weights(research),
            file=self.source.file,
        )

    # The control

    def _control(self) -> Control:
        if "topic" in self.data:
            try:
                chosen = topic(self.corpus, self._text(self.data, "topic", ()))
                side = chosen.side(self._text(self.data, "side", ()))
            except UnknownTopic as error:
                raise self.source.error(error.message, ("topic",), error.way_out) from None
            name = f"{chosen.title}, {side.name}"
            return Control(side.regime, name, chosen, side, (), chosen.known, chosen.axes, chosen.table)
        ids = self._words("provisions")
        if not ids:
            raise self.source.error("which control is weighed?", (), f"name a topic and a side, or provisions; {FORMAT}")
        regimes = {identifier.partition(".")[0] for identifier in ids}
        if len(regimes) != 1 or not regimes <= self.corpus.regimes.keys():
            raise self.source.error("the provisions are not of one regime", ("provisions",), "weigh one regime at a time")
        regime = regimes.pop()
        for k, identifier in enumerate(ids):
            self._in_force(self.corpus.on(self.on, regime, self.layer), identifier, ("provisions", k))
        table = self.data.get("table")
        if table is not None and table not in CATALOGUES:
            raise self.source.error(f"there is no table {table!r}", ("table",), f"one of {', '.join(CATALOGUES)}")
        known = self._facts("known", ())
        return Control(
            regime, ", ".join(ids), None, None, tuple(ids), known, tuple(self._axes()), Table(table) if table else None
        )

    def _axes(self) -> Iterable[Axis]:
        for k, raw in enumerate(self.data.get("axes") or ()):
            axis = self._mapping(raw, ("axes", k))
            self._only(axis, ("fact", "low", "high"), ("axes", k))
            fact, low, high = axis.get("fact"), axis.get("low"), axis.get("high")
            if fact not in self.corpus.vocabulary.definitions:
                raise self.source.error(f"there is no fact {fact!r}", ("axes", k, "fact"), "acquis facts lists them all")
            sound = isinstance(low, Decimal) and isinstance(high, Decimal) and 0 < low < high
            if not sound and not (low is None and high is None):
                raise self.source.error("an axis goes from low to high, both above 0", ("axes", k), "or has neither: yes or no")
            yield Axis(str(fact), low, high)

    # The alternatives

    def _alternatives(self, control: Control) -> Iterable[Alternative]:
        listed = self.data.get("alternatives")
        if not isinstance(listed, list) or len(listed) < 2:
            raise self.source.error("at least two alternatives are weighed", ("alternatives",), FORMAT)
        seen: set[str] = set()
        for k, raw in enumerate(listed):
            at: Path_ = ("alternatives", k)
            data = self._mapping(raw, at)
            self._only(data, ("id", "title", "because", "provisions", "groups"), at)
            identifier = self._text(data, "id", at)
            if identifier in seen or not identifier.replace("_", "").replace("-", "").isalnum():
                raise self.source.error(
                    f"{identifier!r} stands twice or is no short name", (*at, "id"), "letters, digits, _ and -"
                )
            seen.add(identifier)
            changes = self._mapping(data.get("provisions") or {}, (*at, "provisions"))
            groups = self._mapping(data.get("groups") or {}, (*at, "groups"))
            alternative = Alternative(
                identifier,
                self._text(data, "title", at),
                tuple(self._change(key, raw, (*at, "provisions", key)) for key, raw in changes.items()),
                {key: self._group(key, raw, (*at, "groups", key)) for key, raw in groups.items()},
                str(data.get("because") or ""),
            )
            self._no_cycle(alternative, control.regime, at)
            yield alternative

    def _change(self, identifier: str, raw: object, at: Path_) -> Change:
        provision = self._in_force(self.snapshot, identifier, at)
        if raw == _REMOVE:
            return Change(identifier, n.FALSE)
        data = self._mapping(raw, at, f"`{_REMOVE}`, or new conditions: {{when: ...}}")
        self._only(data, ("when", "unless"), at)
        if not data:
            raise self.source.error("nothing is changed", at, "write `when`, `unless` or both")
        when = self._condition(data["when"], (*at, "when")) if "when" in data else provision.when
        unless = self._condition(data["unless"], (*at, "unless")) if "unless" in data else provision.unless
        if when is None:
            raise self.source.error("this provision has no condition: it stands for those below it", at, "change those below it")
        return Change(identifier, when, unless)

    def _in_force(self, snapshot: Snapshot, identifier: str, at: Path_) -> Provision:
        exact = [p for p in snapshot.provisions if p.id == identifier]
        if exact:
            return exact[0]
        near = [p.id for p in snapshot.provisions if identifier.lower() in p.id.lower()][:5]
        way_out = f"did you mean {', '.join(near)}?" if near else f"acquis law list shows those of {snapshot.regime.id}"
        raise self.source.error(f"no provision {identifier} is in force on {self.on} ({self.layer})", at, way_out)

    def _group(self, identifier: str, raw: object, at: Path_) -> tuple[str, ...]:
        group = self.corpus.groups.get(identifier)
        if group is None or group.on(self.on) is None:
            raise self.source.error(f"there is no group {identifier} on {self.on}", at, "a group that the present law names")
        if not isinstance(raw, list):
            raise self.source.error("a group is a list of countries", at, "[DE, FR]")
        return tuple(self._country(code, (*at, k)) for k, code in enumerate(raw))

    def _condition(self, raw: object, at: Path_) -> n.Node:
        if isinstance(raw, bool):
            return n.TRUE if raw else n.FALSE
        if not isinstance(raw, str):
            raise self.source.error("a condition is text", at, "physical_qubits >= 1000 AND cnot_error <= 1e-3")
        node = parse_condition(raw, file=self.source.file, locate=self.source.locator(at, raw))
        problem = next(iter(check_condition(node, self.corpus.vocabulary.types)), None)
        if problem is not None:
            raise self.source.error(problem, at, "see acquis facts")
        for group in sorted(n.groups_of(node)):
            if group not in self.corpus.groups:
                raise self.source.error(f"there is no group {group}", at, "a group that the present law names")
        for identifier in sorted(n.references_of(node)):
            try:
                self.snapshot.family(identifier)
            except UnknownId as error:
                raise self.source.error(error.message, at, error.way_out) from None
        return node

    def _no_cycle(self, alternative: Alternative, regime: str, at: Path_) -> None:
        """References must end somewhere: a condition may not rest on itself."""
        snapshot = apply(self.corpus, alternative, self.on, self.layer).on(self.on, regime, self.layer)
        done: set[int] = set()

        def visit(i: int, above: tuple[int, ...]) -> None:
            if i in above:
                names = " -> ".join(snapshot.provisions[j].id for j in (*above[above.index(i) :], i))
                raise self.source.error(f"the conditions go in a circle: {names}", (*at, "provisions"), "break it")
            if i not in done:
                for reference in n.references_of(snapshot.condition(i)):
                    for j in snapshot.family(reference):
                        visit(j, (*above, i))
                done.add(i)

        changed = {change.id for change in alternative.changes}
        for i, provision in enumerate(snapshot.provisions):
            if provision.id in changed:
                visit(i, ())

    # Risk, research, transaction, weights

    def _risk(self) -> Risk:
        at: Path_ = ("risk",)
        data = self._mapping(self.data["risk"], at)
        self._only(data, ("when", "at_least", "at_most", "factor", "destinations", "because", "source", "url"), at)
        because, source, url = self._text(data, "because", at), str(data.get("source") or ""), data.get("url")
        if url is not None and not (isinstance(url, str) and url.startswith(("https://", "http://"))):
            raise self.source.error("this is no address on the web", ("risk", "url"), "https://...")
        places = self._concern(data.get("destinations"))
        if "when" in data:
            if {"at_least", "at_most", "factor"} & data.keys():
                raise self.source.error("a risk is a condition or a distance, not both", at, "keep `when`, or `factor`")
            condition = self._condition(data["when"], ("risk", "when"))
            if n.references_of(condition) or n.groups_of(condition):
                raise self.source.error("a risk speaks of the thing, not of the law", ("risk", "when"), "name facts only")
            return Risk(condition, because, source, url, destinations=places)
        factor = data.get("factor", Decimal(1))
        if not isinstance(factor, Decimal) or factor < 1:
            raise self.source.error("the factor is a number of at least 1", ("risk", "factor"), "factor: 10")
        lows, highs = (self._mapping(data.get(key) or {}, ("risk", key)) for key in ("at_least", "at_most"))
        parts: list[n.Node] = [n.Compare(">=", n.Fact(f), n.Literal(v / factor)) for f, v in self._limits(lows, "at_least")]
        parts += [n.Compare("<=", n.Fact(f), n.Literal(v * factor)) for f, v in self._limits(highs, "at_most")]
        if not parts:
            raise self.source.error("what is the risk?", at, "when: ..., or at_least/at_most with a factor")
        return Risk(n.conjunction(parts), because, source, url, f"within a factor of {factor}", places)

    def _concern(self, raw: object) -> tuple[str, ...] | None:
        """The countries of concern: a list of codes and of groups of the present law."""
        if raw is None:
            return None
        if not isinstance(raw, list):
            raise self.source.error("destinations are a list of countries and groups", ("risk", "destinations"), "[RU, US.D5]")
        found: list[str] = []
        for k, word in enumerate(raw):
            group = self.corpus.groups.get(str(word))
            version = None if group is None else group.on(self.on)
            found += version.members if version is not None else [self._country(word, ("risk", "destinations", k))]
        return tuple(dict.fromkeys(found))

    def _limits(self, data: Mapping[str, Any], key: str) -> Iterable[tuple[str, Decimal]]:
        for fact, value in data.items():
            kind = self.corpus.vocabulary.types.get(fact)
            if kind is None or kind.kind not in ("number", "count") or not isinstance(value, Decimal) or value <= 0:
                raise self.source.error(
                    f"{fact} is no numeric fact, or has no number above 0", ("risk", key, fact), "acquis facts"
                )
            yield fact, value

    def _research(self, control: Control) -> Iterable[ResearchCase]:
        if "research" in self.data:
            yield from self._cases(self.source, self.data["research"], ("research",))
        elif control.topic is not None:
            shipped = resources.files("acquis.compare.lsi").joinpath("data", "research.yaml")
            source = parse_source(shipped.read_text(encoding="utf-8"), "research.yaml")
            for k, entry in enumerate(source.data):
                if entry["topic"] == control.topic.id:
                    yield from self._cases(source, entry["cases"], (k, "cases"))

    def _cases(self, source: Source, raw: object, at: Path_) -> Iterable[ResearchCase]:
        if not isinstance(raw, list):
            raise source.error("research is a list of cases", at, FORMAT)
        for k, case in enumerate(raw):
            here = (*at, k)
            if not isinstance(case, dict) or set(case) - _CASE_KEYS or not {"id", "facts"} <= set(case):
                raise source.error("a case of research has id, title, over, about and facts", here, FORMAT)
            over = case.get("over", "destination")
            kind = self.corpus.vocabulary.types.get(over)
            if kind is None or kind.kind != "country":
                raise source.error(
                    f"{over} is no fact that holds a country", (*here, "over"), "destination or recipient_nationality"
                )
            facts, about = (self._read(source, case.get(key) or {}, (*here, key)) for key in ("facts", "about"))
            name, title = str(case["id"]), str(case.get("title") or case["id"])
            yield ResearchCase(name, title, facts, over, about, case.get("classified") is True)

    def _transaction(self) -> Facts:
        home = self.snapshot.regime.home_facts
        base: dict[str, object] = {"act": "export", "origin": self.snapshot.regime.home, **home, **CLEAN}
        return {**self.corpus.vocabulary.read_all(base), **self._facts("transaction", ())}

    def _weights(self, research: tuple[ResearchCase, ...]) -> dict[str, float]:
        known = (ITEMS, TRADE, RISK_SHARE, RISK_ITEMS, RISK_TRADE, *(f"{RESEARCH}.{case.id}" for case in research))
        data = self._mapping(self.data.get("weights") or {}, ("weights",))
        self._only(data, known, ("weights",))
        for name, value in data.items():
            if not isinstance(value, Decimal) or value < 0:
                raise self.source.error("a weight is a number of at least 0", ("weights", name), "0 counts nothing")
        if data and not any(data.values()):
            raise self.source.error("all weights are 0", ("weights",), "leave them out for no ranking")
        return {name: float(value) for name, value in data.items()}

    # Parts

    def _facts(self, key: str, at: Path_) -> dict[str, Value]:
        return self._read(self.source, self.data.get(key) or {}, (*at, key))

    def _read(self, source: Source, raw: object, at: Path_) -> dict[str, Value]:
        if not isinstance(raw, dict):
            raise source.error("facts are a mapping of names to values", at, "{physical_qubits: 156}")
        return read_facts(source, raw, at, self.corpus.vocabulary)

    def _words(self, key: str) -> list[str]:
        raw = self.data.get(key) or []
        if not isinstance(raw, list) or not all(isinstance(word, str) for word in raw):
            raise self.source.error(f"{key} is a list of words", (key,), FORMAT)
        return [self._country(word, (key, k)) for k, word in enumerate(raw)] if key == "partners" else raw

    def _country(self, code: object, at: Path_) -> str:
        if not isinstance(code, str) or not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise self.source.error(f"{code!r} is not an ISO 3166-1 alpha-2 code", at, "two capital letters, e.g. DE")
        return code

    def _mapping(self, raw: object, at: Path_, way_out: str = FORMAT) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self.source.error("a mapping is expected here", at, way_out)
        return raw

    def _only(self, data: Mapping[str, Any], keys: Iterable[str], at: Path_) -> None:
        for key in data:
            if key not in keys:
                raise self.source.error(f"there is no field {key!r} here", (*at, key), f"one of {', '.join(keys)}")

    def _text(self, data: Mapping[str, Any], key: str, at: Path_) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.source.error(f"the field {key!r} is missing or no text", (*at, key), FORMAT)
        return value.strip()


__all__ = ["EXAMPLE", "ConditionError", "PlanError", "parse_plan", "read_plan"]
