"""Feeds tell of each change of what is public, once, with its reason and sources, and no more."""

from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from bench import page_types
from editorial.choices import Status
from editorial.history import Draft, append
from editorial.models import Version
from tests import factories
from tests.atom import ATOM, checked
from tests.entries import ENTRIES, recorded_drug
from therapies import changes, versions
from therapies.models import Condition, Drug, Entry, Trial

pytestmark = pytest.mark.django_db

LISTS = tuple(f"/{address.strip('/').rpartition('/')[0]}/" for address in ENTRIES)


@pytest.fixture
def drug():
    return recorded_drug()


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return checked(response.content)


def entries(tree):
    return tree.findall(f"{ATOM}entry")


def titles(tree):
    return [each.findtext(f"{ATOM}title") for each in entries(tree)]


def told(entry):
    """The content of an entry as a reader shows it."""
    shown = html.fromstring(f"<div>{entry.findtext(f'{ATOM}content')}</div>")
    return " ".join(shown.text_content().split())


def link(element, relation):
    found = [each for each in element.findall(f"{ATOM}link") if each.get("rel") == relation]
    return found[0].get("href") if found else None


def test_everything_has_a_feed_that_its_page_leads_to(client, drug):
    for address in ("/", *LISTS, *ENTRIES):
        check_feed_of(client, address)


def check_feed_of(client, address):
    tree = feed(client, f"{address}feed/")
    assert entries(tree)
    assert link(tree, "self") == f"http://testserver{address}feed/"
    assert link(tree, "alternate") == f"http://testserver{address}"
    assert link(tree, "license") == "https://creativecommons.org/licenses/by/4.0/"
    assert "CC BY 4.0" in tree.findtext(f"{ATOM}rights")
    page = client.get(address).content.decode()
    assert 'type="application/atom+xml"' in page
    assert f'href="{address}feed/"' in page


def test_a_change_is_told_with_what_why_who_when_and_where(client, drug):
    (_confirmed, alone, added, first) = entries(feed(client, "/drugs/drug-1/feed/"))
    version = Version.objects.get(kind="drug", slug="drug-1", number=2)
    assert added.findtext(f"{ATOM}title") == "Drug 1, version 2: sources, statements"
    assert added.findtext(f"{ATOM}summary") == "A benefit was added.\nChanged: sources, statements."
    assert added.findtext(f"{ATOM}author/{ATOM}name") == "publisher"
    assert added.findtext(f"{ATOM}updated") == version.created_at.isoformat()
    assert link(added, "alternate") == "http://testserver/drugs/drug-1/history/2/"
    assert f"tag:testserver,{version.created_at:%Y-%m-%d}:/drugs/drug-1/history/2/" == (
        added.findtext(f"{ATOM}id")
    )
    text = told(added)
    assert "Benefits, Everyone, 1 (added)" in text
    assert "It helps one person in three of those treated." in text
    source = drug.statements.get(section="benefits").source
    assert f"{source.title}, A regulator" in text
    assert source.url in added.findtext(f"{ATOM}content")
    assert "It helps one in four people treated." in told(alone)
    assert "first in this history" in first.findtext(f"{ATOM}title")
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "immunoref maintainers"


def test_a_confirmation_is_told_as_one(client, drug):
    confirmed = entries(feed(client, "/drugs/drug-1/feed/"))[0]
    assert confirmed.findtext(f"{ATOM}title") == "Drug 1, version 4: confirmed"
    text = told(confirmed)
    assert "Checked again by publisher on 2 November 2026 and found still true." in text
    assert drug.statements.get(section="benefits").source.title in text


def test_every_source_of_a_first_version_is_counted(client):
    drug = factories.drug()
    for number in range(12):
        factories.name(drug, f"Brand {number}")
    versions.record([drug.entry_ptr], "loaded")
    (first,) = entries(feed(client, "/drugs/exemplumab/feed/"))
    assert first.findtext(f"{ATOM}content").count("<a href=") == 10 + 1
    assert "3 more sources." in told(first)


def test_many_changed_rows_are_counted(client):
    drug = factories.drug()
    versions.record([drug.entry_ptr], "first")
    for number in range(20):
        factories.name(drug, f"Brand {number:02}")
    versions.record([drug.entry_ptr], "names")
    text = told(entries(feed(client, "/drugs/exemplumab/feed/"))[0])
    assert "Names: Brand 00, brand name, US (added)where in the source: section 1" in text
    assert text.count("(added)") == 12
    assert "8 more rows changed." in text


