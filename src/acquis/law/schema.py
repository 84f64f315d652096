"""The shape of the YAML files, as pydantic models; `acquis law schema` publishes their JSON Schema.

Only the loader imports this module, and only when the compiled corpus is stale.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from acquis.law.model import Kind
from acquis.law.yaml_source import Source, SourceError

SEE_FORMAT = "see docs/reference/provision-format.md"

Id = Annotated[str, Field(pattern=r"^[A-Z]{2,5}(\.[^\s.][^.]*)*$", max_length=120)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Confidence = Literal["high", "medium", "low"]
Relation = Literal["equivalent", "narrower", "broader", "derived", "predecessor", "successor", "similar", "none"]


def _text(value: object) -> object:
    """Words that YAML reads as numbers or dates are words here (a policy `1`, a note `2024`)."""
    return str(value) if isinstance(value, Decimal | dt.date) else value


def _condition(value: object) -> object:
    """`when: TRUE` is written without quotes."""
    return str(value).upper() if isinstance(value, bool) else value


Words = Annotated[str, BeforeValidator(_text)]
Condition = Annotated[str, BeforeValidator(_condition)]


_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodYaml(_Strict):
    """First and last day in force, inclusive; a missing end is open."""

    from_: dt.date | None = Field(None, alias="from")
    to: dt.date | None = None


class ReferenceYaml(_Strict):
    """A source."""

    url: str
    read: Literal["primary", "secondary", "memory", "none"] | None = None
    as_of: dt.date | None = None
    note: Words | None = None


class DueYaml(_Strict):
    """When a duty falls due."""

    after: str | None = None
    days: int = 0
    months: int = 0
    years: int = 0
    working_days: int = 0
    not_counted: str | None = None
    end_of: Literal["month", "quarter", "year"] | None = None
    every: Literal["year", "half_year", "quarter", "month"] | None = None
    month: int | None = Field(None, ge=1, le=12)
    day: int | None = Field(None, ge=1, le=31)
    on: dt.date | None = None


class DutyYaml(_Strict):
    """Who must do what by when."""

    who: Words
    what: Words
    due: DueYaml | None = None


class RelatedYaml(_Strict):
    """How this provision stands to another, of this or another regime."""

    id: str
    relation: Relation
    note: Words | None = None


class ProvisionYaml(_Strict):
    """A provision in one dated version."""

    id: Id
    cite: Words
    kind: Kind
    title: Words
    in_force: PeriodYaml
    layer: Literal["codified", "enforced", "both"] = "both"
    when: Condition | None = Field(None, description="condition; see the condition language")
    unless: Condition | None = Field(None, description="defeasible exceptions")
    effect: str | None = None
    relieves: list[Id] = []
    conditions: list[Words] = []
    derive: dict[str, str] = {}
    duty: DutyYaml | None = None
    topics: list[str] = []
    text: Words = ""
    text_kind: Literal["verbatim", "verbatim_excerpt", "paraphrase", "none"] = "none"
    text_en: Words | None = None
    lang: str = "en"
    source: ReferenceYaml | None = None
    sources: list[ReferenceYaml] = []
    confidence: Confidence
    basis: Words | None = None
    notes: list[Words] = []
    related: list[RelatedYaml] = []
    lint: dict[Literal["citation", "stale", "unit", "unused", "unreachable"], Words] = Field(
        {}, description="findings of `acquis law lint` that stand, each with the reason"
    )


class InstrumentYaml(_Strict):
    """The instrument that the provisions of a file stand in."""

    id: Id
    title: Words
    cite: Words
    url: str | None = None


class InstrumentFile(_Strict):
    """A file of provisions."""

    instrument: InstrumentYaml
    provisions: list[ProvisionYaml]


class GroupVersionYaml(_Strict):
    """Members of a group in a period."""

    in_force: PeriodYaml
    members: list[Country] = []
    uncertain: list[Country] | Literal["all"] = []
    note: Words | None = None


class GroupYaml(_Strict):
    """A dated set of countries."""

    id: Id
    title: Words
    cite: Words
    source: ReferenceYaml | None = None
    sources: list[ReferenceYaml] = []
    confidence: Confidence
    versions: list[GroupVersionYaml]


class GroupsFile(_Strict):
    """The groups of a regime."""

    groups: list[GroupYaml]


class RegimeFile(_Strict):
    """A regime."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2,5}$")]
    name: Words
    home: Country
    language: str
    authority: Words
    as_of: dt.date
    topics: list[str]
    caveats: list[Words] = []
    exporter: dict[str, Words] = Field({}, description="further facts of an exporter at home, e.g. the part of the country")


def validate(model: type[_Model], source: Source) -> tuple[_Model | None, list[SourceError]]:
    """The data of a file as a model, or every way in which it is not one."""
    try:
        return TypeAdapter(model).validate_python(source.data), []
    except ValidationError as error:
        return None, [_to_error(source, dict(problem)) for problem in error.errors(include_url=False)]


def _to_error(source: Source, problem: dict[str, Any]) -> SourceError:
    path = tuple(part for part in problem["loc"] if not (isinstance(part, str) and "[" in part))
    ways = {
        "missing": "add the field",
        "extra_forbidden": f"{SEE_FORMAT} for the fields",
    }
    return source.error(problem["msg"], path, ways.get(problem["type"], SEE_FORMAT))


def json_schema() -> dict[str, Any]:
    """JSON Schema of the three kinds of file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Acquis corpus files",
        **TypeAdapter(InstrumentFile | GroupsFile | RegimeFile).json_schema(by_alias=True),
    }
