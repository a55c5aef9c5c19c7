"""Nothing that is not public gets into a release, in whatever way it is named."""

import json

import pytest

from editorial.choices import Status
from editorial.models import User
from tests import factories
from tests.releases.conftest import changed, files
from therapies import canonical, models
from therapies.models import Entry
from therapies.releases import making, shelf
from therapies.releases.published import public

pytestmark = pytest.mark.django_db


def set_status(entry, status):
    Entry.objects.filter(pk=entry.pk).update(status=status)


@pytest.fixture
def secret():
    """What names, or is named by, an unpublished drug, condition, country, type and side effect."""
    made = factories.full_drug(7)
    Entry.objects.update(status=Status.PUBLISHED)
    for slug in ("drug-7", "condition-7", "effect-7", "trial-7", "institution-7"):
        Entry.objects.filter(slug=slug).update(status=Status.DRAFT)
    Entry.objects.filter(slug__in=("country-7", "claim-7")).update(status=Status.RETIRED)
    drafted = factories.drug("Secretumab", status=Status.DRAFT)
    drafted.targets.add(models.Target.objects.create(slug="secret-target", name="Secret target"))
    factories.statement(drafted, source=factories.source(title="A secret source"))
    return made


def everything_in(release):
    """All bytes of a release, the archive apart, which is made of the others."""
    content = files(release.directory)
    del content[release.archive.name]
    return content


def test_drafts_and_what_was_taken_off_leave_no_trace(reference, secret, tmp_path):
    open_drug = models.Drug.objects.get(slug="drug-1")
    trial = models.Trial.objects.get(slug="trial-1")
    trial.drugs.add(secret)
    trial.countries.add(models.Country.objects.get(slug="country-7"))
    factories.indication(open_drug, condition=models.Condition.objects.get(slug="condition-7"))
    factories.rate(
        open_drug.safety_datasets.get(), side_effect=models.SideEffect.objects.get(slug="effect-7")
    )
    models.Product.objects.filter(slug="product-1").update(drug=secret)
    hidden = factories.therapy_type("Secret type", parent=_root(), status=Status.DRAFT)
    open_drug.therapy_types.add(hidden)
    changed()
    release = making.make(tmp_path).release
    for path, content in everything_in(release).items():
        low = content.lower()
        for word in (b"secret", b"drug-7", b"drug 7", b"condition-7", b"effect-7", b"country-7"):
            assert word not in low, path
            assert word.decode() not in path
    assert b"drug-1" in files(release.directory)["fixtures/60_drugs/drug-1.json"]


def _root():
    return models.TherapyType.objects.get(parent=None)


def test_a_release_of_what_was_published_before_keeps_no_names_of_drafts(reference, tmp_path):
    """Also where the one before had them: what is withdrawn is named as such, with its reason."""
    first = making.make(tmp_path).release
    set_status(models.Drug.objects.get(slug="drug-2"), Status.RETIRED)
    changed(reason="Its approval was revoked.")
    second = making.make(tmp_path).release
    for path, content in everything_in(second).items():
        if path not in ("changes.json", "CHANGES.md"):
            assert b"drug-2" not in content, path
    entry = next(each for each in second.changes["entries"] if each["slug"] == "drug-2")
    assert entry["change"] == "withdrawn"
    assert [each["reason"] for each in entry["reasons"]] == ["Its approval was revoked."]
    assert first.version != second.version


def test_an_entry_that_must_name_a_draft_is_left_out_and_told(reference, tmp_path):
    set_status(models.Country.objects.get(slug="country-1"), Status.DRAFT)
    made = making.make(tmp_path)
    assert made.left_out == ["71_institutions institution-1"]
    assert "fixtures/71_institutions/institution-1.json" not in files(made.release.directory)
    trial = files(made.release.directory)["fixtures/72_trials/trial-1.json"]
    assert b"country-1" not in trial


def test_a_tree_closes_over_a_draft(reference):
    root = _root()
    middle = factories.therapy_type("Middle", parent=root, status=Status.DRAFT)
    factories.therapy_type("Leaf", parent=middle)
    found = public(canonical.everything()).reference
    (leaf,) = [
        row["fields"]
        for records in found.records_of.values()
        for row in records
        if row["fields"].get("entry_ptr") == ["therapy_type", "leaf"]
    ]
    assert leaf["parent"] == [root.slug]


def test_of_people_only_who_is_credited_and_only_the_credit(reference, tmp_path):
    factories.user("stranger", email="x@example.org", public_name="A Stranger")
    User.objects.filter(username="maintainers").update(email="y@example.org", password="pbkdf2$x")
    release = making.make(tmp_path).release
    people = json.loads(files(release.directory)["fixtures/00_people/maintainers.json"])
    assert [person["fields"]["username"] for person in people] == ["maintainers"]
    assert people[0]["fields"]["password"] == "!"
    assert all(b"example.org" not in content for content in everything_in(release).values())
    assert shelf.find(tmp_path, release.version)