def test_what_belongs_to_an_entry_is_in_its_feed(client, drug):
    other = factories.full_drug(2)
    versions.record(Entry.objects.all(), "loaded from fixtures")
    assert other.primary_type.slug == "cancer-immunotherapy"
    found = titles(feed(client, "/therapies/cancer-immunotherapy/feed/"))
    assert any(title.startswith("Drug 1,") for title in found)
    assert any(title.startswith("Drug 2,") for title in found)
    child = factories.condition("Part of one", parent=Condition.objects.get(slug="condition-1"))
    below = factories.drug("Below")
    factories.indication(below, condition=child)
    versions.record([below.entry_ptr], "new")
    found = " ".join(titles(feed(client, "/conditions/condition-1/feed/")))
    assert "Drug 1," in found
    assert "Below," in found
    assert "Drug 2," not in found
    found = " ".join(titles(feed(client, "/research/countries/country-1/feed/")))
    assert "Institution 1," in found
    assert "Trial 1," in found
    assert "Institution 2," not in found
    assert {each.split(",")[0] for each in titles(feed(client, "/drugs/drug-1/feed/"))} == {
        "Drug 1"
    }


def test_trials_of_a_condition_belong_to_it(client, drug):
    Trial.objects.get(slug="trial-1").conditions.add(Condition.objects.get(slug="condition-1"))
    found = titles(feed(client, "/conditions/condition-1/feed/"))
    assert "Trial 1, version 1: first in this history" in found


def test_each_change_stands_once_though_it_belongs_twice(client, drug):
    factories.indication(drug, condition=factories.condition("Twice"))
    factories.indication(drug, condition=Condition.objects.get(slug="twice"), setting="early")
    assert len(titles(feed(client, "/conditions/twice/feed/"))) == 4


def test_a_withdrawal_is_told_without_what_it_said(client, drug):
    Entry.objects.filter(slug="drug-1").update(status=Status.RETIRED)
    drug.entry_ptr.refresh_from_db()
    versions.record([drug.entry_ptr], "The maker gave it up.")
    for address in (
        "/feed/",
        "/drugs/feed/",
        "/drugs/drug-1/feed/",
        "/conditions/condition-1/feed/",
    ):
        tree = feed(client, address)
        (about,) = [each for each in entries(tree) if "Drug 1" in each.findtext(f"{ATOM}title")]
        assert about.findtext(f"{ATOM}title") == "Drug 1: taken off the public pages"
        assert "The maker gave it up." in told(about)
        text = etree.tostring(about, encoding="unicode")
        for said in ("It helps", "medicine.", "Brand 1", "Exempla", "regulator.example"):
            assert said not in text
        assert link(about, "alternate").endswith("/drugs/drug-1/history/5/")
    assert link(feed(client, "/drugs/drug-1/feed/"), "alternate") == (
        "http://testserver/drugs/drug-1/history/"
    )


def test_an_entry_that_came_back_is_told_whole_again(client, drug):
    for status in (Status.RETIRED, Status.PUBLISHED):
        Entry.objects.filter(slug="drug-1").update(status=status)
        drug.entry_ptr.refresh_from_db()
        versions.record([drug.entry_ptr], f"now {status}")
    assert len(titles(feed(client, "/drugs/drug-1/feed/"))) == 6


def test_words_that_look_like_a_withdrawal_are_none(client, drug):
    factories.statement(drug, section="limits", text='He wrote "status":"retired" on it.')
    versions.record([drug.entry_ptr], "odd words")
    Entry.objects.filter(slug="drug-1").update(status=Status.RETIRED)
    assert client.get("/drugs/drug-1/feed/").content.decode().count("<entry>") == 0


def test_what_is_not_public_is_in_no_feed(client, drug):
    factories.drug("Secret", status=Status.DRAFT)
    hidden = factories.drug("Hidden")
    versions.record([hidden.entry_ptr], "loaded")
    Entry.objects.filter(slug="hidden").update(status=Status.DRAFT)
    append([Draft("drug", "gone", "Gone for good", "[]", "why")])
    for address in ("/feed/", "/drugs/feed/", "/therapies/cancer-immunotherapy/feed/"):
        text = client.get(address).content.decode()
        for name in ("Secret", "Hidden", "Gone for good"):
            assert name not in text
    for slug in ("secret", "hidden", "gone", "nothing"):
        assert client.get(f"/drugs/{slug}/feed/").status_code == 404
    assert client.get("/conditions/drug-1/feed/").status_code == 404


