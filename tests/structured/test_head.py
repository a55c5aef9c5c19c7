"""Canonical addresses, what is not indexed, and what a shared link shows."""

import re
import struct

import pytest
from django.conf import settings

from editorial.choices import Status
from tests import factories
from tests.structured.documents import head
from tests.test_query_counts import QUERIES
from therapies import versions
from therapies.choices import EntryType, Kind
from therapies.models import Entry, Trial
from therapies.structured.lists import PICTURES

pytestmark = pytest.mark.django_db

ROOT = "http://testserver"
CARDS = settings.BASE_DIR / "static" / "img" / "cards"
SIZE = (1200, 630)
HEAVIEST = 60 * 1024
HIDDEN = ("/search/", "/report/", "/compare/?drug", "/history/", "/cite/")
NO_PAGES = (
    "format=",
    "/suggest/",
    ".xml",
    ".txt",
    "healthz",
    "/api/",
    "/data/releases/",
    "?rate=",
    "/feed/",
    ".json",
    ".md",
    "/embed/",
    "/oembed",
)


@pytest.fixture
def drug():
    made = factories.full_drug(1)
    factories.source(slug="the-source")
    factories.dataset(factories.drug("Drug 1 again"))
    versions.record(Entry.objects.all(), "loaded from fixtures")
    return made


def test_every_public_page_has_one_canonical_address(client, drug):
    factories.glossary_term("term 1")
    for address in QUERIES:
        if any(each in address for each in NO_PAGES):
            continue
        read = head(client.get(address))
        path = address.partition("?")[0]
        assert read.canonical.partition("?")[0] == f"{ROOT}{path}", address
        assert read.metas["og:url"] == read.canonical
        is_hidden = any(each in address for each in HIDDEN)
        if is_hidden:
            assert read.metas["robots"] == "noindex", address
            assert not read.blocks
        assert read.metas["description"] == read.metas["og:description"]
        assert 10 < len(read.metas["description"]) <= 300, address
        assert (CARDS / read.metas["og:image"].rpartition("/")[2]).exists(), address


@pytest.mark.parametrize(
    ("asked", "canonical", "is_indexed"),
    [
        ("/drugs/", "/drugs/", True),
        ("/drugs/?sort=first_approved", "/drugs/", True),
        ("/drugs/?page_size=50&page=2", "/drugs/", True),
        ("/drugs/?compare=drug-1", "/drugs/", True),
        ("/drugs/?page=2", "/drugs/?page=2", True),
        ("/drugs/?page=9", "/drugs/?page=2", True),
        ("/drugs/?sort=first_approved&page=2", "/drugs/", True),
        ("/drugs/?kind=cancer", "/drugs/?kind=cancer", False),
        ("/drugs/?route=oral&kind=cancer&sort=name", "/drugs/?kind=cancer&route=oral", False),
        ("/drugs/?kind=cancer&page=2", "/drugs/?kind=cancer", False),
        ("/side-effects/matrix/?rows=types", "/side-effects/matrix/", True),
        ("/research/?measure=products", "/research/", True),
        ("/drugs/drug-1/?voice=plain", "/drugs/drug-1/", True),
        ("/drugs/drug-1/?compare=drug-2", "/drugs/drug-1/", True),
        ("/drugs/drug-1/history/", "/drugs/drug-1/history/", False),
        ("/drugs/drug-1/history/1/", "/drugs/drug-1/history/1/", False),
        ("/compare/", "/compare/", True),
        ("/search/?q=drug", "/search/", False),
    ],
)
def test_canonical_address(client, drug, asked, canonical, is_indexed):
    for number in range(30):
        factories.drug(f"Other {number}")
    read = head(client.get(asked))
    assert read.canonical == f"{ROOT}{canonical}"
    assert ("robots" not in read.metas) == is_indexed
    assert bool(read.blocks) == is_indexed


@pytest.mark.parametrize("asked", ["/nowhere/", "/drugs/?kind=unheard-of", "/research/?measure=x"])
def test_refusal_is_not_indexed_and_has_no_address(client, drug, asked):
    read = head(client.get(asked))
    assert read.metas["robots"] == "noindex"
    assert not read.canonical
    assert not read.blocks
    assert "og:url" not in read.metas


def test_other_forms_are_named(client, drug):
    forms = head(client.get("/drugs/drug-1/")).links["alternate"]
    own = {"type": "application/json", "href": f"{ROOT}/drugs/drug-1/?format=json"}
    assert any(own.items() <= each.items() for each in forms)
    forms = head(client.get("/drugs/?kind=cancer")).links["alternate"]
    forms = [each for each in forms if each["type"] != "application/atom+xml"]
    assert [each["href"] for each in forms] == [
        f"{ROOT}/drugs/?kind=cancer&format=csv",
        f"{ROOT}/drugs/?kind=cancer&format=json",
    ]
    for each in forms:
        assert client.get(each["href"].removeprefix(ROOT)).status_code == 200


def test_description_is_the_first_plain_statement(client, drug):
    assert head(client.get("/drugs/drug-1/")).metas["description"] == "It is a medicine."
    drug.statements.all().delete()
    assert "Drug 1: what is known" in head(client.get("/drugs/drug-1/")).metas["description"]
    told = head(client.get("/claims/claim-1/")).metas["description"]
    assert told == "It does not."
    told = head(client.get("/research/trials/trial-1/")).metas["description"]
    assert re.fullmatch(
        r"Phase 3 trial NCT\d+\. Status on 1 October 2026: recruiting\. Drug 1", told
    )
    Trial.objects.update(phase="na")
    assert head(client.get("/research/trials/trial-1/")).metas["description"].startswith("Trial N")


def test_shared_link_shows_a_picture(client, drug):
    metas = head(client.get("/drugs/drug-1/")).metas
    assert metas["og:image"] == f"{ROOT}/static/img/cards/drug.png"
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert metas["og:image:alt"]
    assert metas["og:type"] == "article"
    assert metas["og:locale"] == "en_GB"
    assert metas["og:site_name"] == "immunoref"
    assert metas["og:title"] == "Drug 1"
    assert metas["twitter:card"] == "summary_large_image"
    kind = head(client.get("/therapies/cancer-immunotherapy/")).metas["og:image"]
    assert kind == f"{ROOT}/static/img/cards/kind-cancer.png"
    assert head(client.get("/")).metas["og:type"] == "website"


def test_every_picture_is_there_and_light():
    named = {"site", *EntryType.values, *(f"kind-{kind}" for kind in Kind), *PICTURES.values()}
    assert {path.stem for path in CARDS.glob("*")} == named
    for path in CARDS.glob("*.png"):
        content = path.read_bytes()
        assert len(content) <= HEAVIEST, path.name
        assert struct.unpack(">II", content[16:24]) == SIZE


def test_unpublished_page_has_no_head_of_its_own(client, drug):
    Entry.objects.filter(slug="drug-1").update(status=Status.DRAFT)
    response = client.get("/drugs/drug-1/")
    assert response.status_code == 404
    assert not head(response).blocks
