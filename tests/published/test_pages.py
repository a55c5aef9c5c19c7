"""A list's page is the same from the index and from the database, and follows what is published."""

import re

import pytest
from django.http import QueryDict

from editorial.models import ContentVersion
from tests import factories
from therapies import listings
from therapies.published.shelf import shelf, version_in_force
from therapies.published.stored import Stored
from therapies.views import entry_list, lists

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/drugs/",
    "/drugs/?kind=cancer&target=target-1",
    "/drugs/?sort=-name&page_size=100",
    "/drugs/?q=drug",
    "/drugs/?approved_from=2012&choices=target",
    "/drugs/?kind=cancer&target=target-1&target=target-2&q=nothing",
    "/drugs/?compare=drug-1",
    "/drugs/?page=9",
    "/conditions/",
    "/conditions/?area=cancer",
    "/indications/",
    "/side-effects/?immune_related=yes",
    "/rates/?drug=drug-1",
    "/research/trials/",
    "/research/countries/?sort=-trials_count",
    "/sources/?kind=label",
    "/claims/comparisons/",
    "/glossary/",
)


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.PUBLISHED_INDEX = True
    shelf.clear()
    yield
    shelf.clear()


@pytest.fixture
def content():
    for number in (1, 2, 3):
        factories.full_drug(number)
        factories.glossary_term(f"Word {number}")
    return ContentVersion.objects.create(reason="for tests")


def build():
    for listing in listings.ALL:
        shelf.build(listing, version_in_force())


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_the_same_from_both(client, content, settings, address, monkeypatch):
    settings.PUBLISHED_INDEX = False
    from_database = page(client, address)
    settings.PUBLISHED_INDEX = True
    build()
    monkeypatch.setattr(lists.DrugList.listing.filterset_class, "facet_choices", None)
    assert page(client, address) == from_database
    assert page(client, address) == from_database
    settings.PUBLISHED_INDEX = False
    monkeypatch.setattr(
        entry_list.stored_lists, "current", lambda listing, edition: Stored(listing, 1)
    )
    assert page(client, address) == from_database


def test_rows_that_were_written_cost_no_query_but_that_of_the_version(
    client, content, django_assert_num_queries
):
    build()
    client.get("/drugs/?kind=cancer")
    with django_assert_num_queries(1):
        client.get("/drugs/?kind=cancer")


def test_nothing_is_answered_from_an_older_version(client, content):
    build()
    assert "Newcomer" not in page(client, "/drugs/")
    factories.drug("Newcomer")
    assert "Newcomer" not in page(client, "/drugs/")
    ContentVersion.objects.create(reason="a drug")
    build()
    assert "Newcomer" in page(client, "/drugs/")


def test_index_of_a_version_that_was_replaced_meanwhile_is_not_kept(content):
    version = version_in_force()
    ContentVersion.objects.create(reason="meanwhile")
    shelf.build(listings.DRUGS, version)
    assert not shelf._built


@pytest.mark.parametrize("query", ["kind=nothing", "page=x", "approved_from=x", "choices=x"])
def test_what_is_wrong_is_refused_as_without_an_index(client, content, query):
    build()
    assert client.get(f"/drugs/?{query}").status_code == 400


def test_a_list_that_is_too_long_is_left_to_the_database(client, content, monkeypatch):
    monkeypatch.setattr("therapies.published.shelf.MOST_ROWS", 2)
    build()
    assert shelf.current(listings.DRUGS) is None
    assert "3 results" in page(client, "/drugs/")


def test_nobody_who_asks_for_a_whole_list_waits_for_its_index(client, content, monkeypatch):
    asked = []

    def current(listing):
        asked.append(listing)

    monkeypatch.setattr("therapies.views.entry_list.shelf.current", current)
    assert shelf.at_hand(listings.DRUGS) is None
    whole = client.get("/drugs/?format=csv").getvalue()
    assert len(whole.splitlines()) == 4
    assert not asked
    assert client.get("/drugs/?format=csv&kind=cancer").status_code == 200
    assert asked
    build()
    assert client.get("/drugs/?format=csv").content == whole


def test_hostile_text_is_escaped_in_what_is_poured(client):
    drug = factories.drug('<script>alert("x")</script>')
    target = factories.full_drug(1).targets.first()
    target.name = '"><img src=x>'
    target.save()
    drug.targets.add(target)
    ContentVersion.objects.create(reason="hostile")
    build()
    for query in ("", "?q=%3Cscript%3E&page_size=100", f"?target={target.slug}"):
        text = page(client, f"/drugs/{query}")
        assert "<script>alert" not in text
        assert "<img" not in text


def test_index_reads_only_what_is_published(content):
    build()
    index = shelf.current(listings.DRUGS)
    assert index is not None
    assert len(index.pks) == listings.DRUGS.filtered(QueryDict()).qs.count()
