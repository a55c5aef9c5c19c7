"""Every public page costs a fixed number of queries, whatever the rows.

One of them asks for the version of the content, which the foot of a page shows; in service it is
asked for twice a second at most. Add a line here with every new address. A number may fall; if it
rises, say why in review.
"""

import json
import re

import pytest
from django.urls import URLPattern, get_resolver

from editorial import edition
from tests import factories
from therapies import versions
from therapies.api import resources
from therapies.models import Entry, SafetyDataset
from therapies.releases import papers
from therapies.releases.bundle import Bundle

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
    "/data/releases.json": 0,
    "/data/releases/2026.11.21/": 1,
    "/data/releases/2026.11.21/README.md": 0,
    "/report/?page=/drugs/drug-1/": 1,
    "/healthz": 0,
    "/robots.txt": 1,
    "/llms.txt": 2,
    "/sitemap.xml": 19,
    "/sitemap-pages.xml": 2,
    "/sitemap-drug.xml": 3,
    "/sitemap-sources.xml": 3,
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
    "/feed/": 9,
    "/feed/?before=1000000": 9,
    "/therapies/feed/": 5,
    "/drugs/feed/": 9,
    "/conditions/feed/": 5,
    "/side-effects/feed/": 5,
    "/research/countries/feed/": 6,
    "/research/institutions/feed/": 6,
    "/research/trials/feed/": 6,
    "/claims/feed/": 5,
    "/therapies/cancer-immunotherapy/feed/": 11,
    "/drugs/drug-1/feed/": 10,
    "/conditions/condition-1/feed/": 11,
    "/side-effects/effect-1/feed/": 6,
    "/research/countries/country-1/feed/": 7,
    "/research/institutions/institution-1/feed/": 7,
    "/research/trials/trial-1/feed/": 7,
    "/claims/claim-1/feed/": 6,
    "/therapies/cancer-immunotherapy/cite/": 3,
    "/drugs/drug-1/cite/": 5,
    "/conditions/condition-1/cite/": 3,
    "/side-effects/effect-1/cite/": 3,
    "/research/countries/country-1/cite/": 3,
    "/research/institutions/institution-1/cite/": 3,
    "/research/trials/trial-1/cite/": 3,
    "/claims/claim-1/cite/": 3,
    "/therapies/cancer-immunotherapy/history/1/cite/": 3,
    "/drugs/drug-1/history/1/cite/": 5,
    "/conditions/condition-1/history/1/cite/": 3,
    "/side-effects/effect-1/history/1/cite/": 3,
    "/research/countries/country-1/history/1/cite/": 3,
    "/research/institutions/institution-1/history/1/cite/": 3,
    "/research/trials/trial-1/history/1/cite/": 3,
    "/claims/claim-1/history/1/cite/": 3,
    "/drugs/drug-1/cite/?rate=the-dataset/effect-1": 6,
    "/drugs/drug-1/cite/?format=ris": 3,
    "/drugs/drug-1/history/1/cite/?format=bibtex": 3,
    "/embed/drugs/drug-1/": 5,
    "/embed/rates/drug-1/the-dataset/effect-1/": 2,
    "/oembed?url=http://testserver/drugs/drug-1/": 2,
    "/oembed?url=http://testserver/embed/rates/drug-1/the-dataset/effect-1/": 2,
    "/api/v1/": 1,
    "/api/v1/docs/": 1,
    "/api/v1/openapi.json": 0,
    "/api/v1/therapies/": 2,
    "/api/v1/therapies/cancer-immunotherapy/": 5,
    "/api/v1/drugs/": 5,
    "/api/v1/drugs/?count=true": 6,
    "/api/v1/drugs/?limit=1": 5,
    "/api/v1/drugs/drug-1/": 16,
    "/api/v1/drugs/drug-1/?fields=name": 5,
    "/api/v1/conditions/": 2,
    "/api/v1/conditions/condition-1/": 4,
    "/api/v1/indications/": 2,
    "/api/v1/side-effects/": 2,
    "/api/v1/side-effects/effect-1/": 4,
    "/api/v1/rates/": 2,
    "/api/v1/rates/?drug=drug-1": 3,
    "/api/v1/countries/": 2,
    "/api/v1/countries/country-1/": 7,
    "/api/v1/institutions/": 2,
    "/api/v1/institutions/institution-1/": 4,
    "/api/v1/trials/": 5,
    "/api/v1/trials/trial-1/": 7,
    "/api/v1/milestones/": 2,
    "/api/v1/milestones/country-1/first/": 2,
    "/api/v1/products/": 2,
    "/api/v1/products/country-1/product-1/": 2,
    "/api/v1/glossary/": 2,
    "/api/v1/glossary/term-1/": 2,
    "/api/v1/sources/": 2,
    "/api/v1/sources/the-source/": 2,
    "/api/v1/comparisons/": 2,
    "/api/v1/results/": 2,
    "/api/v1/claims/": 2,
    "/api/v1/claims/claim-1/": 4,
    "/api/v1/names/": 2,
    "/api/v1/names/drug-1/Brand%201/brand/US/": 2,
    "/api/v1/statements/": 2,
    "/api/v1/statements/drug/drug-1/what_it_is/everyone/1/": 2,
    "/api/v1/warnings/": 2,
    "/api/v1/warnings/drug-1/fda/Infusion%20reactions/": 2,
    "/api/v1/label-counts/": 2,
    "/api/v1/label-counts/drug-1/fda/": 2,
    "/api/v1/productions/": 2,
    "/api/v1/productions/drug-1/TR/A%20maker/manufactures/": 2,
    "/api/v1/safety-datasets/": 2,
    "/api/v1/awaited-drugs/": 2,
    "/api/v1/research-outputs/": 2,
    "/api/v1/research-outputs/country-1/Papers%20in%20an%20index/2020/": 2,
    "/api/v1/not-found/": 2,
    "/api/v1/not-found/drug/drug-1/atc_code/a%20list/": 2,
    "/api/v1/regulators/": 2,
    "/api/v1/regulators/fda/": 2,
    "/api/v1/targets/": 2,
    "/api/v1/targets/target-1/": 2,
    "/api/v1/routes/": 2,
    "/api/v1/routes/oral/": 2,
}
VERSIONED = ("/history/", "/feed/", "/cite/")


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """A directory with a release of two tiny files."""
    place = tmp_path_factory.mktemp("releases")
    bundle = Bundle(place / "2026.11.21")
    bundle.add_text("README.md", "A release.")
    bundle.add_text("changes.json", '{"entries": []}')
    about = papers.about("2026.11.21", "2026-11-21T12:00:00+00:00", None, ["Somebody"], [])
    about |= papers.contents(bundle.files) | {"changes": {}}
    bundle.add_text("release.json", json.dumps(about))
    bundle.seal()
    (bundle.root / "immunoref-2026.11.21.zip").write_bytes(b"x")
    (bundle.root / "immunoref-2026.11.21.zip.sha256").write_text(f"{'0' * 64}  x")
    return place


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_queries(client, address, rows, django_assert_num_queries, releases, settings):
    settings.RELEASES_DIR = releases
    for number in range(1, rows + 1):
        factories.full_drug(number)
        factories.glossary_term(f"term {number}")
    factories.source(slug="the-source")
    if "/compare/" in address:
        factories.dataset(factories.drug("Drug 1 again"))
    SafetyDataset.objects.filter(drug__slug="drug-1").update(slug="the-dataset")
    if any(part in address for part in VERSIONED):
        for number in range(rows + 1):
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
        shape = re.sub("<(slug|str):[a-z_]+>", "[^/]+", re.escape(route))
        shape = re.sub("<path:[a-z]+>", ".+", shape).replace("<int:number>", "[0-9]+")
        assert any(re.fullmatch(shape, address) for address in listed), route


def test_every_list_of_the_api_is_listed():
    for each in resources.ALL:
        assert f"/api/v1/{each.name}/" in QUERIES


def test_list_pages_cost_at_most_fifteen():
    for pattern in get_resolver().url_patterns[0].url_patterns:
        if str(pattern.name).endswith("-list"):
            address = f"/{pattern.pattern}"
            assert QUERIES[address] <= 15
    assert QUERIES[ALL_FACETS] <= 15
