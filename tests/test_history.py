"""Versions are only ever added, and each holds the hash of the one before it."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from editorial import history
from editorial.models import AppendOnlyError, HistoryHead, Proposal, Version
from tests import factories
from tests.test_loading import write
from therapies import versions
from therapies.canonical import MODELS, files
from therapies.loading import load
from therapies.models import Drug, Entry, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return factories.full_drug(1)


def told_anew(text: str):
    def change(records):
        for row in records:
            if row["model"] == "therapies.drug":
                row["fields"]["why_included"] = text

    return change


def test_chain_holds_over_all_entries(drug):
    versions.record(Entry.objects.order_by("pk"), "loaded")
    factories.publish_change(drug, told_anew("One."))
    factories.publish_change(drug, told_anew("Two."))
    assert list(history.problems()) == []
    assert HistoryHead.objects.get().count == Version.objects.count()
    numbers = Version.objects.of("drug", drug.slug).values_list("number", flat=True)
    assert list(numbers) == [3, 2, 1]


def test_what_did_not_change_gets_no_version(drug):
    versions.record([drug], "one")
    assert versions.record([drug], "two") == []


def test_what_was_never_public_has_no_history(drug):
    Entry.objects.update(status="draft")
    assert versions.record(list(Entry.objects.all()), "loaded") == []


def test_nothing_in_the_app_changes_or_removes_a_version(drug):
    (version,) = versions.record([drug], "loaded")
    version.reason = "Another."
    for attempt in (
        version.save,
        version.delete,
        lambda: Version.objects.update(reason="Another."),
        lambda: Version.objects.all().delete(),
        lambda: Version.objects.bulk_update([version], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_two_versions_after_the_same_one_are_refused(drug):
    versions.record([drug], "loaded")
    twin = Version.objects.get()
    twin.pk, twin.number, twin.hash = None, 2, "x"
    twin._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_who_proposed_did_not_publish_says_the_database(drug):
    author = factories.user("author", is_superuser=True)
    kept = {"kind": "drug", "slug": "x", "name": "X", "content": "[]", "reason": "why"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            **kept, author=author, status="published", decided_by=author, decided_at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        history.append([history.Draft(**kept, author=author, publisher=author)])


def test_loading_records_one_version_for_each_changed_entry(drug, tmp_path):
    directory = write(tmp_path / "fixtures")
    load(directory, overwrite=True)
    assert Version.objects.count() == Entry.objects.count()
    assert Version.objects.latest("pk").reason.startswith("loaded from fixtures, release ")
    path = directory / "60_drugs" / "drug-1.json"
    path.write_text(path.read_text().replace("It is a medicine.", "It is an antibody."))
    load(directory)
    newest = Version.objects.first()
    assert (newest.slug, newest.number, newest.sections) == ("drug-1", 2, ["therapies.statement"])
    assert Version.objects.count() == Entry.objects.count() + 1
    load(directory)
    assert Version.objects.count() == Entry.objects.count() + 1


def test_a_source_shared_by_entries_is_in_the_history_of_each(drug, tmp_path):
    statement = factories.statement(Drug.objects.get().primary_type, source=drug.source)
    directory = write(tmp_path / "fixtures")
    load(directory, overwrite=True)
    shared = directory / "10_sources" / "shared.json"
    assert statement.source.title in shared.read_text()
    shared.write_text(shared.read_text().replace(statement.source.title, "The right title"))
    load(directory)
    told = Version.objects.filter(number=2, content__contains="The right title")
    assert {version.kind for version in told} == {"drug", "therapy_type"}


def test_proposal_publish_dump_load_dump_is_the_same_to_the_byte(drug, tmp_path):
    def change(records):
        source = next(row for row in records if row["model"] == "therapies.source")
        new = {**source["fields"], "slug": "new-source", "url": "https://regulator.example/new"}
        records.insert(0, {"model": "therapies.source", "fields": new})
        for row in records:
            if row["model"] == "therapies.statement":
                row["fields"] |= {"text": "“Ünïcode” ≥ 1/10 & <b>.", "source": ["new-source"]}
            if row["model"] == "therapies.rate":
                row["fields"]["percent"] = "12.50"

    factories.publish_change(drug, change)
    first = dict(files())
    directory = Path(tmp_path, "fixtures")
    for path, text in first.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for model in reversed(MODELS[1:]):
        model._default_manager.all().delete()
    load(directory, overwrite=True)
    assert dict(files()) == first
    assert Source.objects.filter(slug="new-source").exists()


def test_loading_leaves_the_account_of_a_credited_person_alone(drug, tmp_path):
    factories.publish_change(drug, told_anew("One."))
    directory = write(tmp_path / "fixtures")
    person = factories.user("publisher")
    person.set_password("correct horse battery staple")
    person.is_active = True
    person.save()
    load(directory, overwrite=True)
    person.refresh_from_db()
    assert person.check_password("correct horse battery staple")
    assert person.is_superuser
    people = (directory / "00_people" / "maintainers.json").read_text()
    assert '"publisher"' in people
    assert "pbkdf2" not in people
    assert "md5" not in people
