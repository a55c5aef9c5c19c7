"""The rules of the world are refused by the database, also where no form and no save() looks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from editorial.models import User
from tests import factories
from therapies import models
from therapies.models import Approval, Drug, Entry, Name, Rate, SafetyDataset, Source, Statement

pytestmark = pytest.mark.django_db


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


@pytest.fixture
def drug():
    return factories.drug()


@pytest.fixture
def approval(drug):
    return factories.approval(factories.indication(drug))


@pytest.fixture
def rate(drug):
    return factories.rate(factories.dataset(drug), percent=12, percent_grade_3_plus=2)


@pytest.mark.parametrize(
    "change",
    [
        {"percent": 101},
        {"percent": -1},
        {"percent_grade_3_plus": 13},
        {"comparator_percent": 100.5},
        {"comparator_percent": 5, "comparator_percent_grade_3_plus": 6},
        {"percent": None, "percent_grade_3_plus": None},
    ],
)
def test_rate_within_bounds(rate, change):
    rows = Rate.objects.filter(pk=rate.pk)
    refused(lambda: rows.update(**change))
    copy = Rate(dataset=rate.dataset, side_effect=factories.side_effect("Rash"), percent=1)
    for field, value in ({"percent_grade_3_plus": None} | change).items():
        setattr(copy, field, value)
    refused(lambda: Rate.objects.bulk_create([copy]))


@pytest.mark.parametrize(
    "fields", [{"percent": 0}, {"percent": 100}, {"events": 3}, {"stated_band": "common"}]
)
def test_rate_with_one_figure_is_enough(drug, fields):
    fields = {"percent": None} | fields
    assert factories.rate(factories.dataset(drug), **fields).pk


def test_rate_once_per_dataset(rate):
    twin = Rate(dataset=rate.dataset, side_effect=rate.side_effect, percent=5)
    refused(lambda: Rate.objects.bulk_create([twin]))


@pytest.mark.parametrize(
    ("day", "precision", "is_allowed"),
    [
        (date(2014, 9, 4), "day", True),
        (date(2014, 9, 1), "month", True),
        (date(2014, 1, 1), "year", True),
        (None, "", True),
        (date(2014, 9, 4), "month", False),
        (date(2014, 9, 1), "year", False),
        (date(2014, 9, 4), "", False),
        (None, "year", False),
        (date(2014, 9, 4), "hour", False),
    ],
)
def test_date_within_its_precision(approval, day, precision, is_allowed):
    def change():
        rows = Approval.objects.filter(pk=approval.pk)
        rows.update(decided_on=day, decided_precision=precision)

    if is_allowed:
        change()
    else:
        refused(change)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "full", "ended_on": date(2020, 1, 1), "ended_precision": "day"},
        {"status": "withdrawn", "ended_on": date(2013, 1, 1), "ended_precision": "day"},
        {"status": "unheard of"},
        {"source": None},
    ],
)
def test_approval(approval, change):
    refused(lambda: Approval.objects.filter(pk=approval.pk).update(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": None},
        {"published_by": None},
        {"reviewed_on": None},
        {"reviewed_by": None},
        {"status": "public"},
        {"review_due_on": date(2020, 1, 1)},
        {"name": ""},
        {"entry_type": "spell"},
    ],
)
def test_entry(drug, change):
    refused(lambda: Entry.objects.filter(pk=drug.pk).update(**change))


def test_published_says_when_and_by_whom(drug):
    rows = Entry.objects.filter(pk=drug.pk)
    refused(lambda: rows.update(published_at=None, published_by=None))
    rows.update(status="draft", published_at=None, published_by=None)


def test_slug_once_per_entry_type(drug):
    twin = factories.drug("Otherumab")
    refused(lambda: Entry.objects.filter(pk=twin.pk).update(slug=drug.slug))
    Entry.objects.filter(pk=factories.condition().pk).update(slug=drug.slug)


def test_drug_has_exactly_one_primary_type(drug):
    refused(lambda: Drug.objects.filter(pk=drug.pk).update(primary_type=None))


@pytest.mark.parametrize(
    "change", [{"why_included": ""}, {"modality": "potion"}, {"market_status": "lost"}]
)
def test_drug(drug, change):
    refused(lambda: Drug.objects.filter(pk=drug.pk).update(**change))


def test_warning_is_no_bare_flag(drug):
    warning = factories.warning(drug)
    refused(lambda: models.Warning.objects.filter(pk=warning.pk).update(text=""))
    refused(lambda: models.Warning.objects.filter(pk=warning.pk).update(title=""))


def test_name_once(drug):
    name = factories.name(drug)
    twin = Name(
        drug=drug, text=name.text, kind=name.kind, country=name.country, **factories.sourced()
    )
    refused(lambda: Name.objects.bulk_create([twin]))


@pytest.mark.parametrize(
    "change",
    [
        {"population": ""},
        {"regimen": ""},
        {"treated": 0},
        {"comparator": "", "comparator_treated": 5},
        {"source": None},
    ],
)
def test_dataset(drug, change):
    dataset = factories.dataset(drug)
    refused(lambda: SafetyDataset.objects.filter(pk=dataset.pk).update(**change))


def test_statement_needs_source_and_text(drug):
    statement = factories.statement(drug)
    refused(lambda: Statement.objects.filter(pk=statement.pk).update(source=None))
    refused(lambda: Statement.objects.filter(pk=statement.pk).update(text=""))
    refused(lambda: factories.statement(drug))


def test_source_once_by_url_doi_and_pmid():
    first = factories.source(doi="10.1000/x", pmid="123")
    refused(lambda: factories.source(url=first.url))
    refused(lambda: factories.source(doi="10.1000/x"))
    refused(lambda: factories.source(pmid="123"))
    refused(lambda: Source.objects.filter(pk=first.pk).update(title=""))
    refused(lambda: Source.objects.filter(pk=first.pk).update(url="javascript:alert(1)"))
    factories.source(), factories.source()


def test_one_root_per_kind():
    factories.therapy_type()
    refused(lambda: factories.therapy_type("Another root"))


def test_indication_once(drug):
    first = factories.indication(drug)
    refused(lambda: factories.indication(drug, condition=first.condition))
    refused(lambda: factories.indication(drug, slug=first.slug, setting="early"))
    refused(lambda: factories.indication(drug, population=""))


def test_condition_doid_once():
    factories.condition(doid="DOID:1")
    refused(lambda: factories.condition("Other", doid="DOID:1"))


def test_side_effect_is_described():
    effect = factories.side_effect()
    for field in ("plain_name", "plain_description"):
        refused(lambda f=field: models.SideEffect.objects.filter(pk=effect.pk).update(**{f: ""}))


def test_country_joined_after_the_foundation():
    refused(lambda: factories.country(oic_member_since=1960))


def test_source_of_coordinates_needs_coordinates():
    source = factories.source()
    refused(lambda: factories.institution(coordinates_source=source))
    place = factories.institution(latitude=-6.2, longitude=106.81, coordinates_source=source)
    assert place.place == "6.20° S, 106.81° E"


def test_institution_coordinates():
    place = factories.institution(latitude=39.9, longitude=32.8)
    rows = models.Institution.objects.filter(pk=place.pk)
    refused(lambda: rows.update(latitude=None))
    refused(lambda: rows.update(latitude=91))
    refused(lambda: rows.update(longitude=-181))


def test_trial_began_before_its_data():
    trial = factories.trial()
    rows = models.Trial.objects.filter(pk=trial.pk)
    refused(lambda: rows.update(started_on=date(2026, 12, 1), started_precision="day"))
    rows.update(
        started_on=date(2026, 12, 1),
        started_precision="day",
        trial_status="not_yet_recruiting",
    )
    refused(lambda: factories.trial("Twin", registry_id=trial.registry_id))


def test_trial_number_has_the_registrys_shape():
    refused(lambda: factories.trial(registry="nct", registry_id="2014-001"))
    assert factories.trial(registry="euctr", registry_id="2014-001").pk
    trial = factories.trial("Short")
    trial.registry_id = "NCT12"
    with pytest.raises(ValidationError, match="eight digits"):
        trial.full_clean()


def test_comparison(drug):
    def compared(**fields):
        return factories.comparison(drug, **{"trial_name": "TRIAL-1"} | fields)

    compared()
    refused(compared)
    refused(lambda: compared(trial_name="T2", value=101))
    refused(lambda: compared(trial_name="T3", comparator_value=101))
    refused(lambda: compared(trial_name="T4", interval_low=1))
    refused(lambda: compared(trial_name="T5", interval_low=16, interval_high=17))


def test_result_of_a_main_trial(drug):
    factories.result(drug, slug="first")
    refused(lambda: factories.result(drug, slug="first"))
    refused(lambda: factories.result(drug, population=""))
    refused(lambda: factories.result(drug, treated=0))
    refused(lambda: factories.result(drug, value=101, interval_high=102))
    refused(lambda: factories.result(drug, comparator="placebo", comparator_value=101))
    refused(lambda: factories.result(drug, comparator_treated=50))
    refused(lambda: factories.result(drug, interval_low=None))
    refused(lambda: factories.result(drug, interval_low=46))
    refused(lambda: factories.ratio(drug, comparator=""))
    refused(lambda: factories.ratio(drug, comparator_value=1))


def test_measures_of_a_claim_check_are_known():
    claim = factories.claim_check(measures=["survival"])
    claim.full_clean()
    claim.measures = ["cost"]
    with pytest.raises(ValidationError, match="Write a list of: grade_3_plus"):
        claim.full_clean()


def test_milestone_and_claim_check_say_something():
    claim = factories.claim_check()
    refused(lambda: models.ClaimCheck.objects.filter(pk=claim.pk).update(why=""))
    place = factories.country()
    refused(
        lambda: models.Milestone.objects.create(
            country=place,
            slug="x",
            happened_on=date(2020, 5, 5),
            happened_precision="year",
            text="A thing.",
            **factories.sourced(),
        )
    )


def test_what_others_refer_to_is_protected(rate, approval):
    for row in (rate.dataset.source, rate.side_effect, approval.indication.condition):
        with pytest.raises(ProtectedError):
            row.delete()
    with pytest.raises(ProtectedError):
        approval.regulator.delete()


def test_deleting_a_drug_takes_its_claims_and_leaves_the_sources(rate, approval):
    drug = rate.dataset.drug
    sources = Source.objects.count()
    drug.delete()
    assert not Rate.objects.exists()
    assert not Approval.objects.exists()
    assert not Entry.objects.filter(pk=drug.pk).exists()
    assert Source.objects.count() == sources


def test_account_of_the_maintainers_cannot_sign_in():
    user = User.objects.create(username="maintainers", password="!")
    assert not user.has_usable_password()
    assert not user.check_password("!")
