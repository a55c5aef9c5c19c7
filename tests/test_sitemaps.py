"""What crawlers look for first: the sitemap, robots.txt, llms.txt."""

import re
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from editorial.choices import Status
from editorial.models import Version
from tests import factories
from tests.structured.documents import head
from therapies import sitemaps, versions
from therapies.models import Entry

pytestmark = pytest.mark.django_db

ROOT = "http://testserver"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")
MOST_ADDRESSES, MOST_BYTES, LONGEST = 50_000, 50 * 1024 * 1024, 2048


@pytest.fixture
def drug():
    made = factories.full_drug(1)
    factories.source(slug="the-source")
    versions.record(Entry.objects.all(), "loaded from fixtures")
    return made


def read(client, address, root="urlset", item="url"):
    """Addresses with their day of change, of a file that keeps to the protocol."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    assert len(response.content) <= MOST_BYTES
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == f"{NAMESPACE}{root}"
    assert 0 < len(tree) <= MOST_ADDRESSES
    found = {}
    for each in tree:
        assert each.tag == f"{NAMESPACE}{item}"
        given = {child.tag.removeprefix(NAMESPACE): child.text for child in each}
        assert set(given) <= {"loc", "lastmod"}
        assert given["loc"].startswith(f"{ROOT}/")
        assert len(given["loc"]) < LONGEST
        assert given["loc"] not in found
        if "lastmod" in given:
            assert MOMENT.fullmatch(given["lastmod"])
        found[given["loc"]] = given.get("lastmod")
    return found


def all_of(client):
    found = {}
    for address in read(client, "/sitemap.xml", "sitemapindex", "sitemap"):
        found |= read(client, address.removeprefix(ROOT))
    return found


def test_index_leads_to_every_public_page(client, drug):
    found = all_of(client)
    for entry in Entry.objects.all():
        assert f"{ROOT}{entry.get_absolute_url()}" in found
    for path in ("/", "/drugs/", "/rates/", "/data/", "/about/", "/sources/the-source/"):
        assert f"{ROOT}{path}" in found
    for address in found:
        response = client.get(address.removeprefix(ROOT))
        assert response.status_code == 200
        shown = head(response)
        assert shown.canonical == address
        assert "robots" not in shown.metas


def test_only_what_is_published(client, drug):
    Entry.objects.filter(slug="drug-1").update(status=Status.RETIRED)
    factories.trial("A draft", status=Status.DRAFT)
    assert "drug-1" not in client.get("/sitemap-drug.xml").content.decode()
    assert "a-draft" not in client.get("/sitemap-trial.xml").content.decode()


def test_day_of_change_is_that_of_the_newest_version(client, drug):
    factories.statement(drug, section="limits", text="It does not help everybody.")
    versions.record([drug.entry_ptr], "A limit was added.")
    newest = Version.objects.of("drug", "drug-1").first()
    assert newest.number == 2
    found = read(client, "/sitemap-drug.xml")
    assert found[f"{ROOT}/drugs/drug-1/"] == newest.created_at.date().isoformat()
    index = read(client, "/sitemap.xml", "sitemapindex", "sitemap")
    stated = datetime.fromisoformat(index[f"{ROOT}/sitemap-drug.xml"])
    assert stated == newest.created_at.astimezone(UTC)


def test_without_a_version_the_day_of_the_review_counts(client):
    factories.drug("Unversioned")
    assert read(client, "/sitemap-drug.xml") == {f"{ROOT}/drugs/unversioned/": "2026-11-01"}


def test_files_are_bounded(client, monkeypatch):
    for number in range(3):
        factories.drug(f"Drug {number}")
    monkeypatch.setattr(sitemaps.Entries, "limit", 2)
    index = read(client, "/sitemap.xml", "sitemapindex", "sitemap")
    assert f"{ROOT}/sitemap-drug.xml?p=2" in index
    assert len(read(client, "/sitemap-drug.xml")) == 2
    assert len(read(client, "/sitemap-drug.xml?p=2")) == 1
    assert client.get("/sitemap-drug.xml?p=3").status_code == 404


def test_unknown_file_is_not_there(client, db):
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.parametrize("address", ["/robots.txt", "/llms.txt"])
def test_text_files(client, db, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "max-age" in response["Cache-Control"]
    assert not response.cookies
    assert client.post(address).status_code == 405


def test_robots_may_read_everything_but_what_is_no_page(client, db):
    text = client.get("/robots.txt").content.decode()
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    for path in ("/", "/drugs/", "/drugs/a/", "/drugs/?kind=cancer", "/compare/", "/llms.txt"):
        assert rules.can_fetch("*", f"{ROOT}{path}"), path
    for path in ("/search/?q=a", "/admin/", "/report/?page=/", "/compare/?drug=a"):
        assert not rules.can_fetch("*", f"{ROOT}{path}"), path
    assert rules.site_maps() == [f"{ROOT}/sitemap.xml"]


def test_llms_txt_has_the_form_of_llmstxt_org(client, drug):
    text = client.get("/llms.txt").content.decode()
    head_part, *sections = re.split(r"^## ", text, flags=re.M)
    lines = head_part.splitlines()
    assert lines[0] == "# immunoref"
    assert lines[2].startswith("> An open, evidence-linked reference of immunotherapies: 1 drug")
    assert "#" not in "".join(lines[1:])
    assert "not medical advice" in head_part
    assert "CC BY 4.0" in head_part
    assert [each.splitlines()[0] for each in sections] == ["Lists", "Data", "Optional"]
    links = []
    for section in sections:
        for line in filter(None, section.splitlines()[1:]):
            link = re.fullmatch(r"- \[[^\]]+\]\((http://testserver/[^)]*)\): .+", line)
            assert link, line
            links.append(link[1])
    assert f"{ROOT}/data/" in links
    assert f"{ROOT}/api/v1/" in links
    for address in links:
        path = address.removeprefix(ROOT)
        assert path == "/api/v1/" or client.get(path).status_code == 200
