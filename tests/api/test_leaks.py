"""What is not published, no answer of the API tells: not its name, and not that it is there."""

import json

import pytest

from editorial.models import ContentVersion
from tests import factories
from tests.api.asked import orders, questions
from tests.api.conftest import whole
from tests.hidden import SECRET, hidden_entries, named_by_what_is_public, needed_by_what_is_public
from therapies import models
from therapies.api import keys
from therapies.api.resources import ALL, LINKS

pytestmark = pytest.mark.django_db
HIDDEN = pytest.mark.parametrize("status", ["draft", "retired"])


@pytest.fixture
def public(db, monkeypatch):
    """Whatever comes later cites a source that is there already: sources are public."""
    whole(1)
    whole(2)
    ContentVersion.objects.create(reason="made for tests")
    known = {"source": models.Source.objects.first(), "locator": "page 1"}
    monkeypatch.setattr(factories, "sourced", lambda: known)


def answers(client):
    """Every list by every filter and in every order, counted, and every row alone."""
    found = {}
    for resource in ALL:
        queries = [*questions(resource), {"q": SECRET}, *({"sort": s} for s in orders(resource))]
        for query in queries:
            if "q" in query and "q" not in resource.listing.filterset_class.base_filters:
                continue
            asked = {**query, "count": "true", "limit": "500"}
            response = client.get(f"/api/v1/{resource.name}/", asked)
            assert response.status_code == 200, (resource.name, query)
            found[resource.name, *query.items()] = response.content
        whole_list = json.loads(found[resource.name,])
        assert whole_list["links"]["next"] is None
        for row in whole_list["results"]:
            address = row[LINKS]["self"].partition("testserver")[2]
            found[address] = client.get(address).content
    return found


def test_what_is_hidden_changes_no_answer(client, public):
    before = answers(client)
    for status in ("draft", "retired"):
        named_by_what_is_public(hidden_entries(status))
    after = answers(client)
    assert after.keys() == before.keys()
    changed = [each for each in after if content(after[each]) != content(before[each])]
    assert changed == []


def content(answer):
    """Without the number of the version: what is hidden may raise it."""
    told = json.loads(answer)
    del told["version"]
    return told


@HIDDEN
def test_rows_that_must_name_what_is_hidden_leave_it_out(client, public, status):
    needed_by_what_is_public(hidden_entries(status))
    for question, answer in answers(client).items():
        told = json.loads(answer)
        told["links"].pop("self")
        assert SECRET not in json.dumps(told), question
        if question[1:] == (("q", SECRET),):
            assert told["results"] == []
            assert told["count"] == 0


@HIDDEN
def test_an_address_of_what_is_hidden_is_as_if_it_had_never_been(client, public, status):
    hidden_entries(status)
    for resource in ALL:
        for row in resource.listing.queryset.all():
            is_public = resource.published().filter(pk=row.pk).exists()
            address = f"/api/v1/{resource.name}/{keys.address(row)}"
            response = client.get(address)
            assert response.status_code == (200 if is_public else 404), address
            if not is_public:
                never = client.get(f"/api/v1/{resource.name}/{'never/' * len(row.natural_key())}")
                assert response.content == never.content


@HIDDEN
def test_a_filter_by_what_is_hidden_is_refused_like_an_unknown_one(client, public, status):
    for entry in hidden_entries(status):
        for resource in ALL:
            filters = resource.listing.filterset_class.base_filters
            for name in ("drug", "condition", "therapy_type", "side_effect", "country", "entry"):
                if name in filters:
                    address = f"/api/v1/{resource.name}/"
                    refused = client.get(address, {name: entry.slug})
                    unknown = client.get(address, {name: f"un{entry.slug}"})
                    assert refused.status_code == unknown.status_code == 400
                    expected = unknown.content.decode().replace(f"un{entry.slug}", entry.slug)
                    assert refused.content.decode() == expected
