"""What public answers say of themselves, and what they cost those who have them already."""

import gzip

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.urls import reverse

from editorial import edition
from editorial.models import ContentVersion
from tests import factories
from tests.test_query_counts import QUERIES
from therapies.choices import Voice
from therapies.views import details, lists

pytestmark = pytest.mark.django_db
PUBLIC = "public, max-age=60, s-maxage=300, stale-while-revalidate=3600, stale-if-error=86400"
GZIP = {"Accept-Encoding": "gzip"}
# The API counts every request and tags its answers itself, as feeds and files of releases do;
# cards may be framed; versions need a history.
OTHERWISE = ("again", "history", "/api/", "/feed/", "/data/", "/embed/", "/cite/")
ADDRESSES = [
    each
    for each in QUERIES
    if not each.startswith(("/healthz", "/report/")) and not any(part in each for part in OTHERWISE)
]


def whole(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_public_answer_has_a_strong_tag_and_a_date(
    client, reference, address, django_assert_num_queries
):
    first = client.get(address)
    assert first.status_code == 200
    whole(first)
    tag = first["ETag"]
    assert tag.startswith('"')
    assert "public" in first["Cache-Control"]
    assert "Accept-Encoding" in first["Vary"]
    assert first["Last-Modified"]
    assert client.head(address)["ETag"] == tag
    with django_assert_num_queries(1):
        second = client.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Last-Modified", "Content-Security-Policy", "X-Frame-Options"):
        assert second[name] == first[name]
    assert "Cache-Control" in second
    assert "Content-Type" not in second
    edition.raise_version("something else")
    third = client.get(address, headers={"If-None-Match": tag})
    assert third.status_code == 200
    assert third["ETag"] != tag


def test_releases_are_files_and_no_version_of_the_content(client, reference):
    """A new one is there at once, whatever a cache holds."""
    response = client.get("/data/")
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_what_is_unchanged_calls_no_view(client, reference, monkeypatch):
    tag = client.get("/drugs/drug-1/")["ETag"]
    monkeypatch.setattr(details.DrugDetail, "get", None)
    assert client.get("/drugs/drug-1/", headers={"If-None-Match": tag}).status_code == 304


def test_what_is_not_there_is_never_unchanged(client, reference):
    missing = client.get("/drugs/none/", headers={"If-None-Match": '*, "x"'})
    assert missing.status_code == 404
    assert "ETag" not in missing
    assert missing["Cache-Control"] == "no-cache"
    moved = client.get("/drugs/?page=1")
    assert (moved.status_code, moved["Cache-Control"]) == (302, "no-cache")
    assert client.get("/drugs/?kind=nonsense").status_code == 400


def test_usual_answers_are_for_everybody(client, reference):
    assert client.get("/drugs/")["Cache-Control"] == PUBLIC
    assert set(client.get("/drugs/")["Vary"].split(", ")) == {
        "Accept-Encoding",
        "HX-Request",
        "HX-Request-Type",
    }
    assert client.get("/about/")["Vary"] == "Accept-Encoding"
    assert client.get("/drugs/?format=csv")["Cache-Control"] == PUBLIC
    assert client.get("/search/suggest/?q=drug")["Cache-Control"] == "public, max-age=300"


def test_compressed_bytes_have_a_tag_of_their_own_and_are_the_same_each_time(client, reference):
    plain, small, again = (client.get("/drugs/", headers=each) for each in ({}, GZIP, GZIP))
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert small["ETag"] != plain["ETag"]
    assert not small["ETag"].startswith("W/")
    assert (small["ETag"], small.content) == (again["ETag"], again.content)
    assert int(small["Content-Length"]) == len(small.content)
    assert gzip.decompress(small.content) == plain.content
    refused = client.get("/drugs/", headers={"Accept-Encoding": "gzip;q=0, br"})
    assert refused["ETag"] == plain["ETag"]


def test_downloads_are_compressed_and_tagged(client, reference):
    plain = client.get("/drugs/?format=csv")
    small = client.get("/drugs/?format=csv", headers=GZIP)
    assert gzip.decompress(whole(small)) == whole(plain)
    assert small["ETag"] != plain["ETag"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/drugs/?sort=first_approved"},
        {"headers": {"HX-Request": "true", "HX-Request-Type": "partial"}},
        {"headers": {"Host": "localhost"}},
        {"secure": True},
    ],
)
def test_answers_that_differ_have_other_tags(client, reference, other):
    assert client.get("/drugs/")["ETag"] != client.get(**{"path": "/drugs/"} | other)["ETag"]


