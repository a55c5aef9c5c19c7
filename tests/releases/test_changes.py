"""What changed between two releases, and why."""

import json
import shutil
from datetime import timedelta

import pytest

from tests import factories
from tests.releases.conftest import DAY, changed
from therapies import models
from therapies.releases import changes, making
from therapies.releases.changes import Content

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def second(made, tmp_path):
    """A release after a change of a rate, a new drug, a new source, and an entry withdrawn."""
    models.Rate.objects.filter(dataset__drug__slug="drug-1").update(percent=13)
    factories.statement(
        models.Drug.objects.get(slug="drug-1"), section="limits", text="Not for *all*."
    )
    models.Entry.objects.filter(slug="claim-2").update(status="retired")
    models.Entry.objects.filter(slug="trial-2").update(reviewed_on="2026-11-20")
    changed(NEXT, "Label of\nNovember 2026.")
    factories.drug("Novumab")
    changed(NEXT, "New.")
    return making.make(tmp_path / "releases").release


def entry(release, slug):
    return next(each for each in release.changes["entries"] if each["slug"] == slug)


def test_the_first_release_says_so(made):
    assert made.changes == {
        "version": "2026.11.21",
        "previous": None,
        "counts": {},
        "entries": [],
        "others": [],
        "not_compared": 0,
    }


def test_what_changed_is_counted(second):
    assert second.changes["counts"]["entries"] == {
        "added": 1,
        "changed": 1,
        "reviewed": 1,
        "withdrawn": 1,
    }
    assert second.changes["counts"]["claims"] == {"added": 1, "changed": 1, "removed": 0}
    assert second.about["changes"] == second.changes["counts"]


def test_changed_fields_are_told_with_the_reason(second):
    found = entry(second, "drug-1")
    assert (found["kind"], found["name"], found["change"]) == ("drug", "Drug 1", "changed")
    assert [each["reason"] for each in found["reasons"]] == ["Label of\nNovember 2026."]
    assert found["reasons"][0]["version"] == 2
    rate, statement = found["rows"]
    assert rate["model"] == "therapies.rate"
    assert [(each["name"], each["before"], each["after"]) for each in rate["fields"]] == [
        ("percent", "12", "13")
    ]
    assert (statement["model"], statement["change"]) == ("therapies.statement", "added")


def test_added_reviewed_and_withdrawn(second):
    assert entry(second, "novumab")["reasons"][0]["reason"] == "New."
    assert entry(second, "claim-2")["change"] == "withdrawn"
    assert entry(second, "trial-2")["change"] == "reviewed"
    assert "claim-1" not in json.dumps(second.changes)


def test_text_says_the_same(second):
    text = (second.directory / "CHANGES.md").read_text(encoding="utf-8")
    for part in (
        "Against release 2026.11.21:",
        "- entries: 1 added, 1 changed, 1 reviewed, 1 withdrawn",
        "## Withdrawn",
        "- **Drug 1** (drug `drug-1`)",
        "why, version 2 of 2026-",
        "Label of November 2026.",
        "12 → 13",
    ):
        assert part in text


def test_a_rebuilt_database_gives_the_reason_it_knows(second, made, tmp_path):
    """A version with the released content is the starting point, whatever its day."""
    old = changes.read(made.directory / "fixtures")
    new = changes.read(second.directory / "fixtures")
    found = changes.between(old, new)
    changes.give_reasons(found, old, DAY + timedelta(days=999))
    told = {each.subject[1]: [r["reason"] for r in each.reasons] for each in found.entries}
    assert told["drug-1"] == ["Label of\nNovember 2026."]
    changes.give_reasons(found, Content(), DAY + timedelta(days=999))
    assert [each.reasons for each in found.entries] == [[], [], [], []]


def test_rows_of_a_form_that_is_gone_are_counted(made, second, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(made.directory, old)
    path = old / "fixtures" / "60_drugs" / "drug-1.json"
    records = json.loads(path.read_text(encoding="utf-8"))
    records.append({"model": "therapies.vanished", "fields": {"a": 1}})
    for record in records:
        if record["model"] == "therapies.rate":
            del record["fields"]["upper_bounds"]
    path.write_text(json.dumps(records), encoding="utf-8")
    found = changes.between(
        changes.read(old / "fixtures"), changes.read(made.directory / "fixtures")
    )
    assert found.unknown == 1
    assert found.entries == []
