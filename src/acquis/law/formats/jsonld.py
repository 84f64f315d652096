"""The corpus as JSON-LD: schema.org `Legislation`, with the European Legislation Identifier ontology beside it.

https://schema.org/Legislation, http://data.europa.eu/eli/ontology
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from acquis.conditions.text import to_text
from acquis.law.corpus import Corpus
from acquis.law.model import Provision

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "acquis": "urn:acquis:vocabulary:",
}
_FORCE = {True: "https://schema.org/InForce", False: "https://schema.org/NotInForce"}


def to_jsonld(corpus: Corpus, provisions: Iterable[Provision] | None = None) -> dict[str, Any]:
    """Provisions (all by default) as one JSON-LD document, a node a version and one an instrument."""
    chosen = list(corpus.provisions if provisions is None else provisions)
    instruments = {p.instrument: p.regime for p in chosen}
    graph = [_instrument(corpus, identifier, regime) for identifier, regime in instruments.items()]
    return {"@context": CONTEXT, "@graph": graph + [_provision(corpus, p) for p in chosen]}


def iri(identifier: str) -> str:
    """The name of a provision or instrument as an IRI."""
    return f"urn:acquis:{quote(identifier)}"


def version_iri(p: Provision) -> str:
    """The name of one version: the provision, the day it came into force, and its layer where it has only one."""
    layer = "" if len(p.layers) > 1 else f"!{next(iter(p.layers))}"
    return f"{iri(p.id)}@{p.in_force.start or 'always'}{layer}"


def _instrument(corpus: Corpus, identifier: str, regime: str) -> dict[str, Any]:
    instrument = corpus.instruments[identifier]
    node = {
        "@id": iri(identifier),
        "@type": "Legislation",
        "name": instrument.title,
        "legislationIdentifier": instrument.cite,
        "legislationJurisdiction": corpus.regimes[regime].name,
        "url": instrument.url,
    }
    return {name: value for name, value in node.items() if value}


def _provision(corpus: Corpus, p: Provision) -> dict[str, Any]:
    regime = corpus.regimes[p.regime]
    ended = p.in_force.end is not None and p.in_force.end < regime.as_of
    begun = p.in_force.start is None or p.in_force.start <= regime.as_of
    node: dict[str, Any] = {
        "@id": version_iri(p),
        "@type": "Legislation",
        "name": p.title,
        "legislationIdentifier": p.cite,
        "legislationJurisdiction": regime.name,
        "isPartOf": {"@id": iri(p.instrument)},
        "exampleOfWork": {"@id": iri(p.id)},
        "inLanguage": p.language,
        "text": p.text or None,
        "keywords": list(p.topics),
        "legislationLegalForce": _FORCE[begun and not ended],
        "eli:first_date_entry_in_force": _day(p.in_force.start),
        "eli:date_no_longer_in_force": _day(p.in_force.end),
        "isBasedOn": [source.url for source in p.sources],
        "acquis:kind": str(p.kind),
        "acquis:layer": sorted(map(str, p.layers)),
        "acquis:confidence": p.confidence,
        "acquis:textKind": p.text_kind,
        "acquis:when": None if p.when is None else to_text(p.when),
        "acquis:unless": None if p.unless is None else to_text(p.unless),
        "acquis:related": [{"acquis:relation": r["relation"], "@id": iri(r["id"])} for r in p.related],
    }
    return {name: value for name, value in node.items() if value not in (None, [], "")}


def _day(day: object) -> dict[str, str] | None:
    return None if day is None else {"@type": "http://www.w3.org/2001/XMLSchema#date", "@value": str(day)}