def test_another_release_has_other_tags(client, reference, monkeypatch):
    before = client.get("/about/")["ETag"]
    monkeypatch.setattr(edition, "build", lambda: "another")
    assert client.get("/about/")["ETag"] != before


def test_parameters_have_no_order_but_their_values_do(client, reference):
    def tag(query):
        return client.get(f"/drugs/?{query}")["ETag"]

    assert tag("kind=cancer&status=approved") == tag("status=approved&kind=cancer")
    assert tag("kind=cancer&kind=vaccine") != tag("kind=vaccine&kind=cancer")
    assert tag("%6bind=cancer&kind=vaccine") != tag("kind=vaccine&%6bind=cancer")


def test_staff_are_answered_for_themselves(client, staff, reference):
    client.force_login(staff)
    for address in ("/drugs/", "/drugs/drug-1/", "/search/suggest/?q=drug", "/drugs/?format=csv"):
        response = client.get(address, headers={"If-None-Match": '"x"'})
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response
    for address in ("/admin/", "/admin/therapies/drug/"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_messages_and_forms_are_kept_by_nobody(client, reference):
    client.cookies[CookieStorage.cookie_name] = CookieStorage(RequestFactory().get("/"))._encode(
        [Message(constants.INFO, "Only for you.")]
    )
    assert client.get("/drugs/")["Cache-Control"] == "private, no-store"
    reader = Client()
    for response in (
        reader.get("/report/?page=/drugs/"),
        reader.post("/report/", {"page": "/drugs/", "message": "Wrong."}),
        reader.get("/healthz"),
        reader.get("/admin/login/"),
        reader.get("/drugs/", headers={"Authorization": "Basic eA=="}),
    ):
        assert "no-store" in response["Cache-Control"]
        assert "ETag" not in response


def test_a_voice_is_remembered_by_its_reader_alone(client, reference):
    plain = client.get("/drugs/drug-1/")
    asked = client.get(f"/drugs/drug-1/?voice={Voice.PROFESSIONAL}")
    assert "private" in asked["Cache-Control"]
    assert "ETag" not in asked
    remembered = client.get("/drugs/drug-1/")
    assert remembered["Cache-Control"] == "private, max-age=60"
    assert remembered["ETag"] != plain["ETag"]
    assert "Cookie" in remembered["Vary"]


def test_where_nothing_was_published_nothing_is_kept(client):
    factories.drug()
    response = client.get("/drugs/")
    assert "ETag" not in response
    assert response["Cache-Control"] == "private, no-store"


def test_a_tag_that_a_view_made_is_left_to_it(client, reference, monkeypatch):
    answer = lists.DrugList._answer

    def tagged(self, request):
        response = answer(self, request)
        response["ETag"] = '"mine"'
        response["Cache-Control"] = "public, no-cache"
        response["X-Asked"] = request.headers.get("If-None-Match", "")
        return response

    monkeypatch.setattr(lists.DrugList, "_answer", tagged)
    assert client.get("/drugs/")["ETag"] == '"mine"'
    small = client.get("/drugs/", headers=GZIP | {"If-None-Match": '"mine-gzip"'})
    assert (small["ETag"], small["X-Asked"]) == ('"mine-gzip"', '"mine"')
    assert small["Cache-Control"] == "public, no-cache"


def test_previews_are_kept_by_nobody(client, staff, reference):
    client.force_login(staff)
    assert ContentVersion.objects.count() == 1
    address = reverse("admin:editorial_proposal_preview", args=[1])
    assert "no-store" in client.get(address)["Cache-Control"]
