"""The reference that ships: canonical, sound, and as complete as is claimed."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from editorial.models import User
from therapies import models
from therapies.canonical import files
from therapies.choices import Kind
from therapies.coverage import report
from therapies.loading import load
from therapies.quality import findings

# The mark alone makes pytest-django set up a database of its own for these tests.
pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.FIXTURE_DIRS[0])
FORMS = sorted(FIXTURES.rglob("*.json"))


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    """The whole reference, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(FIXTURES)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _use_it(reference, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_dump_gives_back_the_same_bytes():
    written = {path.as_posix(): text for path, text in files()}
    assert sorted(written) == [path.relative_to(FIXTURES).as_posix() for path in FORMS]
    for path in FORMS:
        name = path.relative_to(FIXTURES).as_posix()
        assert written[name] == path.read_text(encoding="utf-8"), name


def test_second_load_changes_nothing():
    assert not load(FIXTURES).is_change


def test_check_reference_finds_nothing():
    assert findings() == []


def test_coverage_report_is_of_these_fixtures():
    written = Path(settings.BASE_DIR, "docs", "coverage.md").read_text(encoding="utf-8")
    assert written == report(), "make load coverage"


def test_account_of_the_maintainers_cannot_sign_in():
    account = User.objects.get(username="maintainers")
    assert not account.has_usable_password()
    assert not account.is_staff
    assert set(models.Entry.objects.values_list("reviewed_by__username", flat=True)) == {
        "maintainers"
    }


@pytest.mark.parametrize(
    ("kind", "least"),
    [("allergy", 9), ("autoimmune", 15), ("cancer", 24), ("vaccine", 8), ("gene", 4)],
)
def test_drugs_of_each_kind(kind, least):
    drugs = models.Drug.objects.published()
    assert drugs.filter(therapy_types__kind=kind).distinct().count() >= least


@pytest.mark.parametrize(
    ("therapy_type", "least"),
    [
        ("subcutaneous-allergen-immunotherapy", 1),
        ("sublingual-allergen-tablets", 1),
        ("oral-immunotherapy", 1),
        ("anti-ige-antibodies", 1),
        ("systemic-corticosteroids", 3),
        ("conventional-synthetic-dmards", 3),
        ("jak-inhibitors", 1),
        ("tnf-inhibitors", 1),
        ("il-6-inhibitors", 1),
        ("il-17-inhibitors", 1),
        ("il-23-inhibitors", 1),
        ("b-cell-depleting-antibodies", 1),
        ("immune-checkpoint-inhibitors", 9),
        ("pd-1-inhibitors", 1),
        ("pd-l1-inhibitors", 1),
        ("ctla-4-inhibitors", 1),
        ("lag-3-inhibitors", 1),
        ("car-t-cell-therapies", 4),
        ("tumour-infiltrating-lymphocytes", 1),
        ("cytokine-therapies", 4),
        ("naked-monoclonal-antibodies", 4),
        ("bispecific-t-cell-engagers", 2),
        ("intravesical-bcg", 1),
        ("therapeutic-cancer-vaccines", 1),
        ("oncolytic-viruses", 1),
        ("preventive-vaccines", 5),
    ],
)
def test_drugs_of_each_type(therapy_type, least):
    root = models.TherapyType.objects.get(slug=therapy_type)
    assert models.Drug.objects.published().with_therapy_type(root.pk).count() >= least


def test_every_drug_has_what_the_policy_asks():
    for drug in models.Drug.objects.published():
        gaps = set(drug.not_found.values_list("topic", flat=True))
        rates = models.Rate.objects.filter(dataset__drug=drug).count()
        assert drug.names.exists() or "brand" in gaps, drug
        is_approved = models.Approval.objects.filter(indication__drug=drug).exists()
        assert is_approved or drug.market_status == "investigational", drug
        assert drug.warnings.exists() or "boxed_warning" in gaps, drug
        assert drug.routes.exists(), drug
        assert drug.atc_codes or "atc_code" in gaps, drug
        assert rates >= 10 or "safety_rates" in gaps, drug
        assert drug.statements.count() >= 6, drug
        voices = set(drug.statements.values_list("audience", flat=True))
        assert voices == {"everyone", "professionals"}, drug


def test_every_therapy_type_speaks_to_everyone_and_to_professionals():
    sections = {"what_it_is", "how_it_works", "benefits", "limits", "what_to_watch_for"}
    sections.add("what_is_not_known")
    wanted = {(section, voice) for section in sections for voice in ("everyone", "professionals")}
    for each in models.TherapyType.objects.published():
        assert wanted <= set(each.statements.values_list("section", "audience")), each
    assert models.TherapyType.objects.filter(parent=None).count() == len(Kind)


def test_research():
    assert models.Country.objects.published().count() == 57
    institutions = models.Institution.objects.published()
    assert institutions.count() >= 12
    assert institutions.values("country").distinct().count() >= 6
    trials = models.Trial.objects.published()
    assert trials.count() >= 12
    assert trials.filter(countries__isnull=False).distinct().count() * 2 >= trials.count()


def test_no_statement_stands_there_twice():
    texts = Counter(models.Statement.objects.values_list("text", flat=True))
    assert [text for text, times in texts.items() if times > 1] == []


def test_percent_agrees_with_people_affected():
    rows = models.Rate.objects.filter(
        events__isnull=False, percent__isnull=False, dataset__treated__isnull=False
    ).select_related("dataset")
    for rate in rows:
        if not rate.upper_bounds:
            assert abs(100 * rate.events / rate.dataset.treated - float(rate.percent)) <= 1, rate


def test_nothing_rests_on_an_encyclopedia_anybody_edits():
    for url in models.Source.objects.values_list("url", flat=True):
        assert not re.search(r"wiki(pedia|mili|visually)|profilbaru", url), url


def test_no_primary_keys_in_the_files():
    for path in FORMS:
        assert not any("pk" in record for record in json.loads(path.read_text(encoding="utf-8")))
