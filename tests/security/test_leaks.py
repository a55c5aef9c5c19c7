"""What is not published, no address that readers may open tells."""

import re

import pytest

from editorial.choices import Status
from editorial.models import User
from editorial.workflow import RefusedError
from tests import factories
from tests.hidden import (
    SECRET,
    hidden_entries,
    named_by_what_is_public,
)
from tests.security import addresses
from therapies import models, naming, publishing, search, versions

pytestmark = pytest.mark.django_db
# Records and histories tell whatever an entry names. Publishing sees to it that no draft is named;
# what was public once may be known.
OF_RECORDS = re.compile(r"/feed/$|/history/|^/[^?]+/[^?]+/\?format=json$")


def body(response):
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


@pytest.fixture
def known_source(reference, monkeypatch):
    """What is hidden cites a source that readers know anyway: sources are public."""
    known = {"source": models.Source.objects.first(), "locator": "page 1"}
    monkeypatch.setattr(factories, "sourced", lambda: known)


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_no_public_address_tells_what_is_hidden(client, known_source, status):
    named_by_what_is_public(hidden_entries(status))
    search.rebuild()
    told = {
        address: body(client.get(address))
        for address in addresses.all_public()
        if SECRET not in address and not OF_RECORDS.search(address)
    }
    assert len(told) > 200
    assert [address for address, text in told.items() if SECRET in text] == []
    for address in ("/search/?q=", "/search/suggest/?q=", "/drugs/?q=", "/nowhere/?q="):
        found, nothing = (body(client.get(f"{address}{word}")) for word in (SECRET, "zznothing"))
        assert found.replace(SECRET, "zznothing") == nothing


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_addresses_of_what_is_hidden_answer_as_if_there_were_nothing(client, known_source, status):
    """Of what was public its history stays."""
    for entry in hidden_entries(status):
        page = entry.get_absolute_url()
        versions.record([entry.entry_ptr], "made for tests") if status == "retired" else None
        never = f"{page.removesuffix(f'{entry.slug}/')}never/"
        for ending in ("", "?format=json", "cite/", "feed/", "history/", "history/1/", "feed/?a=b"):
            is_known = status == "retired" and ending.startswith(("feed", "history"))
            hidden, nothing = client.get(f"{page}{ending}"), client.get(f"{never}{ending}")
            assert hidden.status_code == (200 if is_known else 404), f"{page}{ending}"
            if not is_known:
                assert body(hidden).replace(entry.slug, "never") == body(nothing)


def test_what_names_a_draft_is_not_published(known_source):
    kind, condition, effect, drug, country, place, *_ = hidden_entries("draft")
    public = models.Drug.objects.get(slug="drug-1")
    rates = public.safety_datasets.get()
    place_of = models.Institution.objects.get(slug="institution-1")
    naming_them = (
        (lambda: public.therapy_types.add(kind), public),
        (lambda: factories.indication(public, condition=condition), public),
        (lambda: factories.rate(rates, side_effect=effect), public),
        (lambda: _trial().drugs.add(drug), _trial()),
        (lambda: models.Milestone.objects.update(institution=place), _country()),
        (lambda: models.Institution.objects.update(country=country), place_of),
    )
    for name, entry in naming_them:
        before = naming.hidden_named(entry)
        name()
        ((who, hidden),) = [each for each in naming.hidden_named(entry) if each not in before]
        assert who == entry.name
        assert SECRET in hidden


def _trial():
    return models.Trial.objects.get(name="Trial 1")


def _country():
    return models.Country.objects.get(slug="country-1")


def test_publishing_is_refused_with_the_names(known_source):
    factories.condition("Told to nobody", status="draft")
    User.objects.update(is_superuser=True)
    drug = models.Drug.objects.get(slug="drug-1").entry_ptr

    def name_it(records):
        for record in records:
            if record["model"] == "therapies.indication":
                record["fields"]["condition"] = ["told-to-nobody"]

    with pytest.raises(RefusedError, match="Drug 1 would name Told to nobody"):
        factories.publish_change(drug, name_it)


def test_what_others_cannot_be_without_is_not_retired(known_source):
    condition = models.Condition.objects.get(slug="condition-1").entry_ptr
    author, publisher = (factories.user(each, is_superuser=True) for each in ("one", "two"))
    proposal = publishing.propose_status(condition, Status.RETIRED, author, "Not needed.")
    seen = versions.last_of("condition", "condition-1").number
    with pytest.raises(RefusedError, match="would name Condition 1"):
        publishing.publish(proposal, publisher, "Checked.", seen=seen)
    condition.refresh_from_db()
    assert condition.is_published
