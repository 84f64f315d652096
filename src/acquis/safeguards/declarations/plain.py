"""A filing as plain data: the form that JSON, XML and the labelled text all write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal

from acquis.safeguards.declarations.filing import Filing, Observation, Record
from acquis.safeguards.records import Batch, Change, Transfer

Plain = dict[str, object]


def to_plain(filing: Filing) -> Plain:
    """The data of a filing, what is empty left out; numbers and days as text, facts as a mapping of text and truths."""
    head: dict[str, object] = {
        "form": filing.form,
        "id": filing.id,
        "state": filing.state,
        "area": filing.area,
        "start": filing.start,
        "end": filing.end,
        "reported": filing.reported,
        "corrects": filing.corrects,
        "nil": True if filing.nil else None,
        "note": filing.note,
    }
    data = _written(head)
    if not filing.nil:
        data["entries"] = [_written(_entry(record)) for record in filing.records]
    return data


def _entry(record: Record) -> Plain:
    match record:
        case Change():
            return {
                "id": record.id,
                "on": record.on,
                "code": record.code,
                "counterpart": record.counterpart,
                "corrects": record.corrects,
                **_holding(record.batch),
            }
        case Transfer():
            sides: Plain = {"id": record.id, "sender": record.sender, "receiver": record.receiver, "on": record.on}
            return {**sides, **_holding(record.batch)}
        case Observation():
            return {"found": record.found, **_holding(record.batch)}
        case Batch():
            return _holding(record)
        case _:
            return {field.name: getattr(record, field.name) for field in fields(record)}


def _holding(batch: Batch) -> Plain:
    return {
        "item": batch.id,
        "kind": batch.kind,
        "quantity": batch.quantity.value,
        "random_sd": batch.quantity.random_sd or None,
        "systematic_sd": batch.quantity.systematic_sd or None,
        "description": batch.description,
        "point": batch.point,
        "facts": batch.facts,
    }


def _written(data: Mapping[str, object]) -> Plain:
    return {name: _value(value) for name, value in data.items() if value is not None and value != "" and value != {}}


def _value(value: object) -> object:
    match value:
        case bool():
            return value
        case Mapping():
            return {str(name): _value(part) for name, part in value.items()}
        case Decimal():
            return f"{value:f}"
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
