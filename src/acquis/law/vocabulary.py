"""The vocabulary: every fact by name, with type, unit, meaning and question; and the gate through which values enter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from acquis.conditions.check import FactType
from acquis.conditions.values import IdSet, Value, interval, number, show
from acquis.errors import AcquisError

_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")
# A unit is words with small powers, and nothing else: what parses units would also compute `W**9**9**9`.
_UNIT = r"[A-Za-zµμΩ_]{1,40}(?:[²³]|(?:\^|\*\*)-?[1-9])?"
_QUANTITY = re.compile(rf"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(%|{_UNIT}(?:(?: ?[*/] ?| ){_UNIT}){{0,4}})\s*\Z")
LONGEST_TEXT = 500


class FactError(AcquisError):
    """A value is not what its fact may hold."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One fact of the vocabulary."""

    name: str
    kind: str
    meaning: str
    question: str
    section: str
    unit: str | None = None
    codes: tuple[str, ...] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, bool] = field(default_factory=dict)
    """What a record says of a field that it leaves out, where the meaning of the fact says so."""
    item_kinds: tuple[str, ...] | None = None
    legal: tuple[Mapping[str, str], ...] = ()
    legal_quantity: bool = True
    by_regime: bool = False
    computed_only: bool = False

    @property
    def type(self) -> FactType:
        """The type as the condition language sees it."""
        return FactType(self.kind, frozenset(self.codes) if self.codes else None, self.fields)


@dataclass
class Vocabulary:
    """All facts by name."""

    definitions: dict[str, Definition]

    @cached_property
    def types(self) -> dict[str, FactType]:
        """Types by name, for the check of conditions."""
        return {name: definition.type for name, definition in self.definitions.items()}

    def __getitem__(self, name: str) -> Definition:
        try:
            return self.definitions[name]
        except KeyError:
            raise FactError(f"there is no fact {name!r}", field=name, way_out=self._near(name)) from None

    def read(self, name: str, raw: object) -> Value | None:
        """A raw value (from YAML, JSON or the command line) as the value of a fact; None is unknown.

        Numbers take a unit as text (``"15 mK"``) and intervals as ``{low: , high: }``.

        Raises:
            FactError: unknown fact, wrong type, unit, code or range.
        """
        definition = self[name]
        if definition.computed_only:
            raise FactError("this is a result, computed from other facts", field=name, way_out="leave it out")
        if raw is None:
            return None
        try:
            return _read(definition, raw)
        except ValueError as error:
            raise FactError(str(error), field=name, way_out=_way_out(definition)) from None

    def read_all(self, raw: Mapping[str, object], known: Mapping[str, Value] | None = None) -> dict[str, Value]:
        """All facts that are known; names given as unknown (null) are left out.

        Args:
            raw: values by name, as in `read`.
            known: facts read before, which `raw` adds to or replaces.

        Raises:
            FactError: as `read`.
        """
        facts = dict(known or {})
        for name, value in raw.items():
            read = self.read(name, value)
            if read is None:
                facts.pop(name, None)
            else:
                facts[name] = read
        self._complete(facts)
        return facts

    def _complete(self, facts: dict[str, Value]) -> None:
        """Sets of ids are complete for the regimes that `classified_under` names, too."""
        covered = facts.get("classified_under")
        if isinstance(covered, frozenset):
            for name in [name for name in facts if self.definitions[name].by_regime]:
                given = facts[name]
                if isinstance(given, IdSet) and given.complete_for is not None:
                    facts[name] = IdSet(given.ids, given.complete_for | covered)
            entry = facts.get("entry")
            if "entry" in self.definitions and (entry is None or (isinstance(entry, IdSet) and not entry.ids)):
                facts["entry"] = IdSet(frozenset(), covered)

    def _near(self, name: str) -> str:
        import difflib

        near = difflib.get_close_matches(name, self.definitions, n=3, cutoff=0.6)
        return f"did you mean {', '.join(near)}?" if near else "acquis facts lists them all"


def _read(definition: Definition, raw: object) -> Value | None:
    kind = definition.kind
    if kind in ("number", "count"):
        return _read_number(definition, raw)
    if kind == "date":
        return _read_dates(raw)
    if kind == "bool":
        if not isinstance(raw, bool):
            raise ValueError(f"{_shown(raw)} is neither true nor false")
        return raw
    if kind in ("code", "country", "text"):
        return _word(definition, kind, raw)
    if not isinstance(raw, list | tuple | set | frozenset):
        raise ValueError(f"{_shown(raw)} is not a list")
    if kind == "records":
        return tuple(_record(definition, record) for record in raw)
    if kind == "numbers":
        return tuple(_bound(definition, item) for item in raw)  # one that is not known leaves the whole list open
    if kind == "dates":
        return frozenset(str(_day(item)) for item in raw)
    word = {"codes": "code", "countries": "country", "texts": "text", "places": "place", "ids": "id"}[kind]
    words = frozenset(_word(definition, word, item) for item in raw)
    if kind != "ids":
        return words
    by_regime = definition.by_regime and bool(words)  # an empty set is knowledge: looked into, none
    return IdSet(words, frozenset(w.partition(".")[0] for w in words) if by_regime else None)


