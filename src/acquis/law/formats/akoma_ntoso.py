"""An instrument as Akoma Ntoso 1.0 (OASIS LegalDocML), valid under its schema.

https://docs.oasis-open.org/legaldocml/akn-core/v1.0/
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from acquis import __version__
from acquis.conditions.text import to_text
from acquis.law.corpus import Corpus, UnknownId
from acquis.law.model import Provision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS = "urn:acquis:vocabulary"
_LANGUAGES = {"en": "eng", "zh": "zho", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "nl": "nld", "ja": "jpn", "ko": "kor"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_akoma_ntoso(corpus: Corpus, instrument: str) -> str:
    """One instrument with all versions of its provisions, as XML text.

    Raises:
        UnknownId: no such instrument.
    """
    if instrument not in corpus.instruments:
        raise UnknownId(
            f"there is no instrument {instrument}", way_out="acquis law list --json names the instrument of each provision"
        )
    provisions = [p for p in corpus.provisions if p.instrument == instrument]
    ET.register_namespace("", NAMESPACE)
    ET.register_namespace("acquis", OURS)
    root = ET.Element(_tag("akomaNtoso"))
    act = _add(root, "act", name="act", contains="singleVersion")
    _meta(act, corpus, instrument, provisions)
    preface = _add(act, "preface")
    title = _add(_add(preface, "longTitle"), "p")
    _add(title, "docTitle").text = _clean(corpus.instruments[instrument].title)
    body = _add(act, "body")
    for index, provision in enumerate(provisions):
        _section(body, provision, index)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _meta(act: ET.Element, corpus: Corpus, instrument: str, provisions: list[Provision]) -> None:
    regime = corpus.regimes[instrument.partition(".")[0]]
    number = re.sub(r"[^A-Za-z0-9.-]+", "-", instrument.partition(".")[2] or instrument)
    starts = [p.in_force.start for p in provisions if p.in_force.start is not None]
    first, day = min(starts, default=regime.as_of), regime.as_of
    language = _LANGUAGES.get(regime.language, "mul")
    country = regime.home.lower()
    work = f"/akn/{country}/act/{first}/{number}"
    expression = f"{work}/{language}@{day}"
    meta = _add(act, "meta")
    identification = _add(meta, "identification", source="#acquis")
    _frbr(identification, "FRBRWork", work, first, country=country)
    _frbr(identification, "FRBRExpression", expression, day, language=language)
    _frbr(identification, "FRBRManifestation", f"{expression}/main.xml", day)
    lifecycle = _add(meta, "lifecycle", source="#acquis")
    for index, event in enumerate(
        sorted({d for p in provisions for d in (p.in_force.start, p.in_force.end) if d is not None}) or [day]
    ):
        kind = "generation" if index == 0 else "amendment"
        _add(lifecycle, "eventRef", eId=_event(event), date=str(event), source="#original", type=kind)
    temporal = _add(meta, "temporalData", source="#acquis")
    for period in dict.fromkeys((p.in_force.start, p.in_force.end) for p in provisions):
        group = _add(temporal, "temporalGroup", eId=_period(*period))
        ends = {name: f"#{_event(d)}" for name, d in (("start", period[0]), ("end", period[1])) if d is not None}
        _add(group, "timeInterval", refersTo="#inforce", **(ends or {"start": f"#{_event(first)}"}))
    references = _add(meta, "references", source="#acquis")
    url = corpus.instruments[instrument].url
    _add(references, "original", eId="original", href=url or work, showAs=_clean(corpus.instruments[instrument].cite))
    _add(references, "TLCOrganization", eId="acquis", href="/ontology/organization/acquis", showAs=f"Acquis {__version__}")
    _add(references, "TLCConcept", eId="inforce", href="/ontology/concept/inforce", showAs="in force")


def _frbr(
    parent: ET.Element, level: str, uri: str, date: dt.date, *, country: str | None = None, language: str | None = None
) -> None:
    frbr = _add(parent, level)
    _add(frbr, "FRBRthis", value=uri)
    _add(frbr, "FRBRuri", value=uri)
    _add(frbr, "FRBRdate", date=str(date), name="Generation")
    _add(frbr, "FRBRauthor", href="#acquis")
    if country:
        _add(frbr, "FRBRcountry", value=country)
    if language:
        _add(frbr, "FRBRlanguage", language=language)


def _section(body: ET.Element, p: Provision, index: int) -> None:
    section = _add(body, "section", eId=f"sec_{index + 1}", period=f"#{_period(p.in_force.start, p.in_force.end)}")
    _add(section, "num").text = _clean(p.id)
    _add(section, "heading").text = _clean(p.title)
    content = _add(section, "content", eId=f"sec_{index + 1}__content")
    for line in _lines(p):
        paragraph = _add(content, "p")
        paragraph.text = _clean(line)
    for name, condition in (("when", p.when), ("unless", p.unless)):
        if condition is not None:
            paragraph = _add(content, "p", **{"class": name})
            paragraph.text = _clean(f"[{name}] {to_text(condition)}")


def _lines(p: Provision) -> Iterable[str]:
    yield p.cite
    yield from (line for line in p.text.splitlines() if line.strip())


def _event(day: dt.date) -> str:
    return f"e_{day}"


def _period(start: dt.date | None, end: dt.date | None) -> str:
    return f"period_{start or 'always'}_{end or 'open'}"


def _add(parent: ET.Element, element: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _tag(element), attributes)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", " ".join(text.split()))
