"""What is not published, no answer of the API tells: not its name, and not that it is there."""

import json
from datetime import date

import pytest

from editorial.models import ContentVersion
from tests import factories
from tests.api.asked import orders, questions
from tests.api.conftest import whole
from therapies import models, publishing, versions
from therapies.api import keys
from therapies.api.resources import ALL, LINKS
from therapies.canonical import entry_records

pytestmark = pytest.mark.django_db
SECRET = "zzsecret"
HIDDEN = pytest.mark.parametrize("status", ["draft", "retired"])


@pytest.fixture
def public(db, monkeypatch):
    """Whatever comes later cites a source that is there already: sources are public."""
    whole(1)
    whole(2)
    ContentVersion.objects.create(reason="made for tests")
    known = {"source": models.Source.objects.first(), "locator": "page 1"}
    monkeypatch.setattr(factories, "sourced", lambda: known)


def hidden_entries(status):
    """One entry of each kind, with its claims, that nobody may know of."""
    secret = f"{SECRET} {status}"
    fields = {"status": status, "synonyms": [f"{secret} too"]}
    root = models.TherapyType.objects.get(parent=None)
    kind = factories.therapy_type(f"{secret} type", parent=root, kind="gene", **fields)
    condition = factories.condition(f"{secret} condition", area="allergy", **fields)
    effect = factories.side_effect(f"{secret} effect", organ_class="eye", **fields)
    drug = factories.drug(f"{secret} drug", primary_type=kind, modality="vaccine", **fields)
    country = factories.country(f"{secret} country", iso_code=f"{status[0].upper()}Z", **fields)
    place = factories.institution(f"{secret} place", country=country, **fields)
    trial = factories.trial(f"{secret} trial", **fields)
    check = factories.claim_check(f"{secret} claim", **fields)
    for entry in (kind, condition, effect, drug, country, place, trial, check):
        factories.statement(entry, text=f"{SECRET} text")
        models.NotFound.objects.create(
            entry_id=entry.pk, topic="other", place=SECRET, looked_on=date(2026, 11, 1)
        )
    claims_of(drug, country, kind, condition, effect)
    return kind, condition, effect, drug, country, place, trial, check


def claims_of(drug, country, kind, condition, effect):
    """Of the entries that are hidden, also where they name what is public."""
    known_condition = models.Condition.objects.get(slug="condition-1")
    known_effect = models.SideEffect.objects.get(slug="effect-1")
    factories.name(drug, f"{SECRET} brand")
    for about in (condition, known_condition):
        factories.approval(factories.indication(drug, condition=about))
        factories.result(drug, condition=about, slug=f"{SECRET}-{about.pk}")
    factories.warning(drug, title=SECRET)
    factories.label_count(drug)
    dataset = factories.dataset(drug, title=SECRET)
    for each in (effect, known_effect):
        factories.rate(dataset, side_effect=each)
    factories.comparison(drug)
    made = {"country": "TR", "maker": SECRET, "activity": "manufactures"}
    models.Production.objects.create(drug=drug, **made, **factories.sourced())
    factories.awaited_drug(kind, name=f"{SECRET} awaited")
    factories.product(country, f"{SECRET} product", drug=drug)
    factories.milestone(country, text=SECRET)
    factories.research_output(country, measure=SECRET)


def named_by_what_is_public(hidden):
    """Published entries and claims are related to the hidden ones wherever they can be."""
    kind, condition, effect, drug, _country, place, trial, _check = hidden
    published = models.Drug.objects.get(slug="drug-1")
    published.therapy_types.add(kind)
    study = models.Trial.objects.get(name="Trial 1")
    study.drugs.add(drug)
    study.conditions.add(condition)
    study.institutions.add(place)
    trial.drugs.add(published)
    trial.countries.add(models.Country.objects.get(slug="country-1"))
    known_place = models.Institution.objects.get(slug="institution-1")
    known_place.therapy_types.add(kind)
    known_place.conditions.add(condition)
    models.Milestone.objects.filter(country__slug="country-1").update(institution=place)
    models.Product.objects.filter(country__slug="country-1").update(institution=place)
    models.SafetyDataset.objects.filter(drug=published).update(condition=condition)
    factories.rate(published.safety_datasets.get(), side_effect=effect)
    records = json.loads(json.dumps(entry_records(published.entry_ptr), default=str))
    for record in records:
        if record["model"] == "therapies.statement":
            record["fields"]["text"] = f"{SECRET} proposal"
    author = factories.user("author", is_superuser=True)
    base = versions.based_on_live(published.entry_ptr)
    publishing.propose(records, author, f"{SECRET} reason", base=base)


