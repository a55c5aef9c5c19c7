"""The page that says how to cite an entry, its files, and what reference managers read."""

from datetime import date

import pytest
from lxml import html

from editorial.choices import Status
from tests import factories
from tests.entries import ENTRIES, page, recorded_drug
from tests.test_citations import read_bibtex, read_ris
from therapies import versions
from therapies.models import Drug, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return recorded_drug()


def metas(client, address):
    head = html.fromstring(client.get(address).content).find("head")
    found = {}
    for each in head.findall("meta"):
        if each.get("name"):
            found.setdefault(each.get("name"), []).append(each.get("content"))
    return found


def test_every_entry_and_version_leads_to_how_to_cite_it(client, drug):
    for address in ENTRIES:
        check_citing(client, address)


def check_citing(client, address):
    assert f'<a href="{address}cite/">Cite</a>' in page(client, address)
    assert '<a href="cite/">Cite</a>' in page(client, f"{address}history/1/")
    for cite in (f"{address}cite/", f"{address}history/1/cite/"):
        text = page(client, cite)
        assert '<meta name="robots" content="noindex">' in text
        for label in ("<h2>Text</h2>", "<h2>BibTeX</h2>", "<h2>RIS</h2>", "<h2>CSL-JSON</h2>"):
            assert label in text
        assert f"http://testserver{address}history/" in text
        assert f'href="{address}feed/"' in text


def test_the_version_in_force_is_cited(client, drug):
    text = page(client, "/drugs/drug-1/cite/")
    assert "http://testserver/drugs/drug-1/history/4/" in text
    assert "history/4/cite/?format=ris" in text
    assert "http://testserver/drugs/drug-1/history/2/" in page(
        client, "/drugs/drug-1/history/2/cite/"
    )


@pytest.mark.parametrize(
    ("name", "content_type", "ending"),
    [
        ("text", "text/plain", "txt"),
        ("bibtex", "application/x-bibtex", "bib"),
        ("ris", "application/x-research-info-systems", "ris"),
        ("csl", "application/vnd.citationstyles.csl+json", "json"),
    ],
)
def test_files_have_their_type_and_name(client, drug, name, content_type, ending):
    for address in ("/drugs/drug-1/cite/", "/drugs/drug-1/history/4/cite/"):
        response = client.get(f"{address}?format={name}")
        assert response["Content-Type"] == f"{content_type}; charset=utf-8"
        assert response["Content-Disposition"] == (
            f'attachment; filename="immunoref-drug-drug-1-v4.{ending}"'
        )
        assert "http://testserver/drugs/drug-1/history/4/" in response.content.decode()


def test_files_say_the_name_of_that_version(client, drug):
    Entry.objects.filter(slug="drug-1").update(name="Drug & Söhne_{1}")
    drug.entry_ptr.refresh_from_db()
    versions.record([drug.entry_ptr], "renamed")
    new = client.get("/drugs/drug-1/cite/?format=bibtex").content.decode()
    assert read_bibtex(new)[2]["title"] == r"{Drug \& Söhne\_{\textbraceleft}1{\textbraceright}}"
    old = client.get("/drugs/drug-1/history/4/cite/?format=ris").content.decode()
    assert read_ris(old)["TI"] == "Drug 1"
    assert "Drug &amp; Söhne_{1}" in page(client, "/drugs/drug-1/cite/")


def test_a_format_that_is_none_is_refused(client, drug):
    response = client.get("/drugs/drug-1/cite/?format=endnote")
    assert response.status_code == 400
    assert "Use text, bibtex, ris, csl." in response.content.decode()


def test_the_day_of_reading_is_today(client, drug, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2031, 5, 3))
    assert "[cited 2031 May 3]" in page(client, "/drugs/drug-1/cite/")


def test_what_was_taken_off_is_cited_by_its_versions_alone(client, drug):
    Entry.objects.filter(slug="drug-1").update(status=Status.RETIRED)
    page(client, "/drugs/drug-1/cite/", 404)
    text = page(client, "/drugs/drug-1/history/2/cite/")
    assert "is not public now" in text
    assert 'href="/drugs/drug-1/"' not in text
    assert "<iframe" not in text
    assert "&lt;iframe" not in text


