"""Open formats: JSON-LD (schema.org Legislation with ELI), Akoma Ntoso 1.0, and PROV-JSON for the provenance of an answer."""

from acquis.law.formats.akoma_ntoso import to_akoma_ntoso
from acquis.law.formats.jsonld import to_jsonld
from acquis.law.formats.prov import to_prov

__all__ = ["to_akoma_ntoso", "to_jsonld", "to_prov"]
