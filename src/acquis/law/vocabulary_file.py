"""Reads `facts.yaml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from acquis.errors import AcquisError
from acquis.law.schema import Words, _Strict, validate
from acquis.law.vocabulary import Definition, Vocabulary
from acquis.law.yaml_source import Source, SourceError, read_source

_Kind = Literal["bool", "code", "codes", "number", "count", "numbers", "date", "dates", "country", "countries", "places",
                "text", "texts", "ids", "records"]  # fmt: skip


class _Field(_Strict):
    type: Literal["number", "count", "code", "text", "bool", "date"]
    unit: Words | None = None
    codes: list[Words] | None = None
    meaning: Words | None = None
    otherwise: bool | None = None


class _Legal(_Strict):
    regime: str
    cite: Words
    text: Words


class FactYaml(_Strict):
    """One fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    type: _Kind
    unit: Words | None = None
    range: tuple[Decimal | None, Decimal | None] = (None, None)
    codes: list[Words] | None = None
    codes_of: str | None = None
    fields: dict[str, _Field] = {}
    meaning: Words
    question: Words
    section: Words
    legal: list[_Legal] = []
    item_kinds: list[str] | None = None
    legal_quantity: bool = True
    complete: Literal["all", "by_regime"] = "all"


class _Result(_Strict):
    name: str
    unit: Words | None = None
    meaning: Words


class FactsFile(_Strict):
    """The vocabulary."""

    facts: list[FactYaml]
    results: list[_Result] = []


def read_vocabulary(path: Path) -> tuple[Vocabulary | None, list[AcquisError]]:
    """The vocabulary of a corpus, and what is wrong with it (None when nothing could be read)."""
    try:
        source = read_source(path)
    except SourceError as error:
        return None, [error]
    model, problems = validate(FactsFile, source)
    if model is None:
        return None, list(problems)
    return _vocabulary(model, source)


def _vocabulary(model: FactsFile, source: Source) -> tuple[Vocabulary, list[AcquisError]]:
    errors: list[AcquisError] = []
    by_name = {fact.name: fact for fact in model.facts}
    kinds = by_name["item_kind"].codes if "item_kind" in by_name else None
    definitions: dict[str, Definition] = {}
    for index, fact in enumerate(model.facts):
        path = ("facts", index)
        if fact.name in definitions:
            errors.append(source.error(f"{fact.name} stands twice", path, "a name has one meaning"))
        borrowed = by_name.get(fact.codes_of) if fact.codes_of else None
        if fact.codes_of and (borrowed is None or borrowed.codes is None):
            errors.append(source.error(f"{fact.codes_of} has no codes", (*path, "codes_of"), "name a fact with codes"))
        codes = borrowed.codes if borrowed else fact.codes
        if fact.type in ("code", "codes") and not codes:
            errors.append(source.error(f"{fact.name} has no codes", path, "list them"))
        for kind in fact.item_kinds or ():
            if kinds is not None and kind not in kinds:
                errors.append(
                    source.error(f"{kind!r} is not an item kind", (*path, "item_kinds"), "one of the codes of item_kind")
                )
        definitions[fact.name] = Definition(
            name=fact.name,
            kind=fact.type,
            meaning=fact.meaning,
            question=fact.question,
            section=fact.section,
            unit=fact.unit,
            codes=tuple(codes) if codes else None,
            low=fact.range[0],
            high=fact.range[1],
            fields={name: field.type for name, field in fact.fields.items()},
            otherwise={name: field.otherwise for name, field in fact.fields.items() if field.otherwise is not None},
            item_kinds=tuple(fact.item_kinds) if fact.item_kinds is not None else None,
            legal=tuple(legal.model_dump() for legal in fact.legal),
            legal_quantity=fact.legal_quantity,
            by_regime=fact.complete == "by_regime",
        )
    for result in model.results:  # computed only: nobody is asked for them, and no condition may rest on them
        definitions[result.name] = Definition(
            result.name, "number", result.meaning, "", "Results", result.unit, item_kinds=(), computed_only=True
        )
    return Vocabulary(definitions), errors
