"""What an operator tells a CDN after something was published."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from editorial import edition, workflow
from editorial.models import ContentVersion
from tests import factories
from therapies import versions
from therapies.models import Condition, Drug, Entry

pytestmark = pytest.mark.django_db


def purged(*options):
    out = StringIO()
    call_command("purge_list", *options, stdout=out)
    return out.getvalue().split()


@pytest.fixture(autouse=True)
def waited(monkeypatch):
    """How long the command waited."""
    times = []
    monkeypatch.setattr("time.sleep", times.append)
    return times


@pytest.fixture
def before():
    factories.full_drug(1)
    factories.full_drug(2)
    versions.record(Entry.objects.all(), "as it was")
    return edition.raise_version("before").pk


def test_nothing_changed(before):
    assert purged("--since", before) == []


def test_nothing_is_named_before_every_process_has_the_version(before, waited):
    purged("--since", before)
    assert not waited
    edition.raise_version("published")
    purged("--since", before)
    assert waited
    assert waited[0] > edition.ASKED_EVERY
    ContentVersion.objects.update(created_at=timezone.now() - timedelta(hours=1))
    waited.clear()
    purged("--since", before)
    assert not waited


def test_an_entry_with_all_that_shows_it(before):
    workflow.publish(Drug.objects.get(slug="drug-1"), factories.user())
    found = purged("--since", before)
    # Its history, feed and raw form lie below its own address.
    for address in (
        "/drugs/drug-1/*",
        "/conditions/condition-1/*",
        "/therapies/cancer-immunotherapy/*",
        "/side-effects/effect-1/*",
        "/",
        "/drugs/",
        "/drugs/?*",
        "/compare/?*",
        "/sources/*",
    ):
        assert address in found
    for address in ("/drugs/drug-2/*", "/conditions/condition-2/*", "/*", "/drugs/*"):
        assert address not in found
    assert not [each for each in found if each.startswith(("/admin", "/report", "/metrics"))]


def test_what_mentions_a_condition_shows_its_name(before):
    condition = Condition.objects.get(slug="condition-1")
    workflow.publish(condition, factories.user())
    assert "/drugs/drug-1/*" in purged("--since", before)
    assert "/side-effects/effect-2/*" not in purged("--since", before)


def test_a_vocabulary_may_be_anywhere(before):
    workflow.publish(Drug.objects.first(), factories.user())
    workflow.record_vocabulary("Nasal")
    assert purged("--since", before) == ["/*"]


def test_a_file_remembers_what_was_purged(before, tmp_path):
    kept = tmp_path / "purged"
    assert purged("--keep", kept) == ["/*"]
    assert purged("--keep", kept) == []
    workflow.publish(Drug.objects.get(slug="drug-1"), factories.user())
    assert "/drugs/drug-1/*" in purged("--keep", kept)
    assert kept.read_text() == f"{ContentVersion.objects.latest().pk}\n"


def test_nonsense_is_refused(before, tmp_path):
    with pytest.raises(CommandError, match="no version"):
        purged("--since", 99999)
    kept = tmp_path / "purged"
    kept.write_text("yesterday")
    with pytest.raises(CommandError, match="no number"):
        purged("--keep", kept)
