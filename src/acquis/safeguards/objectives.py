"""What a plan is for, from a file, and the strata to verify, from the books: items of one area, kind and description together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquis.errors import AcquisErrors
from acquis.law.yaml_source import parse_source, read_source
from acquis.safeguards.declarations.folder import StateRecords
from acquis.safeguards.edge import located
from acquis.safeguards.evaluation.books import books
from acquis.safeguards.planning import Costs, Level, Method, Objective, Stratum
from acquis.safeguards.records import Kind

SHIPPED = "objectives.yaml"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Method(_Model):
    effort: float = Field(ge=0)
    smallest: float = Field(1.0, gt=0, le=1)
    recognition: float = Field(1.0, gt=0, le=1)


class _Objective(_Model):
    goal: float = Field(gt=0)
    beta: float = Field(gt=0, lt=1)
    detection_days: float = Field(gt=0)
    basis: str
    methods: dict[Level, _Method] = Field(min_length=1)


class _Costs(_Model):
    travel: float = Field(0.0, ge=0)
    person_day: float = Field(0.0, ge=0)
    visit: float = Field(0.0, ge=0)
    currency: str = ""


class _File(_Model):
    objectives: dict[Kind, _Objective] = Field(min_length=1)
    costs: _Costs = _Costs()


@dataclass(frozen=True)
class Objectives:
    """What is to be detected by kind, how items of each kind are verified, and what it costs."""

    objectives: Mapping[Kind, Objective]
    methods: Mapping[Kind, Mapping[Level, Method]]
    costs: Costs


def read_objectives(path: Path | None = None) -> Objectives:
    """The objectives of a file; those that ship, which are judgements, by default.

    Raises:
        SourceError: not a YAML file.
        AcquisErrors: fields that are wrong, each with file, line and way out.
    """
    if path is None:
        text = resources.files("acquis.safeguards").joinpath("data", SHIPPED).read_text(encoding="utf-8")
        source = parse_source(text, SHIPPED)
    else:
        source = read_source(path)
    try:
        read = _File.model_validate(source.data)
    except ValidationError as error:
        raise AcquisErrors(located(error, source)) from None
    return Objectives(
        {kind: Objective(kind, o.goal, o.beta, o.detection_days, o.basis) for kind, o in read.objectives.items()},
        {
            kind: {level: Method(m.effort, m.smallest, m.recognition) for level, m in o.methods.items()}
            for kind, o in read.objectives.items()
        },
        Costs(read.costs.travel, read.costs.person_day, read.costs.visit, read.costs.currency),
    )


def strata(states: Mapping[str, StateRecords], objectives: Objectives, on: dt.date) -> list[Stratum]:
    """What there is to verify by the books of a day: counted items that an objective speaks of."""
    found: list[Stratum] = []
    for state in states.values():
        facilities = {area.id: area.facility for area in state.areas}
        for area, book in books(state, tuple(facilities), on).items():
            groups: dict[tuple[Kind, str, Decimal], int] = {}
            for entry in book.counted(on, after=True).values():
                key = entry.batch.kind, entry.batch.description, entry.batch.quantity.value
                groups[key] = groups.get(key, 0) + 1
            found += [
                Stratum(f"{area} {description or kind}", facilities[area], kind, count, float(content), objectives.methods[kind])
                for (kind, description, content), count in groups.items()
                if kind in objectives.objectives
            ]
    return found
