"""The version in force: raised by every change that readers see, known at little cost."""

from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.admin import site
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial import databases, edition, workflow
from editorial.edition import ASKED_EVERY, FILE_ASKED_EVERY, Watch
from editorial.models import ContentVersion
from tests import factories
from therapies import loading, publishing, versions
from therapies.admin.base import VocabularyAdmin
from therapies.models import Drug, Entry, Route
from therapies.search import is_built

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def raised():
    return list(ContentVersion.objects.order_by("pk").values_list("reason", flat=True))


def publish(change):
    """From a proposal to the public page."""
    entry = Drug.objects.get().entry_ptr
    author, reviewer = (
        factories.user("one", is_superuser=True),
        factories.user("two", is_superuser=True),
    )
    rows = versions.unpack(versions.content_of(entry))
    change(rows)
    base = versions.last_of(entry.entry_type, entry.slug)
    proposal = publishing.propose(rows, author, "Because.", base=base)
    seen = base.number if base else None
    return publishing.publish(proposal, reviewer, "Checked.", seen=seen)


def test_publishing_and_taking_off_raise_it():
    factories.full_drug(1)
    versions.record(Entry.objects.all(), "as it was")

    def renamed(rows):
        for row in rows:
            if row["model"] == "therapies.drug":
                row["fields"]["why_included"] = "Told anew."

    publish(renamed)
    assert raised() == ["published: Drug 1"]

    def retired(rows):
        for row in rows:
            if row["model"] == "therapies.entry":
                row["fields"]["status"] = "retired"

    publish(retired)
    assert raised() == ["published: Drug 1", "retired: Drug 1"]


def test_what_is_refused_raises_nothing():
    factories.full_drug(1)
    versions.record(Entry.objects.all(), "as it was")
    with pytest.raises(workflow.RefusedError):
        publish(lambda rows: None)
    assert not raised()


def test_confirming_raises_it():
    drug = factories.drug()
    reviewer = factories.user("reviewer", is_superuser=True)
    publishing.confirm(drug.entry_ptr, reviewer, date(2026, 11, 1), [])
    assert raised() == ["reviewed: Exemplumab"]


def test_a_version_recorded_of_what_strayed_raises_it():
    drug = factories.drug()
    versions.based_on_live(drug.entry_ptr)
    versions.based_on_live(drug.entry_ptr)
    assert raised() == ["recorded: Exemplumab"]


def test_every_vocabulary_raises_it_when_saved_and_when_deleted(client, staff):
    client.force_login(staff)
    for model, admin in site._registry.items():
        if isinstance(admin, VocabularyAdmin):
            assert type(admin).save_model is VocabularyAdmin.save_model, model
            assert type(admin).delete_model is VocabularyAdmin.delete_model, model
    route = Route.objects.create(slug="nasal", name="Nasal")
    address = reverse("admin:therapies_route_change", args=[route.pk])
    data = {"name": "Intranasal", "slug": "nasal", "_save": "Save"}
    assert client.post(address, data).status_code == 302
    client.post(reverse("admin:therapies_route_delete", args=[route.pk]), {"post": "yes"})
    assert raised() == ["vocabulary: Intranasal", "vocabulary: Intranasal"]


def test_a_person_credited_by_another_name_raises_it(client, staff):
    person = factories.user("somebody")
    client.force_login(staff)
    address = reverse("admin:editorial_user_change", args=[person.pk])
    form = client.get(address).context["adminform"].form
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    data |= {"date_joined_0": "2026-11-01", "date_joined_1": "10:00:00", "is_active": "on"}
    data = {name: value for name, value in data.items() if value is not False}
    assert client.post(address, data | {"email": "a@b.example"}).status_code == 302
    assert not raised()
    assert client.post(address, data | {"public_name": "Dr Some Body"}).status_code == 302
    assert raised() == ["credited anew: Dr Some Body"]


def test_loading_raises_it_once_for_what_is_new(tmp_path):
    factories.full_drug(1)
    call_command("dump_reference", tmp_path, stdout=StringIO())
    loading.load(tmp_path)
    assert raised() == ["loaded from fixtures"]
    loading.load(tmp_path)
    assert len(raised()) == 1
    factories.drug("Localumab")
    loading.load(tmp_path, prune=True)
    assert len(raised()) == 2


def test_writing_the_index_again_raises_it():
    factories.drug()
    assert not is_built()
    call_command("index_search", stdout=StringIO())
    assert is_built()
    assert raised() == ["search index written again"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("may_be_gone", "every"), [(True, ASKED_EVERY), (False, FILE_ASKED_EVERY)])
def test_it_is_asked_for_a_few_times_a_second(clock, monkeypatch, may_be_gone, every):
    monkeypatch.setattr(databases, "may_be_gone", lambda: may_be_gone)
    monkeypatch.setattr(edition, "LATELY", 0.0)
    edition.raise_version("first")
    watch = Watch(clock)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(100):
            first = watch.current()
            clock.now += every / 101
    assert len(queries) == 1
    edition.raise_version("by another process")
    assert watch.current() is first
    clock.now += every
    assert watch.current().version.reason == "by another process"
    assert watch.current().stamp != first.stamp