def test_hostile_text_is_text(client, drug):
    odd = '<script>alert(1)</script> ]]> & "quoted" \x0b\x1b\ufffe \U0001d54f \u200f'
    Entry.objects.filter(slug="drug-1").update(name=odd)
    drug.entry_ptr.refresh_from_db()
    factories.statement(drug, section="limits", text=f"Text {odd}")
    source = drug.source
    source.title, source.publisher = f"Title {odd}", f"Publisher {odd}"
    source.save()
    who = factories.user("odd", public_name=f"Dr {odd}")
    versions.record([drug.entry_ptr], f"Because {odd}\r\nand so on", publisher=who)
    Entry.objects.filter(slug="country-1").update(name=odd)
    for address in ("/feed/", "/drugs/drug-1/feed/", "/research/countries/country-1/feed/"):
        tree = feed(client, address)
        for entry in entries(tree):
            shown = html.fromstring(f"<div>{entry.findtext(f'{ATOM}content')}</div>")
            assert not shown.xpath("//script")
    newest = entries(feed(client, "/drugs/drug-1/feed/"))[0]
    assert newest.findtext(f"{ATOM}title").startswith("<script>alert(1)</script> ]]> &")
    assert newest.findtext(f"{ATOM}author/{ATOM}name").startswith("Dr <script>")
    assert "<script>alert(1)</script> ]]>" in told(newest)
    assert "\ufffd" in told(newest)


def test_long_feeds_come_in_pages_without_gap_or_overlap(client, monkeypatch):
    monkeypatch.setattr(changes, "PER_PAGE", 4)
    drug = factories.drug()
    for number in range(10):
        Drug.objects.filter(pk=drug.pk).update(why_included=f"Reason {number}.")
        versions.record([drug.entry_ptr], f"step {number}")
    address, ids, pages = "/drugs/exemplumab/feed/", [], []
    while address:
        tree = feed(client, address)
        pages.append(tree)
        ids += [each.findtext(f"{ATOM}id") for each in entries(tree)]
        following = link(tree, "next")
        parts = urlsplit(following or "")
        address = f"{parts.path}?{parts.query}" if following else ""
    assert [len(entries(tree)) for tree in pages] == [4, 4, 2]
    assert len(ids) == len(set(ids)) == 10
    assert {tree.findtext(f"{ATOM}id") for tree in pages} == {pages[0].findtext(f"{ATOM}id")}
    assert [link(tree, "first") for tree in pages] == [
        None,
        *["http://testserver/drugs/exemplumab/feed/"] * 2,
    ]
    # The last change of a page is held against the first of the next one.
    assert "Reason 5. Reason 6." in told(entries(pages[0])[-1])


def test_a_page_holds_fifty(client):
    drug = factories.drug()
    for number in range(52):
        Drug.objects.filter(pk=drug.pk).update(why_included=f"Reason {number}.")
        versions.record([drug.entry_ptr], f"step {number}")
    assert len(titles(feed(client, "/feed/"))) == 50


def test_a_place_that_is_none_is_not_found(client, drug):
    for before in ["x", "-1", "", "١", "1" * 30, "0", "1"]:
        assert client.get("/feed/", {"before": before}).status_code == 404


def test_nothing_is_sent_again_that_is_known(client, drug, django_assert_num_queries):
    response = client.get("/drugs/feed/")
    newest = Version.objects.latest("pk").created_at
    assert response["Last-Modified"] == newest.strftime("%a, %d %b %Y %H:%M:%S GMT")
    for name, value in (
        ("If-None-Match", response["ETag"]),
        ("If-Modified-Since", response["Last-Modified"]),
    ):
        with django_assert_num_queries(3):
            again = client.get("/drugs/feed/", headers={name: value})
        assert again.status_code == 304
        assert not again.content
    other = client.get("/feed/")
    assert other["ETag"] != response["ETag"]
    factories.statement(drug, section="limits", text="New.")
    versions.record([drug.entry_ptr], "new")
    again = client.get("/drugs/feed/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 200


def test_the_same_feed_has_the_same_bytes(client, drug):
    assert client.get("/feed/").content == client.get("/feed/").content


def test_a_kind_without_entries_has_an_empty_feed(client):
    tree = feed(client, "/claims/feed/")
    assert entries(tree) == []


def test_a_feed_is_only_read(client, drug):
    assert client.post("/feed/").status_code == 405
    assert client.head("/feed/").status_code == 200
    assert not client.get("/feed/").cookies


def test_records_of_a_form_that_is_gone_are_still_told(client):
    drug = factories.full_drug(1)
    records = versions.unpack(versions.content_of(drug))
    old = [*records, {"model": "therapies.leaflet", "fields": {"title": "An old leaflet"}}]
    for content in (versions.pack(old), versions.pack(records)):
        append([Draft("drug", "drug-1", "Drug 1", content, "why")])
    assert len(titles(feed(client, "/drugs/drug-1/feed/"))) == 2


def test_no_entry_is_called_as_a_feed_is():
    assert not list((page_types.ROOT / "fixtures").glob("*/feed.json"))
