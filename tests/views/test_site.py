"""The remaining pages, and what every answer carries."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests import factories
from therapies.views.site import styleguide

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return factories.full_drug(1)


def test_home_counts_what_is_published(client, drug):
    factories.drug("Draftumab", status="draft")
    response = client.get("/")
    size = response.context["size"]
    assert size["drugs"] == 1
    assert size["rates"] == 1
    assert size["approvals"] == 1
    text = response.content.decode()
    assert "1 drug" in text
    assert "no substitute for the people who treat you" in text


def test_about_says_how_it_was_made(client, db):
    text = client.get("/about/").content.decode()
    assert "has not been reviewed by clinicians" in text
    assert "compiled from the cited sources by the project" in text


def test_data_page_documents_every_column(client, db):
    text = client.get("/data/").content.decode()
    for name in ("percent_grade_3_plus", "decided_on", "iso_code", "therapy_type"):
        assert f"<code>{name}</code>" in text


@pytest.mark.parametrize(
    "address", ["/", "/drugs/", "/drugs/drug-1/", "/nowhere/", "/admin/login/"]
)
def test_headers(client, drug, address):
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"]
    assert response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/drugs/?kind=cancer", "/search/?q=a", "/nowhere/"])
def test_anonymous_reader_gets_no_cookie(client, drug, address):
    assert not client.get(address).cookies


def test_pages_have_title_description_and_one_heading(client, drug):
    for address in ("/", "/drugs/", "/drugs/drug-1/", "/about/", "/research/", "/data/"):
        text = client.get(address).content.decode()
        assert text.count("<h1") == 1
        assert "<title>" in text
        assert '<meta name="description" content="' in text


def test_expired_form_says_so():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()
    assert "<style" not in response.content.decode()


def test_styleguide_only_when_debugging(client, db):
    assert client.get("/styleguide/").status_code == 404


def test_styleguide_shows_components(rf, drug):
    answer = styleguide(rf.get("/styleguide/"))
    assert answer.status_code == 200
    for shown in ("Brand 1", "It is a ", "matrix-people", "dot-plot", "hit"):
        assert shown in answer.content.decode()


def test_styleguide_needs_no_content(rf, db):
    assert styleguide(rf.get("/styleguide/")).status_code == 200


def test_styleguide_names_every_component():
    templates = settings.BASE_DIR / "templates"
    parts = (settings.BASE_DIR / "therapies/views").glob("*_parts.py")
    written = "".join(path.read_text(encoding="utf-8") for path in parts)
    shown = set(re.findall(r'"(components/[^"]+)"', written))
    waiting = ["therapies/styleguide.html", "base.html", "layouts/detail.html", *shown]
    while waiting:
        text = (templates / waiting.pop()).read_text(encoding="utf-8")
        found = set(re.findall(r'{% (?:include|unchanging) "(components/[^"]+)"', text)) - shown
        shown |= found
        waiting += found
    there = {f"components/{path.name}" for path in (templates / "components").glob("*.html")}
    assert there - shown == set()
