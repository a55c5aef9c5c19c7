"""What is answered by a plan before Django is asked is what Django would answer."""

import gzip
from threading import Event

import pytest

from editorial import workflow
from immunoref.caching.planned import planned
from tests import factories
from tests.caching.test_keeping import rendered, server  # noqa: F401
from therapies import listings
from therapies.models import Drug
from therapies.published.shelf import shelf, version_in_force
from therapies.views.plans import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indexed(reference, settings):
    settings.PUBLISHED_INDEX = True
    factories.full_drug(2)
    shelf.clear()
    planned.clear()
    build()
    yield
    shelf.clear()
    planned.clear()


def build():
    shelf.build(listings.DRUGS, version_in_force())


FORMS = ("", "&format=json", "&format=csv")


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("form", FORMS)
def test_the_answer_is_the_one_that_django_gives(server, rendered, form, coding):  # noqa: F811
    server.get(f"/drugs/?kind=cancer{form}", HTTP_ACCEPT_ENCODING=coding)
    address = f"/drugs/?target=target-2{form}"
    planned_answer = server.get(address, HTTP_ACCEPT_ENCODING=coding)
    assert len(rendered) == 1
    planned.clear()
    from_django = server.get(address, HTTP_ACCEPT_ENCODING=coding)
    assert len(rendered) == 2
    assert planned_answer["body"] == from_django["body"]
    assert planned_answer["headers"] == from_django["headers"]
    assert len(planned_answer["given"]) == len(planned_answer["headers"])
    body = planned_answer["body"]
    assert "Drug 2" in (gzip.decompress(body) if coding else body).decode()


def test_a_list_renewed_in_place_is_answered_as_django_does(server, rendered):  # noqa: F811
    script = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    server.get("/drugs/?kind=cancer&q=", **script)
    address = "/drugs/?q=&target=target-2&page=1&sort="
    planned_answer = server.get(address, **script)
    assert len(rendered) == 1
    assert planned_answer["headers"]["HX-Push-Url"] == "/drugs/?target=target-2"
    planned.clear()
    from_django = server.get(address, **script)
    assert len(rendered) == 2
    assert planned_answer["body"] == from_django["body"]
    assert planned_answer["headers"] == from_django["headers"]
    assert b"<!doctype" not in planned_answer["body"]


def test_who_has_it_is_told_so_without_a_body(server, rendered):  # noqa: F811
    server.get("/drugs/?kind=cancer")
    first = server.get("/drugs/?target=target-2")["headers"]
    for known in (
        {"HTTP_IF_NONE_MATCH": first["ETag"]},
        {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]},
    ):
        answer = server.get("/drugs/?target=target-2", **known)
        assert (answer["status"], answer["body"]) == ("304 Not Modified", b"")
        assert answer["headers"]["ETag"] == first["ETag"]
        assert not {"Content-Length", "Content-Type"} & set(answer["headers"])
    other = server.get("/drugs/?target=target-2", HTTP_IF_NONE_MATCH='"other"')
    assert other["status"] == "200 OK"
    assert server.get("/drugs/?target=target-2", method="HEAD")["body"] == b""
    assert len(rendered) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "localhost"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"},
        {"HTTP_COOKIE": "voice=professional"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"SCRIPT_NAME": "/elsewhere"},
    ],
)
def test_who_asks_otherwise_is_answered_by_django(server, rendered, other):  # noqa: F811
    usual = server.get("/drugs/?kind=cancer")
    server.get("/drugs/?target=target-2", **other)
    assert len(rendered) == 2
    assert server.get("/drugs/?kind=cancer")["body"] == usual["body"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=nothing", "400 Bad Request"),
        ("q=a&page=x", "400 Bad Request"),
        ("q=a&format=pdf", "400 Bad Request"),
        ("q=&kind=cancer", "302 Found"),
        ("q=drug&page=9", "200 OK"),
        ("compare=drug-1", "200 OK"),
        ("q=%C3%BC b", "200 OK"),
        ("format=json", "200 OK"),
    ],
)
def test_what_no_plan_answers_django_does(server, rendered, query, status):  # noqa: F811
    server.get("/drugs/?kind=cancer")
    assert server.get(f"/drugs/?{query}")["status"] == status
    assert len(rendered) == 2


def test_an_unknown_host_is_refused(server):  # noqa: F811
    server.get("/drugs/?kind=cancer")
    answer = server.get("/drugs/?target=target-2", HTTP_HOST="evil.example")
    assert answer["status"] != "200 OK"
    assert b"Drug 2" not in answer["body"]


def test_nothing_is_answered_by_the_plan_of_an_older_version(
    server,  # noqa: F811
    rendered,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setattr(shelf, "_building", {listings.DRUGS.name: Event()})
    monkeypatch.setattr(shelf, "_patience", 0)
    server.get("/drugs/?kind=cancer")
    drug = Drug.objects.get(slug="drug-2")
    drug.name = "Renamed"
    workflow.publish(drug, factories.user())
    assert b"Renamed" in server.get("/drugs/?target=target-2")["body"]
    assert len(rendered) == 2
    build()
    server.get("/drugs/?kind=cancer")
    assert b"Renamed" in server.get("/drugs/?target=target-2&sort=-name")["body"]
    assert len(rendered) == 3


def test_a_plan_that_fails_is_left_to_django(server, rendered, monkeypatch, caplog):  # noqa: F811
    server.get("/drugs/?kind=cancer")
    monkeypatch.setattr(Plan, "answer", lambda *_: {}["broken"])
    monkeypatch.setattr("therapies.views.entry_list.EntryList._planned", lambda *_: None)
    assert b"Drug 2" in server.get("/drugs/?target=target-2")["body"]
    assert "Left to Django" in caplog.text


def test_who_waits_for_one_that_is_stuck_goes_on_after_a_while(server, rendered, monkeypatch):  # noqa: F811
    monkeypatch.setattr("immunoref.caching.planned.LONGEST_TURN", 0.001)
    server.get("/drugs/?kind=cancer")
    with planned._turn:
        assert "Drug 2" in server.get("/drugs/?target=target-2")["body"].decode()
        assert planned._turn.locked()
    assert len(rendered) == 1
    server.get("/drugs/?target=target-1")
    assert not planned._turn.locked()