def answers(client):
    """Every list by every filter and in every order, counted, and every row alone."""
    found = {}
    for resource in ALL:
        queries = [*questions(resource), {"q": SECRET}, *({"sort": s} for s in orders(resource))]
        for query in queries:
            if "q" in query and "q" not in resource.listing.filterset_class.base_filters:
                continue
            asked = {**query, "count": "true", "limit": "500"}
            response = client.get(f"/api/v1/{resource.name}/", asked)
            assert response.status_code == 200, (resource.name, query)
            found[resource.name, *query.items()] = response.content
        whole_list = json.loads(found[resource.name,])
        assert whole_list["links"]["next"] is None
        for row in whole_list["results"]:
            address = row[LINKS]["self"].partition("testserver")[2]
            found[address] = client.get(address).content
    return found


def test_what_is_hidden_changes_no_answer(client, public):
    before = answers(client)
    for status in ("draft", "retired"):
        named_by_what_is_public(hidden_entries(status))
    after = answers(client)
    assert after.keys() == before.keys()
    changed = [each for each in after if content(after[each]) != content(before[each])]
    assert changed == []


def content(answer):
    """Without the number of the version: what is hidden may raise it."""
    told = json.loads(answer)
    del told["version"]
    return told


@HIDDEN
def test_rows_that_must_name_what_is_hidden_leave_it_out(client, public, status):
    hidden = hidden_entries(status)
    kind, condition, _effect, drug, country, _place, _trial, _check = hidden
    published = models.Drug.objects.get(slug="drug-1")
    factories.approval(factories.indication(published, slug="for-it", condition=condition))
    factories.result(published, condition=condition, slug="for-it")
    models.Drug.objects.filter(slug="drug-1").update(primary_type=kind)
    models.TherapyType.objects.filter(slug="type-1").update(parent=kind)
    models.Condition.objects.filter(slug="condition-1").update(parent=condition)
    models.Institution.objects.filter(slug="institution-1").update(country=country)
    models.Product.objects.filter(country__slug="country-1").update(drug=drug)
    for question, answer in answers(client).items():
        told = json.loads(answer)
        told["links"].pop("self")
        assert SECRET not in json.dumps(told), question
        if question[1:] == (("q", SECRET),):
            assert told["results"] == []
            assert told["count"] == 0


@HIDDEN
def test_an_address_of_what_is_hidden_is_as_if_it_had_never_been(client, public, status):
    hidden_entries(status)
    for resource in ALL:
        for row in resource.listing.queryset.all():
            is_public = resource.published().filter(pk=row.pk).exists()
            address = f"/api/v1/{resource.name}/{keys.address(row)}"
            response = client.get(address)
            assert response.status_code == (200 if is_public else 404), address
            if not is_public:
                never = client.get(f"/api/v1/{resource.name}/{'never/' * len(row.natural_key())}")
                assert response.content == never.content


@HIDDEN
def test_a_filter_by_what_is_hidden_is_refused_like_an_unknown_one(client, public, status):
    for entry in hidden_entries(status):
        for resource in ALL:
            filters = resource.listing.filterset_class.base_filters
            for name in ("drug", "condition", "therapy_type", "side_effect", "country", "entry"):
                if name in filters:
                    address = f"/api/v1/{resource.name}/"
                    refused = client.get(address, {name: entry.slug})
                    unknown = client.get(address, {name: f"un{entry.slug}"})
                    assert refused.status_code == unknown.status_code == 400
                    expected = unknown.content.decode().replace(f"un{entry.slug}", entry.slug)
                    assert refused.content.decode() == expected