def test_what_was_never_public_cannot_be_cited(client, drug):
    factories.drug("Secret", status=Status.DRAFT)
    versions.record(Entry.objects.all(), "loaded")
    for address in (
        "/drugs/secret/cite/",
        "/drugs/secret/history/1/cite/",
        "/drugs/nothing/cite/",
        "/drugs/drug-1/history/9/cite/",
        "/drugs/drug-1/history/0/cite/",
        f"/drugs/drug-1/history/{10**40}/cite/",
        "/conditions/drug-1/cite/",
    ):
        page(client, address, 404)


def test_an_entry_without_a_version_offers_no_citation(client):
    factories.full_drug(1)
    text = page(client, "/drugs/drug-1/")
    assert "citation_title" not in text
    assert "/cite/" not in text


def test_reference_managers_read_the_page_itself(client, drug):
    for address in ENTRIES:
        entry = Entry.objects.get(slug=address.strip("/").rpartition("/")[2])
        version = versions.last_of(entry.entry_type, entry.slug)
        permanent = f"{address}history/{version.number}/"
        day = f"{version.created_at:%Y/%m/%d}"
        for shown in (address, permanent):
            found = metas(client, shown)
            assert found["citation_title"] == [version.name]
            assert found["citation_author"] == ["immunoref"]
            assert found["citation_author_institution"] == ["immunoref maintainers"]
            assert found["citation_publication_date"] == [day]
            assert found["citation_online_date"] == [day]
            assert found["citation_public_url"] == [f"http://testserver{permanent}"]
            assert found["z:itemType"] == ["webpage"]


def test_an_old_version_says_its_own_address(client, drug):
    found = metas(client, "/drugs/drug-1/history/2/")
    assert found["citation_public_url"] == ["http://testserver/drugs/drug-1/history/2/"]


def test_the_code_of_the_card_can_be_read_and_copied(client, drug):
    shown = html.fromstring(client.get("/drugs/drug-1/cite/").content)
    (code,) = shown.xpath("//section[@id='embed']//pre")
    frame = html.fromstring(code.text_content())
    assert frame.tag == "iframe"
    assert frame.get("src") == "http://testserver/embed/drugs/drug-1/"
    assert client.get("/embed/drugs/drug-1/").status_code == 200


def test_the_code_of_a_rate_is_shown_for_the_one_chosen(client, drug):
    dataset = drug.safety_datasets.get()
    shown = html.fromstring(client.get("/drugs/drug-1/cite/").content)
    (option,) = shown.xpath("//select[@name='rate']//option")
    assert option.get("value") == f"{dataset.slug}/effect-1"
    shown = html.fromstring(
        client.get("/drugs/drug-1/cite/", {"rate": option.get("value")}).content
    )
    frame = html.fromstring(shown.xpath("//section[@id='embed']//pre")[1].text_content())
    address = f"/embed/rates/drug-1/{dataset.slug}/effect-1/"
    assert frame.get("src") == f"http://testserver{address}"
    assert shown.xpath(f"//a[@href='{address}']")
    for asked in ("nothing", "a/b", "/", f"{dataset.slug}/effect-1/x"):
        assert client.get("/drugs/drug-1/cite/", {"rate": asked}).status_code == 404


def test_names_in_the_code_are_escaped(client, drug):
    Entry.objects.filter(slug="drug-1").update(name='"><script>alert(1)</script>')
    text = page(client, "/drugs/drug-1/cite/")
    assert "<script>alert" not in text
    shown = html.fromstring(client.get("/drugs/drug-1/cite/").content)
    frame = html.fromstring(shown.xpath("//section[@id='embed']//pre")[0].text_content())
    assert frame.get("title").startswith('"><script>')


def test_other_kinds_have_no_card(client, drug):
    assert 'id="embed"' not in page(client, "/conditions/condition-1/cite/")


def test_paper_has_a_code_of_the_address(client, drug):
    other = factories.full_drug(2)
    for address in (*ENTRIES, f"/compare/?drug=drug-1&drug={other.slug}"):
        shown = html.fromstring(client.get(address).content)
        (line,) = shown.find_class("paper-address")
        assert line.xpath(".//span[@class='paper-code']/svg/path"), address
        assert f"http://testserver{address}" in line.text_content()
    assert "paper-code" not in page(client, "/drugs/")
    assert Drug.objects.count() == 2
