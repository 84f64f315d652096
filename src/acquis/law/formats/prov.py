"""The provenance of a determination as PROV-JSON: which provisions, sources and facts it was made of, by what, when.

https://www.w3.org/submissions/prov-json/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from acquis import __version__
from acquis.conditions.values import Value, show
from acquis.law.corpus import Corpus
from acquis.law.determination import Determination, RegimeDetermination
from acquis.law.formats.jsonld import version_iri
from acquis.law.model import Kind, Provision
from acquis.law.outcome import live_of

_USED = (Kind.SCOPE, Kind.ENTRY, Kind.REQUIREMENT, Kind.PROHIBITION, Kind.AUTHORISATION, Kind.POLICY, Kind.DUTY)


def to_prov(corpus: Corpus, determination: Determination, facts: Mapping[str, Value], made_at: dt.datetime) -> dict[str, Any]:
    """PROV-JSON of an answer.

    Args:
        corpus: the law it was made under.
        determination: the answer.
        facts: the facts it was made of.
        made_at: when it was made, with time zone.
    """
    document: dict[str, Any] = {
        "prefix": {"acquis": "urn:acquis:vocabulary:", "law": "urn:acquis:", "fact": "urn:acquis:fact:"},
        "agent": {
            "acquis:engine": {
                "prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"},
                "acquis:version": __version__,
            }
        },
        "activity": {"acquis:determine": {"prov:startTime": made_at.isoformat(), "prov:endTime": made_at.isoformat()}},
        "entity": {},
        "used": {},
        "wasAssociatedWith": {"_:by": {"prov:activity": "acquis:determine", "prov:agent": "acquis:engine"}},
        "wasGeneratedBy": {},
        "wasDerivedFrom": {},
    }
    for name, value in facts.items():
        _use(document, f"fact:{name}", {"prov:value": show(value)})
    for regime, result in determination.regimes.items():
        answer = f"acquis:answer-{regime}"
        document["entity"][answer] = {
            "prov:label": f"{regime}: {result.outcome}",
            "acquis:date": determination.date.isoformat(),
            "acquis:layer": str(determination.layer),
            "acquis:corpus": determination.corpus,
        }
        document["wasGeneratedBy"][f"_:made-{regime}"] = {"prov:entity": answer, "prov:activity": "acquis:determine"}
        for provision in _provisions(result):
            name = f"law:{version_iri(provision).removeprefix('urn:acquis:')}"
            _use(document, name, _described(provision))
            link = {"prov:generatedEntity": answer, "prov:usedEntity": name}
            document["wasDerivedFrom"][f"_:d{len(document['wasDerivedFrom'])}"] = link
    return document


def _provisions(result: RegimeDetermination) -> list[Provision]:
    """The provisions that are not false: what the answer rests on."""
    evaluation = result.evaluation
    return [evaluation.snapshot.provisions[i] for kind in _USED for i in live_of(evaluation, kind)]


def _described(provision: Provision) -> dict[str, Any]:
    described: dict[str, Any] = {"prov:label": provision.cite, "acquis:confidence": provision.confidence}
    if provision.sources:
        described["prov:atLocation"] = provision.sources[0].url
    return described


def _use(document: dict[str, Any], name: str, described: dict[str, Any]) -> None:
    if name not in document["entity"]:
        document["entity"][name] = described
        document["used"][f"_:u{len(document['used'])}"] = {"prov:activity": "acquis:determine", "prov:entity": name}