@pytest.mark.django_db(transaction=True)
def test_who_publishes_sees_it_at_once_and_only_when_it_is_committed():
    edition.raise_version("first")
    before = edition.watch.current()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        edition.raise_version("undone")
        assert edition.watch.current().version.reason == "undone"
        raise ZeroDivisionError
    assert edition.watch.current() is before
    with transaction.atomic():
        edition.raise_version("second")
        assert edition.watch.glance() is before
    assert edition.watch.current().version.reason == "second"


def test_nothing_published_has_no_edition():
    assert Watch().current() is None


def test_midnight_is_another_edition():
    edition.raise_version("first")
    ContentVersion.objects.update(created_at=timezone.now() - timedelta(hours=1))
    today = timezone.localdate()
    now, then = (
        Watch(today=lambda day=day: day).current() for day in (today, today + timedelta(days=1))
    )
    assert now.stamp != then.stamp
    assert then.modified > now.modified


def test_two_changes_within_a_second_have_no_date():
    newest, former = (edition.raise_version(name) for name in ("first", "second"))
    moment = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    ContentVersion.objects.filter(pk=newest.pk).update(created_at=moment)
    ContentVersion.objects.filter(pk=former.pk).update(
        created_at=moment + timedelta(microseconds=5)
    )
    assert Watch().current().last_modified == ""
    ContentVersion.objects.filter(pk=former.pk).update(created_at=moment + timedelta(seconds=1))
    assert Watch().current().modified == moment.timestamp() + 1


@pytest.mark.django_db(transaction=True)
def test_no_reader_waits_for_a_database_that_may_be_gone(clock, monkeypatch):
    monkeypatch.setattr(databases, "may_be_gone", lambda: True)
    monkeypatch.setattr(edition, "LONGEST_WAIT", 0.0)
    edition.raise_version("first")
    asking = []
    watch = Watch(clock, aside=asking.append)
    known = watch.current()
    edition.raise_version("by another process")
    clock.now += ASKED_EVERY
    assert watch.current() is watch.current() is known
    (ask,) = asking
    monkeypatch.setattr(edition.connections, "close_all", lambda: None)
    ask()
    assert watch.current().version.reason == "by another process"
    edition.raise_version("after a night without readers")
    clock.now += edition.LATELY
    assert watch.current().version.reason == "after a night without readers"
    assert asking == [ask]


class EnoughError(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_who_follows_the_version_knows_it_unasked_and_goes_on_after_silence(clock, monkeypatch):
    monkeypatch.setattr(databases, "may_be_gone", lambda: True)
    watch, seen, closed = Watch(clock), [], []

    def silent(*args):
        raise OperationalError

    def sleep(seconds):
        clock.now += seconds
        seen.append((watch.glance().version.reason, bool(watch.unconfirmed_for()), len(closed)))
        if len(seen) == 1:
            edition.raise_version("second")
        elif len(seen) == 2:
            patch.setattr(ContentVersion.objects, "all", silent)
        elif len(seen) == 3:
            patch.undo()
            databases.health.forget()
        else:
            raise EnoughError

    edition.raise_version("first")
    monkeypatch.setattr(edition.connections, "close_all", lambda: closed.append(True))
    with monkeypatch.context() as patch, pytest.raises(EnoughError):
        watch.follow(sleep)
    assert seen == [
        ("first", False, 0),
        ("second", False, 0),
        ("second", True, 1),
        ("second", False, 1),
    ]


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_silent_what_is_known_holds_for_a_while(clock, monkeypatch, settings):
    settings.TRUSTED_WHILE_SILENT = 60
    edition.raise_version("first")
    watch = Watch(clock)
    known = watch.current()
    assert watch.unconfirmed_for() == 0

    def silent(*args):
        raise OperationalError

    with monkeypatch.context() as while_silent:
        while_silent.setattr(ContentVersion.objects, "all", silent)
        clock.now += 59
        assert watch.current() is known
        assert watch.unconfirmed_for() == 59
        clock.now += 2
        assert watch.current() is None
    clock.now += 1
    databases.health.forget()
    assert watch.current().stamp == known.stamp
    assert watch.unconfirmed_for() == 0


def test_what_follows_from_the_content_is_read_once_for_each_edition(monkeypatch):
    now = SimpleNamespace(in_atomic_block=False, stamp="1")
    monkeypatch.setattr(edition, "connection", now)
    monkeypatch.setattr(edition.watch, "current", lambda: now if now.stamp else None)
    read = []
    reading = edition.once_for_each_edition(lambda name: read.append(name) or len(read))
    assert [reading("a"), reading("b"), reading("a")] == [1, 2, 1]
    now.stamp = "2"
    assert [reading("a"), reading("a"), reading("b")] == [3, 3, 4]
    now.stamp = ""
    assert [reading("a"), reading("a")] == [5, 6]
    now.stamp, now.in_atomic_block = "2", True
    assert reading("a") == 7