def _shown(raw: object) -> str:
    return repr(raw) if isinstance(raw, str) else show(raw)


def _read_number(definition: Definition, raw: object) -> Value | None:
    if isinstance(raw, Mapping):
        if not raw or set(raw) - {"low", "high"}:
            raise ValueError("an interval has the keys low and high")
        low, high = (_bound(definition, raw.get(end)) for end in ("low", "high"))
        if low is not None and high is not None and low > high:
            raise ValueError(f"the interval {low} to {high} is empty")
        return interval(definition.low if low is None else low, definition.high if high is None else high)
    return _bound(definition, raw)


def _bound(definition: Definition, raw: object) -> Decimal | None:
    if raw is None:
        return None
    if isinstance(raw, str) and (match := _QUANTITY.match(raw)):
        value: Decimal | None = _convert(definition, match[1], match[2])
    else:
        value = number(raw)
    if value is not None and definition.kind == "count" and value != value.to_integral_value():
        raise ValueError(f"{value} is not a whole number")
    return _in_range(definition, value)


def _in_range(definition: Definition, value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if definition.low is not None and value < definition.low:
        raise ValueError(f"{value} is below {definition.low}")
    if definition.high is not None and value > definition.high:
        raise ValueError(f"{value} is above {definition.high}")
    return value


def _convert(definition: Definition, magnitude: str, unit: str) -> Decimal:
    """A quantity in the canonical unit of its fact, exactly."""
    value = number(magnitude)
    assert value is not None
    if unit == definition.unit:
        return value
    if definition.unit is None:
        raise ValueError(f"{definition.name} has no unit")
    from acquis.law.units import convert

    return convert(value, unit, definition.unit)


def _read_dates(raw: object) -> Value | None:
    if isinstance(raw, Mapping):
        if not raw or set(raw) - {"low", "high"}:
            raise ValueError("an interval has the keys low and high")
        low, high = (None if raw.get(end) is None else _day(raw[end]) for end in ("low", "high"))
        if low is not None and high is not None and low > high:
            raise ValueError(f"the interval {low} to {high} is empty")
        return interval(low, high)
    return _day(raw)


def _day(raw: object) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"{_shown(raw)} is not a day; write YYYY-MM-DD") from None


def _word(definition: Definition, kind: str, raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | Decimal | int):
        raise ValueError(f"{_shown(raw)} is not a word")
    word = str(raw)
    if not word or len(word) > LONGEST_TEXT or not word.isprintable():
        raise ValueError(f"a word that is empty, too long, or has control characters: {_shown(raw)}")
    if kind == "code" and definition.codes is not None and word not in definition.codes:
        raise ValueError(f"{word!r} is not a code of {definition.name}")
    if kind == "country" and not _COUNTRY.match(word := word.upper()):
        raise ValueError(f"{_shown(raw)} is not an ISO 3166-1 alpha-2 code")
    if kind == "place" and not _PLACE.match(word := word.upper()):
        raise ValueError(f"{_shown(raw)} is not an ISO 3166 code")
    return word


def _record(definition: Definition, raw: object) -> Mapping[str, Value]:
    if not isinstance(raw, Mapping):
        raise ValueError(f"{_shown(raw)} is not a record")
    record: dict[str, Value] = {name: said for name, said in definition.otherwise.items() if name not in raw}
    for name, value in raw.items():
        if name not in definition.fields:
            raise ValueError(f"a record of {definition.name} has no field {name!r}")
        kind = definition.fields[name]
        read = _read(Definition(name, kind, "", "", ""), value) if value is not None else None
        if read is not None:
            record[name] = read
    return record


def _way_out(definition: Definition) -> str:
    if definition.codes is not None:
        return f"one of {', '.join(definition.codes)}"
    unit = f" in {definition.unit}" if definition.unit and definition.unit != "1" else ""
    ways = {
        "number": f"a number{unit}, a quantity with its unit, or {{low: , high: }}",
        "count": "a whole number or {low: , high: }",
        "bool": "true or false",
        "country": "two capital letters, e.g. SG",
        "date": "YYYY-MM-DD",
    }
    return ways.get(definition.kind, f"see acquis facts {definition.name}")
