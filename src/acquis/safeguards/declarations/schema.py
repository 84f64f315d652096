"""The published schemas of declarations: JSON Schema from the models, and an XSD of the same fields. `python -m` writes both."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from acquis.safeguards.declarations.filing import Activity, Form, Found
from acquis.safeguards.declarations.models import FILES, AnyFile
from acquis.safeguards.parties import PartyFile
from acquis.safeguards.records import ChangeCode, Kind

JSON_SCHEMA, PARTY_SCHEMA, XSD = "declaration.schema.json", "party.schema.json", "declaration.xsd"

_ENUMS = {"Form": Form, "Kind": Kind, "ChangeCode": ChangeCode, "Found": Found, "Activity": Activity}
_HEAD_LAST = ("form", "entries")


def schemas() -> dict[str, str]:
    """The text of each schema, by the name of its file in `safeguards/data`."""
    declaration = TypeAdapter(AnyFile).json_schema()
    declaration = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Safeguards declaration", **declaration}
    party = {"$schema": "https://json-schema.org/draft/2020-12/schema", **PartyFile.model_json_schema()}
    return {JSON_SCHEMA: _json(declaration), PARTY_SCHEMA: _json(party), XSD: xsd()}


def shipped(name: str) -> str:
    """The schema as it ships with the package."""
    return resources.files("acquis.safeguards").joinpath("data", name).read_text(encoding="utf-8")


def xsd() -> str:
    """The XML schema: the head in a fixed order, then the entries, whose fields stand in any order with the facts last.

    XSD 1.0 cannot let an attribute choose the fields of an entry; which fields a form asks for is held by the models.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">',
        *[line for name, enum in _ENUMS.items() for line in _enumeration(name, [str(word) for word in enum])],
        '  <xs:element name="declaration"><xs:complexType><xs:sequence>',
    ]
    head = next(iter(FILES.values()))
    for name, field in head.model_fields.items():
        if name not in _HEAD_LAST:
            lines.append(f"    {_field(name, field.annotation, required=field.is_required())}")
    lines += [
        '    <xs:element name="entry" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>',
        '      <xs:choice minOccurs="1" maxOccurs="unbounded">',
        *[f"        {_field(name, annotation, required=True)}" for name, annotation in _entry_fields().items()],
        "      </xs:choice>",
        '      <xs:element name="fact" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:simpleContent>',
        '        <xs:extension base="xs:string"><xs:attribute name="name" type="xs:NCName" use="required"/></xs:extension>',
        "      </xs:simpleContent></xs:complexType></xs:element>",
        "    </xs:sequence></xs:complexType></xs:element>",
        '  </xs:sequence><xs:attribute name="form" type="Form" use="required"/></xs:complexType></xs:element>',
        "</xs:schema>",
    ]
    return "\n".join(lines) + "\n"


def _entry_fields() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in FILES.values():
        entry = model.model_fields["entries"].annotation.__args__[0]  # type: ignore[union-attr]
        for name, field in entry.model_fields.items():
            if name != "facts":
                found.setdefault(name, field.annotation)
    return found


def _field(name: str, annotation: Any, *, required: bool) -> str:
    optional = "" if required else ' minOccurs="0"'
    return f'<xs:element name="{name}" type="{_type(annotation)}"{optional}/>'


def _type(annotation: Any) -> str:
    text = str(annotation)
    for name, enum in _ENUMS.items():
        if annotation is enum or f".{name}'" in text:
            return name
    known = {"datetime.date": "xs:date", "Decimal": "xs:decimal", "bool": "xs:boolean"}
    return next((xs for word, xs in known.items() if word in text), "xs:string")


def _enumeration(name: str, words: list[str]) -> list[str]:
    return [
        f'  <xs:simpleType name="{name}"><xs:restriction base="xs:string">',
        *[f'    <xs:enumeration value="{word}"/>' for word in words],
        "  </xs:restriction></xs:simpleType>",
    ]


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "data"
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
