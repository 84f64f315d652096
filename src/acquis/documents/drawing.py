"""What may stand in a document as a drawing: an SVG that runs nothing and fetches nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_RUNS = {"script", "foreignObject", "iframe", "object", "embed", "handler"}
_FETCHES = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)


def check_svg(svg: str) -> str | None:
    """What is wrong with an SVG, in words; None when it is sound."""
    if "<!DOCTYPE" in svg or "<!ENTITY" in svg:
        return "it declares a document type"  # entities could grow without limit
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        return f"it is not XML ({error})"
    if _name(root.tag) != "svg":
        return "it is not an SVG"
    for element in root.iter():
        if _name(element.tag) in _RUNS:
            return f"it holds <{_name(element.tag)}>"
        if _FETCHES.search(element.text or ""):
            return "it fetches something from elsewhere"
        for name, value in element.attrib.items():
            if _name(name).lower().startswith("on"):
                return f"it runs something ({_name(name)})"
            if _FETCHES.search(value) or (_name(name) == "href" and not value.startswith(("#", "data:image/png;base64,"))):
                return "it fetches something from elsewhere"
    return None


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
