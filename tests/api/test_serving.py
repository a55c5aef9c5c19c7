"""Headers, problems and limits: what every answer of the API has."""

import logging

import pytest
from django.test import Client

from editorial import allowances
from editorial.models import ContentVersion
from therapies.api import operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
DRUGS = "/api/v1/drugs/"
ADDRESSES = ("/api/v1/", "/api/v1/openapi.json", DRUGS, "/api/v1/drugs/drug-1/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_somebody_has_already_is_not_sent_again(client, address):
    first = client.get(address)
    tag = first["ETag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content


def test_an_answer_says_of_which_version_of_the_content_it_is(client):
    response = client.get(DRUGS)
    version = ContentVersion.objects.first()
    body = response.json()
    assert response["X-Content-Version"] == str(version.pk) == str(body["version"]["number"])
    assert body["licence"] == "CC BY 4.0"
    assert body["attribution"] == "immunoref, http://testserver/"
    changed = response["Last-Modified"]
    assert client.get(DRUGS, headers={"If-Modified-Since": changed}).status_code == 304
    earlier = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert client.get(DRUGS, headers={"If-Modified-Since": earlier}).status_code == 200
    tagged = {"If-Modified-Since": changed, "If-None-Match": '"other"'}
    assert client.get(DRUGS, headers=tagged).status_code == 200


def test_a_change_of_the_content_changes_the_tag(client):
    before = client.get(DRUGS)["ETag"]
    ContentVersion.objects.create(reason="more")
    assert client.get(DRUGS)["ETag"] != before


def test_before_anything_was_published_there_is_no_version(client):
    ContentVersion.objects.all().delete()
    response = client.get(DRUGS)
    assert response.json()["version"] is None
    assert "Last-Modified" not in response


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/nothing/", "/api/v1/drugs/?limit=0"])
def test_pages_of_every_site_may_read(client, address):
    response = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_a_browser_that_asks_first_is_told_what_it_may(client):
    response = client.options(
        DRUGS,
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_get_without_the_answer(client, address):
    told, asked = client.head(address), client.get(address)
    assert (told.status_code, told.content) == (200, b"")
    assert told["ETag"] == asked["ETag"]
    assert told["Content-Length"] == asked["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/nothing/"])
def test_nothing_can_be_written(method, address):
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert_problem(response, 405)


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v2/", "/api/v1/nothing/", "/api/v1/drugs/nothing/", "/api/v1/drugs"]
)
def test_an_unknown_address_is_a_problem_in_words(client, address):
    assert_problem(client.get(address), 404)


def test_what_breaks_is_written_down_and_told_to_nobody(client, monkeypatch, caplog):
    def breaks(*args):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(operations, "answer", breaks)
    with caplog.at_level(logging.ERROR):
        response = client.get(DRUGS)
    assert_problem(response, 500)
    assert "secret" not in response.content.decode()
    assert "the secret reason" in caplog.text


def test_an_address_may_ask_so_often_a_minute(client, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(allowances.time, "time", lambda: 6_000_015.5)
    left = [client.get(DRUGS)["RateLimit"] for _ in range(3)]
    assert left == [f'"minute";r={rest};t=45' for rest in (2, 1, 0)]
    response = client.get(DRUGS)
    assert_problem(response, 429)
    assert response["Retry-After"] == "45"
    assert response["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/drugs/").status_code == 200
    assert client.get(DRUGS, REMOTE_ADDR="198.51.100.7").status_code == 200
    monkeypatch.setattr(allowances.time, "time", lambda: 6_000_060.0)
    assert client.get(DRUGS).status_code == 200


def test_refused_and_unknown_requests_count_too(client, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 2
    monkeypatch.setattr(allowances.time, "time", lambda: 6_000_000.0)
    assert client.get("/api/v1/nothing/").status_code == 404
    assert client.get("/api/v1/drugs/?limit=0").status_code == 400
    assert client.get(DRUGS).status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_wrote(client, settings, monkeypatch):
    settings.BEHIND_PROXY = True
    settings.API_REQUESTS_PER_MINUTE = 1
    monkeypatch.setattr(allowances.time, "time", lambda: 6_000_000.0)

    def asked_by(*hops):
        return client.get(DRUGS, headers={"X-Forwarded-For": ", ".join(hops)}).status_code

    assert asked_by("203.0.113.1", "198.51.100.7") == 200
    assert asked_by("203.0.113.2", "198.51.100.7") == 429
    assert asked_by("203.0.113.1", "198.51.100.8") == 200
    assert asked_by("2001:db8::1") == 200
    assert asked_by("2001:db8::ffff") == 429


def test_reading_goes_on_where_nothing_can_be_counted(client, monkeypatch, caplog):
    def breaks(*args):
        raise ConnectionError("the cache is down")

    monkeypatch.setattr(allowances, "_counted", breaks)
    assert client.get(DRUGS).status_code == 200
    assert "the cache is down" in caplog.text


def assert_problem(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"http://testserver/api/v1/docs/#problem-{status}"
    assert problem["title"]
    assert problem["detail"].endswith(".")
