"""Every public page costs a fixed number of queries, whatever the rows.

One of them asks for the version of the content, which the foot of a page shows; in service it is
asked for twice a second at most. Add a line here with every new address. A number may fall; if it
rises, say why in review.
"""

import re

import pytest
from django.urls import URLPattern, get_resolver

from editorial import edition
from tests import factories
from therapies import versions
from therapies.models import Entry

pytestmark = pytest.mark.django_db

ALL_FACETS = (
    "/drugs/?q=drug&kind=cancer&therapy_type=cancer-immunotherapy&condition=condition-1"
    "&target=target-1&modality=monoclonal_antibody&direction=activates&side_effect=effect-1"
    "&route=oral&status=approved&regulator=fda&approved_from=2000&approved_to=2025"
    "&sort=first_approved"
)
QUERIES = {
    "/": 6,
    "/therapies/": 6,
    "/therapies/cancer-immunotherapy/": 19,
    "/drugs/": 11,
    ALL_FACETS: 15,
    "/drugs/?format=csv": 5,
    "/drugs/?format=json": 5,
    "/drugs/drug-1/": 25,
    "/conditions/": 6,
    "/conditions/condition-1/": 16,
    "/indications/": 8,
    "/indications/?format=csv": 2,
    "/side-effects/": 4,
    "/side-effects/effect-1/": 5,
    "/compare/": 2,
    "/compare/?drug=drug-1": 11,
    "/compare/?drug=drug-1&format=csv": 11,
    "/compare/?drug=drug-1&drug=drug-1-again": 13,
    "/side-effects/matrix/": 11,
    "/side-effects/matrix/?columns=classes": 11,
    "/side-effects/matrix/?rows=types": 12,
    "/rates/": 9,
    "/rates/?format=csv": 2,
    "/research/": 3,
    "/research/countries/": 8,
    "/research/countries/country-1/": 13,
    "/research/institutions/": 8,
    "/research/institutions/institution-1/": 8,
    "/research/milestones/": 5,
    "/research/milestones/?format=csv": 2,
    "/research/products/": 4,
    "/research/products/?format=csv": 2,
    "/research/?measure=products": 3,
    "/research/trials/": 11,
    "/research/trials/trial-1/": 9,
    "/results/": 6,
    "/results/?format=csv": 2,
    "/claims/": 4,
    "/claims/comparisons/": 8,
    "/claims/comparisons/?format=csv": 2,
    "/claims/claim-1/": 5,
    "/glossary/": 3,
    "/glossary/?format=csv": 2,
    "/sources/": 4,
    "/sources/the-source/": 4,
    "/search/?q=drug": 8,
    "/search/?q=nothing": 6,
    "/search/suggest/?q=drug": 4,
    "/search/suggest/?q=drugg": 6,
    "/side-effects/matrix/?regimen_kind=alone&regimen_kind=combination": 11,
    "/opensearch.xml": 1,
    "/about/": 2,
    "/data/": 1,
    "/report/?page=/drugs/drug-1/": 1,
    "/healthz": 0,
    "/therapies/cancer-immunotherapy/history/": 4,
    "/therapies/cancer-immunotherapy/history/1/": 3,
    "/drugs/drug-1/history/": 8,
    "/drugs/drug-1/history/1/": 7,
    "/drugs/drug-1/history/1/?format=json": 2,
    "/conditions/condition-1/history/": 4,
    "/conditions/condition-1/history/1/": 3,
    "/side-effects/effect-1/history/": 4,
    "/side-effects/effect-1/history/1/": 3,
    "/research/countries/country-1/history/": 5,
    "/research/countries/country-1/history/1/": 4,
    "/research/institutions/institution-1/history/": 5,
    "/research/institutions/institution-1/history/1/": 4,
    "/research/trials/trial-1/history/": 5,
    "/research/trials/trial-1/history/1/": 4,
    "/claims/claim-1/history/": 4,
    "/claims/claim-1/history/1/": 3,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_queries(client, address, rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        factories.full_drug(number)
        factories.glossary_term(f"term {number}")
    factories.source(slug="the-source")
    if "/compare/" in address:
        factories.dataset(factories.drug("Drug 1 again"))
    if "/history/" in address:
        for number in range(rows):
            for entry in Entry.objects.all():
                factories.statement(entry, section="limits", position=number + 1)
            versions.record(Entry.objects.all(), "told more")
    edition.raise_version("made for tests")
    with django_assert_num_queries(QUERIES[address]):
        response = client.get(address)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code == 200


def test_every_public_address_is_listed():
    listed = [address.partition("?")[0] for address in QUERIES]
    for pattern in get_resolver().url_patterns[0].url_patterns:
        assert isinstance(pattern, URLPattern)
        route = f"/{pattern.pattern}"
        shape = re.escape(route).replace("<slug:slug>", "[^/]+").replace("<int:number>", "[0-9]+")
        assert any(re.fullmatch(shape, address) for address in listed), route


def test_list_pages_cost_at_most_fifteen():
    for pattern in get_resolver().url_patterns[0].url_patterns:
        if str(pattern.name).endswith("-list"):
            address = f"/{pattern.pattern}"
            assert QUERIES[address] <= 15
    assert QUERIES[ALL_FACETS] <= 15
