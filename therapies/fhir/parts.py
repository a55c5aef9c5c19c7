"""The data types of which resources are made."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from therapies.models import Condition

# Names of entries and claims as UUIDs (RFC 9562, version 5).
NAMES = UUID("6f0d7a52-6c39-5f0e-9d53-0a52f1d1f6c4")
ATC = "http://www.whocc.no/atc"
DISEASE_ONTOLOGY = "http://purl.obolibrary.org/obo/doid.owl"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
COUNTRY = "urn:iso:std:iso:3166"
PUBLICATION_STATUS = "http://hl7.org/fhir/publication-status"

Resource = dict[str, Any]


def address(*key: str) -> str:
    """What the resource of this natural key is called within a bundle."""
    return f"urn:uuid:{uuid5(NAMES, '/'.join(key))}"


def reference(*key: str, display: str = "") -> Resource:
    return {"reference": address(*key)} | ({"display": display} if display else {})


def concept(text: str, coding: Iterable[Resource] = ()) -> Resource:
    found = list(coding)
    return {"text": text} | ({"coding": found} if found else {})


def code(system: str, value: str) -> Resource:
    return {"system": system, "code": value}


def condition_concept(condition: Condition) -> Resource:
    codes = [code(ICD_10, each) for each in condition.icd10_codes]
    if condition.doid:
        codes.insert(0, code(DISEASE_ONTOLOGY, condition.doid))
    return concept(condition.name, codes)


def place(code_of_place: str) -> Resource:
    """A country, or the European Union, for which ISO 3166 reserves EU."""
    return concept(code_of_place, [code(COUNTRY, code_of_place)])


def group(people: str) -> Resource:
    """People described in words, to stand within the resource that speaks of them."""
    return {
        "resourceType": "Group",
        "id": "people",
        "type": "person",
        "membership": "definitional",
        "description": people,
    }


def resource(kind: str, key: tuple[str, ...], source: str, **fields: Any) -> Resource:
    """`key` is the natural key, `source` the address of the document that backs the content."""
    return {
        "resourceType": kind,
        "meta": {"source": source},
        "identifier": [{"value": "/".join(key)}],
        **{name: value for name, value in fields.items() if value},
    }
