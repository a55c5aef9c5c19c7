"""One FHIR Bundle of everything, written piece by piece."""

import json
from collections.abc import Iterator

from therapies.fhir.parts import Resource, address
from therapies.fhir.resources import of_drug
from therapies.models import Drug


def written() -> Iterator[str]:
    """The bundle of what is published as pieces of JSON, one resource a line."""
    head = {"resourceType": "Bundle", "type": "collection"}
    yield json.dumps(head)[:-1]
    # FHIR knows no empty lists.
    before, end = ', "entry": [\n', "}\n"
    for entry in entries():
        yield before + json.dumps(entry, ensure_ascii=False)
        before, end = ",\n", "\n]}\n"
    yield end


def entries() -> Iterator[Resource]:
    for drug in Drug.objects.published().for_detail().order_by("slug"):
        for key, resource in of_drug(drug):
            yield {"fullUrl": address(*key), "resource": resource}
