"""Requests that are too large, too slow, or too many."""

import gc
import time
from contextlib import nullcontext
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test import Client

from editorial import allowances, deadlines, edition, sizes
from editorial.parts import each_within
from immunoref import bounds
from immunoref.streams import Streams
from tests import factories
from therapies.exports import Export

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
SEARCH = "/search/?q=drug"


def endless(*args):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS)


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(allowances.time, "time", lambda: 6_000_015.5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (f"/drugs/{'x' * sizes.LONGEST_PATH}/", {}, 414),
        (f"/drugs/?q={'x' * sizes.LONGEST_QUERY}", {}, 414),
        (f"/api/v1/drugs/?q={'x' * sizes.LONGEST_QUERY}", {}, 414),
        (f"/drugs/?format=csv&q={'x' * sizes.LONGEST_QUERY}", {}, 414),
        (f"/compare/?{'drug=a&' * sizes.MOST_PARAMETERS}", {}, 400),
        (f"/api/v1/drugs/?{'kind=a&' * sizes.MOST_PARAMETERS}", {}, 400),
        ("/drugs/", {"X-Anything": "x" * (sizes.LONGEST_HEADERS + 1)}, 431),
        ("/api/v1/drugs/", {"X-Anything": "x" * (sizes.LONGEST_HEADERS + 1)}, 431),
    ],
)
def test_what_is_too_large_is_refused_in_words(client, address, headers, status):
    response = client.get(address, headers=headers)
    assert response.status_code == status
    if "/api/" in address:
        assert response.json()["status"] == status
        assert response["Access-Control-Allow-Origin"] == "*"
    elif "format=csv" in address:
        assert response["Content-Type"].startswith("text/plain")
    else:
        assert "<h1>" in response.content.decode()
        assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_a_large_body_is_refused_before_it_is_read(client):
    for path, most in (
        ("/report/", sizes.LONGEST_BODY),
        ("/admin/login/", sizes.LONGEST_BODY_OF_STAFF),
    ):
        response = client.generic(
            "POST", path, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(most + 1)
        )
        assert response.status_code == 413
        assert "too large" in response.content.decode()


