"""Lists of the API are the lists of the pages, and are read to their end without a gap."""

import json
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests import factories
from tests.api.asked import orders, questions
from therapies.api.resources import ALL, LINKS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
each_list = pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.name)
each_page = pytest.mark.parametrize(
    "resource", [each for each in ALL if each.listing.page], ids=lambda resource: resource.name
)


def ask(client, resource, **query):
    response = client.get(f"/api/v1/{resource.name}/", query)
    assert response.status_code == 200, response.content
    return response.json()


def plain(rows):
    return [{name: value for name, value in row.items() if name != LINKS} for row in rows]


@each_page
def test_the_same_rows_as_the_page_by_every_filter(client, resource):
    page = reverse(resource.listing.page)
    for query in questions(resource):
        download = client.get(page, query | {"format": "json"})
        expected = b"".join(download.streaming_content) if download.streaming else download.content
        assert download.status_code == 200, (query, expected)
        answer = ask(client, resource, **query, limit=500, count="true")
        assert plain(answer["results"]) == json.loads(expected)["results"]
        assert answer["count"] == len(answer["results"])


@each_page
def test_orders_are_those_of_the_page(client, resource):
    """But for rows that are equal in the order asked for, or of which it is not known."""
    page = reverse(resource.listing.page)
    for sort in orders(resource):
        download = client.get(page, {"sort": sort, "format": "json"})
        rows = json.loads(b"".join(download.streaming_content))["results"]
        found = plain(ask(client, resource, sort=sort, limit=500)["results"])
        assert sorted(map(str, found)) == sorted(map(str, rows))
        if (name := sort.lstrip("-")) in found[0]:
            known = [row[name] for row in rows if row[name] is not None]
            assert [row[name] for row in found if row[name] is not None] == known


@pytest.mark.parametrize("sort", ["first_approved", "-first_approved"])
def test_what_is_not_known_comes_last_in_every_order(client, sort):
    days = [row["first_approved"] for row in ask_drugs(client, sort=sort)]
    assert days[0] is not None
    assert days[-3:] == [None, None, None]


def ask_drugs(client, **query):
    return client.get("/api/v1/drugs/", query).json()["results"]


@each_list
def test_cursors_walk_everything_once_in_every_order(client, resource):
    for sort in ["", *orders(resource)]:
        query = {"sort": sort} if sort else {}
        whole = ask(client, resource, **query, limit=500)
        assert whole["links"]["next"] is None
        assert len(whole["results"]) >= 2
        walked, address = (
            [],
            f"/api/v1/{resource.name}/?limit=1" + (f"&sort={sort}" if sort else ""),
        )
        while address:
            response = client.get(address)
            answer = response.json()
            walked += answer["results"]
            following = answer["links"]["next"]
            assert (f'<{following}>; rel="next"' in response["Link"]) == bool(following)
            address = following and following.partition("testserver")[2]
        assert walked == whole["results"]


@each_list
def test_links_lead_to_the_row_its_page_and_its_source(client, resource):
    for row in ask(client, resource)["results"]:
        one = client.get(urlsplit(row[LINKS]["self"]).path)
        assert one.status_code == 200
        result = one.json()["result"]
        result.pop("claims", None)
        assert result == row
        for link in (row[LINKS]["page"], row[LINKS]["source"]):
            if link:
                assert client.get(link.partition("testserver")[2]).status_code == 200


@each_list
def test_chosen_fields_alone_are_answered(client, resource):
    names = [column.name for column in resource.columns][:2]
    for row in ask(client, resource, fields=",".join(names))["results"]:
        assert set(row) == {*names, LINKS}


@each_list
def test_a_number_of_the_database_is_nowhere(client, resource):
    answer = client.get(f"/api/v1/{resource.name}/").json()
    for row in answer["results"]:
        assert not {"id", "pk"} & set(row)


def test_a_row_that_comes_or_goes_shifts_no_other(client):
    first = client.get("/api/v1/drugs/?limit=2").json()
    assert [row["slug"] for row in first["results"]] == ["drug-1", "drug-2"]
    from_here = first["links"]["next"].partition("testserver")[2]
    before = client.get(from_here).json()["results"]
    assert before[0]["slug"] == "drug-3"
    factories.drug("Abciximab")
    assert client.get(from_here).json()["results"] == before


REFUSED = {
    "nothing=1": "nothing",
    "kind=unheard-of": "kind",
    "kind=": "kind",
    "drug=drug-1": "drug",
    "condition=unheard-of": "condition",
    "q=a&q=b": "q",
    "q=%20": "q",
    "q=" + "a" * 101: "q",
    "approved_from=soon": "approved_from",
    "approved_from=1899": "approved_from",
    "approved_from=2e3": "approved_from",
    "sort=slug": "sort",
    "sort=name,-name": "sort",
    "fields=name,unheard_of": "fields",
    "fields=claims": "fields",
    "fields=name,": "fields",
    "limit=0": "limit",
    "limit=501": "limit",
    "limit=%D9%A3": "limit",
    "limit=5&limit=6": "limit",
    "count=yes": "count",
    "cursor=spoiled": "cursor",
    "cursor=": "cursor",
    "choices=kind": "choices",
    "format=csv": "format",
    "page=2": "page",
    "=": "",
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_not_understood_is_refused_in_words(client, query):
    response = client.get(f"/api/v1/drugs/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert [fault["parameter"] for fault in problem["errors"]] == [REFUSED[query]]
    assert all(fault["detail"].endswith(".") for fault in problem["errors"])
    assert problem["detail"]


def test_all_that_is_wrong_is_said_at_once(client):
    problem = client.get("/api/v1/drugs/?limit=0&kind=x&sort=y&z=1").json()
    assert {fault["parameter"] for fault in problem["errors"]} == {"limit", "kind", "sort", "z"}


def test_a_cursor_of_another_list_or_order_is_refused(client):
    answer = client.get("/api/v1/drugs/?limit=1&sort=-name").json()
    cursor = answer["links"]["next"].partition("cursor=")[2]
    assert client.get(f"/api/v1/drugs/?sort=-name&cursor={cursor}").status_code == 200
    assert client.get(f"/api/v1/drugs/?cursor={cursor}").status_code == 400
    assert client.get(f"/api/v1/conditions/?sort=-name&cursor={cursor}").status_code == 400
    spoiled = cursor.replace(cursor[0], "B" if cursor[0] != "B" else "C", 1)
    assert client.get(f"/api/v1/drugs/?sort=-name&cursor={spoiled}").status_code == 400


def test_the_beginning_lists_everything(client):
    lists = client.get("/api/v1/").json()["lists"]
    assert [each["name"] for each in lists] == [each.name for each in ALL]
    for each in lists:
        assert client.get(urlsplit(each["links"]["self"]).path).status_code == 200
