"""Entries that are not public, with all their claims, named wherever public ones can name them."""

import json
from datetime import date

from tests import factories
from therapies import models, publishing, versions
from therapies.canonical import entry_records

SECRET = "zzsecret"


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
    author = factories.user("proposer", is_superuser=True)
    base = versions.based_on_live(published.entry_ptr)
    publishing.propose(records, author, f"{SECRET} reason", base=base)


def needed_by_what_is_public(hidden):
    """Published rows that cannot be without naming the hidden ones."""
    kind, condition, _effect, drug, country, _place, _trial, _check = hidden
    published = models.Drug.objects.get(slug="drug-1")
    factories.approval(factories.indication(published, slug="for-it", condition=condition))
    factories.result(published, condition=condition, slug="for-it")
    models.Drug.objects.filter(slug="drug-1").update(primary_type=kind)
    models.TherapyType.objects.filter(slug="type-1").update(parent=kind)
    models.Condition.objects.filter(slug="condition-1").update(parent=condition)
    models.Institution.objects.filter(slug="institution-1").update(country=country)
    models.Product.objects.filter(country__slug="country-1").update(drug=drug)