@pytest.mark.django_db
def test_a_search_is_counted_and_refused_with_when_to_come_back(client, settings, at_noon):
    settings.SEARCHES_PER_MINUTE = 2
    assert [client.get(SEARCH).status_code for _ in range(2)] == [200, 200]
    response = client.get("/search/suggest/?q=drug")
    assert response.status_code == 429
    assert response["Retry-After"] == "45"
    assert response["RateLimit"] == '"minute";r=0;t=45'
    assert response["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert "no-store" in response["Cache-Control"]
    assert client.get("/drugs/").status_code == 200
    assert client.get(SEARCH, REMOTE_ADDR="198.51.100.7").status_code == 200


@pytest.mark.django_db
def test_what_is_offered_beside_a_404_is_a_search(client, settings, at_noon, monkeypatch):
    settings.SEARCHES_PER_MINUTE = 1
    asked = []
    monkeypatch.setattr("therapies.views.site.search.near", asked.append)
    assert [client.get(f"/nothing-{n}/").status_code for n in range(3)] == [404] * 3
    assert asked == ["nothing 0", "nothing-0"]


@pytest.mark.django_db
def test_what_the_reader_has_already_is_not_counted(client, settings, at_noon):
    settings.SEARCHES_PER_MINUTE = 1
    edition.raise_version("made for tests")
    tag = client.get(SEARCH)["ETag"]
    for _ in range(3):
        assert client.get(SEARCH, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(SEARCH).status_code == 429


@pytest.mark.django_db
def test_downloads_of_lists_comparisons_and_entries_are_counted_together(client, settings, at_noon):
    factories.full_drug(1)
    settings.DOWNLOADS_PER_MINUTE = 3
    files = (
        "/drugs/?format=csv",
        "/compare/?drug=drug-1&format=json",
        "/drugs/drug-1/?format=json",
    )
    found = []
    for address in files:
        response = client.get(address)
        found.append(response.status_code)
    assert found == [200, 200, 200]
    refused = client.get("/rates/?format=csv")
    assert refused.status_code == 429
    assert refused["Content-Type"].startswith("text/plain")
    assert refused["Retry-After"] == "45"
    assert client.get("/rates/").status_code == 200


@pytest.mark.django_db
def test_behind_a_proxy_a_network_is_what_the_proxy_wrote(client, settings, at_noon):
    settings.BEHIND_PROXY = True
    settings.SEARCHES_PER_MINUTE = 1

    def asked_by(*hops):
        return client.get(SEARCH, headers={"X-Forwarded-For": ", ".join(hops)}).status_code

    assert asked_by("203.0.113.1", "198.51.100.7") == 200
    assert asked_by("203.0.113.2", "198.51.100.7") == 429
    assert asked_by("198.51.100.7", "2001:db8::1") == 200
    assert asked_by("198.51.100.8", "2001:db8::ffff") == 429


@pytest.fixture
def impatient(settings, transactional_db):
    """Afterwards the connection is given back: it still knows how short its time was."""
    settings.READERS_WAIT = 0.05
    yield
    connection.close()


def test_a_question_that_takes_too_long_is_ended_and_told_to_narrow(impatient, monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("therapies.views.search.search.find", endless)
    response = client.get(SEARCH)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Narrow the question" in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert client.get("/drugs/").status_code == 200


def test_the_api_ends_it_too(impatient, monkeypatch):
    monkeypatch.setattr("therapies.api.serving._answer", endless)
    response = Client().get("/api/v1/drugs/")
    assert response.status_code == 503
    assert "Narrow the question" in response.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_limits_end_with_their_block_and_programs_have_none():
    slow = ENDLESS.replace("FROM c)", "FROM c WHERE x < 400000)")
    with connection.cursor() as cursor:
        with deadlines.within(0.001), pytest.raises(OperationalError):
            cursor.execute(slow)
        with deadlines.within(0):
            cursor.execute(slow)
            assert cursor.fetchone() == (400_000,)


def test_of_an_answer_sent_in_parts_each_part_has_the_time(impatient):
    def parts():
        for _ in range(2):
            time.sleep(0.03)
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            yield b"x"
        endless()

    sent = each_within(partial(deadlines.within, 0.05), parts())
    assert [next(sent), next(sent)] == [b"x", b"x"]
    with pytest.raises(OperationalError):
        next(sent)


@pytest.mark.parametrize(("seconds", "is_sent"), [(60, True), (0.05, False)])
def test_a_file_may_take_longer_than_a_page(impatient, settings, monkeypatch, seconds, is_sent):
    settings.FILES_WAIT = seconds
    slow = ENDLESS.replace("FROM c)", "FROM c WHERE x < 3000000)")

    def batches(export, rows):
        with connection.cursor() as cursor:
            cursor.execute(slow)
            assert cursor.fetchone() == (3_000_000,)
        yield [["slow"] for _ in export.columns]

    monkeypatch.setattr(Export, "_batches", batches)
    answer = Client().get("/rates/?format=csv")
    with nullcontext() if is_sent else pytest.raises(OperationalError):
        assert b"slow" in answer.getvalue()


@pytest.mark.django_db
def test_slow_readers_of_files_leave_threads_for_others(client, monkeypatch, connection_stays):
    monkeypatch.setattr(bounds, "streams", Streams(1))
    file = "/rates/?format=csv"
    first = client.get(file)
    assert first.streaming
    refused = client.get(file)
    assert refused.status_code == 503
    assert refused["Retry-After"] == "60"
    assert "Too many downloads" in refused.content.decode()
    assert client.get("/drugs/").status_code == 200
    first.close()
    for _ in range(2):
        # Once read to the end, once lost unread.
        assert b"organ_class" in client.get(file).getvalue()
        client.get(file)
        gc.collect()
    assert client.get(file).status_code == 200
