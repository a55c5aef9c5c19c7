"""The history of an entry in public, and its old versions as they were read."""

import json

import pytest

from editorial.choices import Status
from editorial.history import Draft, append
from editorial.models import Version
from tests import factories
from tests.entries import ENTRIES, page
from therapies import versions
from therapies.mentions import names_of
from therapies.models import Drug, Entry, SideEffect, Source, Statement
from therapies.past import Past

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    made = factories.full_drug(1)
    factories.full_history(made)
    return made


@pytest.mark.parametrize("address", ENTRIES)
def test_every_kind_of_entry_has_a_history(client, drug, address):
    versions.record(Entry.objects.all(), "loaded from fixtures")
    text = page(client, address)
    assert f'<a href="{address}history/">History</a>' in text
    assert "Version " in text
    assert f'href="{address}history/1/"' in page(client, f"{address}history/")
    text = page(client, f"{address}history/1/")
    assert "This is version 1 of" in text
    assert client.get(f"{address}history/1/?format=json").json()


def test_newest_first_with_reason_people_and_sections(client, drug):
    text = page(client, "/drugs/drug-1/history/")
    places = [text.index(f'id="version-{number}"') for number in (4, 3, 2, 1)]
    assert places == sorted(places)
    assert "A benefit was added." in text
    assert "Proposed by An Author. Published by publisher." in text
    assert "Changed: statements." in text
    assert "Published by one person alone, because: Nobody else was there." in text
    version = Version.objects.of("drug", "drug-1").get(number=3)
    assert version.hash in text
    assert f"Hash {version.hash[:12]}…" in text


def test_differences_are_shown_word_by_word(client, drug):
    text = page(client, "/drugs/drug-1/history/")
    assert "+ added" in text
    assert "Benefits, Everyone, 1" in text
    assert "<ins>It helps one in four people treated.</ins>" in text


def test_rows_that_changed_are_called_by_name(client, drug):
    dataset = drug.safety_datasets.get()
    dataset.rates.update(percent=13)
    drug.indications.get().approvals.update(status="withdrawn")
    versions.record([drug.entry_ptr], "figures")
    text = page(client, "/drugs/drug-1/history/")
    assert f"</span> {dataset.title}, Effect 1</h4>" in text
    assert "</span> Condition 1: advanced, FDA</h4>" in text
    assert "<del>full</del>" in text


def test_confirmation_is_shown_as_one(client, drug):
    text = page(client, "/drugs/drug-1/history/")
    assert "Checked again by publisher on 2 November 2026 and found still true." in text
    assert "The label of November." in text
    title = Statement.objects.get(entry=drug, section="benefits").source.title
    assert f"<li>{title}</li>" in text


def test_old_version_is_read_as_it_was(client, drug):
    text = page(client, "/drugs/drug-1/history/2/")
    assert "This is version 2 of Drug 1, as it was public from" in text
    assert "It is not the current one." in text
    assert "It helps one person in three of those treated." in text
    assert "It helps one in four" not in text.partition('id="version"')[0]
    assert '<meta name="robots" content="noindex">' in text
    assert '<link rel="canonical" href="http://testserver/drugs/drug-1/history/2/">' in text
    assert 'href="/drugs/drug-1/history/"' in text


def test_current_version_says_so(client, drug):
    text = page(client, "/drugs/drug-1/history/4/")
    assert "It is the current one." in text
    assert '<meta name="robots" content="noindex">' in text


def test_old_version_shows_every_kind_of_claim_in_words(client, drug):
    text = page(client, "/drugs/drug-1/history/1/")
    for said in (
        "Monoclonal antibody",
        '<a href="/conditions/condition-1/">Condition 1</a>',
        "<strong>FDA:</strong> Full, 4 September 2014",
        '<a href="/side-effects/effect-1/">Effect 1</a>',
        "They can be severe.",
        "Target 1",
        "Brand 1",
        "A maker",
        "It is a medicine.",
    ):
        assert said in text, said
    source = Source.objects.get(name__text="Brand 1")
    assert source.title in text
    assert 'id="source-1"' in text


def test_old_version_needs_nothing_that_it_tells_of(client, drug):
    """What was renamed goes by today's name, what is gone by its slug, without a link."""
    SideEffect.objects.filter(slug="effect-1").update(name="Effect renamed")
    Entry.objects.filter(slug="condition-1").update(status=Status.RETIRED)
    text = page(client, "/drugs/drug-1/history/1/")
    assert "Effect renamed" in text
    assert '<a href="/conditions/condition-1/">' not in text
    SideEffect.objects.get(slug="effect-1").rates.all().delete()
    SideEffect.objects.get(slug="effect-1").delete()
    assert "effect-1" in page(client, "/drugs/drug-1/history/1/")


def test_only_known_to_the_month_is_shown_so(client, drug):
    drug.indications.get().approvals.update(decided_on="2014-09-01", decided_precision="month")
    versions.record([drug.entry_ptr], "the month only")
    text = page(client, "/drugs/drug-1/history/5/").partition('id="version"')[0]
    assert "Full, September 2014" in text
    text = page(client, "/drugs/drug-1/history/")
    assert "<del>4 September 2014</del>" in text
    assert "<ins>September 2014</ins>" in text
    assert "Precision" not in text


def test_upper_bound_is_shown_as_one(client, drug):
    rate = drug.safety_datasets.get().rates.get()
    less = {"percent": 1, "percent_grade_3_plus": None, "upper_bounds": ["percent"]}
    type(rate).objects.filter(pk=rate.pk).update(**less)
    versions.record([drug.entry_ptr], "bounds")
    assert "&lt; 1" in page(client, "/drugs/drug-1/history/5/").partition('id="version"')[0]


def test_records_of_a_form_that_is_gone_are_still_read(client):
    """Neither a kind of row nor a field that the models no longer know takes a page away."""
    drug = factories.full_drug(1)
    records = versions.unpack(versions.content_of(drug))
    old = [*records, {"model": "therapies.leaflet", "fields": {"title": "An old leaflet"}}]
    for record in old:
        if record["model"] == "therapies.drug":
            record["fields"]["half_life"] = "26 days"
    contents = (versions.pack(old), versions.pack(records))
    append(Draft("drug", "drug-1", "Drug 1", content, "why") for content in contents)
    text = page(client, "/drugs/drug-1/history/1/")
    assert "An old leaflet" in text
    assert "Half life" in text
    assert "26 days" in text
    assert "Drug 1" in page(client, "/drugs/drug-1/history/")


def test_json_of_a_version_is_its_canonical_records(client, drug):
    version = Version.objects.of("drug", "drug-1").get(number=2)
    response = client.get("/drugs/drug-1/history/2/?format=json")
    assert response.json() == json.loads(version.content)
    assert client.get("/drugs/drug-1/?format=json").json() == versions.unpack(
        versions.last_of("drug", "drug-1").content
    )
    assert client.get("/drugs/drug-1/history/2/?format=xml").status_code == 400


def test_retired_entry_keeps_its_history(client, drug):
    Entry.objects.filter(slug="drug-1").update(status=Status.RETIRED)
    drug.entry_ptr.refresh_from_db()
    versions.record([drug.entry_ptr], "taken off")
    page(client, "/drugs/drug-1/", 404)
    text = page(client, "/drugs/drug-1/history/")
    assert "is not public now" in text
    assert 'href="/drugs/drug-1/"' not in text
    text = page(client, "/drugs/drug-1/history/5/")
    assert "With version 5, Drug 1 was taken off the public pages on" in text
    assert "noindex" in text
    assert 'http://testserver/drugs/drug-1/"' not in text
    assert 'href="/drugs/drug-1/"' not in text
    assert "as it was public from" in page(client, "/drugs/drug-1/history/4/")


def test_what_was_never_public_has_no_history(client, drug):
    factories.drug("Secret", status=Status.DRAFT)
    versions.record(Entry.objects.all(), "loaded")
    for address in (
        "/drugs/secret/history/",
        "/drugs/secret/history/1/",
        "/drugs/nothing/history/",
        "/drugs/drug-1/history/9/",
        "/drugs/drug-1/history/0/",
        f"/drugs/drug-1/history/{10**40}/",
        "/drugs/drug-1/history/?page=2",
        "/drugs/drug-1/history/?page=x",
        f"/drugs/drug-1/history/?page={'9' * 5000}",
        "/conditions/drug-1/history/",
    ):
        assert client.get(address).status_code == 404, address[:80]


def test_long_history_comes_in_pages(client):
    drug = factories.full_drug(1)
    for number in range(1, 28):
        Drug.objects.filter(pk=drug.pk).update(why_included=f"Reason {number}.")
        versions.record([drug.entry_ptr], f"step {number}")
    first, second = (page(client, f"/drugs/drug-1/history/{query}") for query in ("", "?page=2"))
    assert first.count('class="step"') == 25
    assert second.count('class="step"') == 2
    # The last of a page is held against the first of the next.
    assert "What changed against version 2" in first
    assert "<del>Reason 2.</del>" in first
    assert 'rel="next"' in first


def test_many_changed_rows_are_counted_and_shown_on_the_version(client):
    drug = factories.full_drug(1)
    versions.record([drug.entry_ptr], "first")
    for number in range(60):
        factories.name(drug, f"Brand {number:02}", kind="synonym")
    versions.record([drug.entry_ptr], "names")
    text = page(client, "/drugs/drug-1/history/")
    assert text.count('class="row-change') == 40
    assert "more rows changed" in text
    assert page(client, "/drugs/drug-1/history/2/").count('class="row-change') == 120


def test_pages_are_the_same_for_staff(client, drug, staff):
    address = "/drugs/drug-1/history/2/"
    before = page(client, address)
    client.force_login(staff)
    assert page(client, address) == before


def test_reading_asks_for_each_kind_of_name_once(drug, django_assert_num_queries):
    records = versions.unpack(versions.last_of("drug", "drug-1").content)
    with django_assert_num_queries(4):
        names = names_of(records)
    with django_assert_num_queries(0):
        assert Past(records, names).parts
