"""Readers are answered by the replica while it has what is in force, all else by the primary."""

from functools import partial
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext

from editorial import databases, edition
from editorial.databases import PRIMARY, REPLICA, REST, Health, Router
from editorial.models import ContentVersion
from editorial.parts import each_within
from tests import factories
from therapies.models import Drug

PAGES = ("/", "/drugs/", "/drugs/drug-1/", "/search/?q=drug", "/search/suggest/?q=drg", "/data/")
DOWNLOADS = ("/drugs/?format=csv", "/api/v1/drugs/", "/feed/")


@pytest.fixture
def replica(transactional_db, monkeypatch):
    """Another connection to the same database."""
    monkeypatch.setattr(databases.health, "_aside", lambda act: None)
    connections.settings[REPLICA] = dict(connections[PRIMARY].settings_dict)
    # Django's tests refuse connections to a database that was not there when they began.
    connections[REPLICA].ensure_connection = lambda: connect(connections[REPLICA])
    factories.full_drug(1)
    edition.raise_version("made for tests")
    yield connections[REPLICA]
    connections[REPLICA].close()
    if hasattr(connections[REPLICA], "close_pool"):
        connections[REPLICA].close_pool()
    del connections[REPLICA]
    del connections.settings[REPLICA]


def connect(connection):
    if connection.connection is None:
        with connection.wrap_database_errors:
            connection.connect()


class Broken:
    """A database that does not answer."""

    def __init__(self, alias):
        self.alias = alias

    def __enter__(self):
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(connections[self.alias], "cursor", self.fail)
        self.patch.setattr(connections[self.alias], "chunked_cursor", self.fail)

    def __exit__(self, *error):
        self.patch.undo()

    def fail(self, *args, **options):
        raise OperationalError("server closed the connection unexpectedly")


def asked(alias):
    return CaptureQueriesContext(connections[alias])


def body(answer):
    return answer.getvalue() if answer.streaming else answer.content


def test_reads_go_where_they_are_sent_and_writes_to_the_primary():
    router = Router()
    assert router.db_for_read(Drug) == PRIMARY
    with databases.reading(REPLICA):
        assert router.db_for_read(Drug) == REPLICA
        assert router.db_for_write(Drug) == PRIMARY
    assert router.db_for_read(Drug) == PRIMARY
    assert router.allow_migrate(PRIMARY, "therapies")
    assert not router.allow_migrate(REPLICA, "therapies")


def test_an_answer_sent_in_parts_is_read_from_its_database_to_the_end():
    places = []

    def parts():
        for _ in range(2):
            places.append(databases.chosen())
            yield b""

    for _ in each_within(partial(databases.reading, REPLICA), parts()):
        assert databases.chosen() == PRIMARY
    assert places == [REPLICA, REPLICA]


@pytest.mark.parametrize("path", [*PAGES, *DOWNLOADS])
def test_readers_cost_the_primary_no_more_than_its_version(replica, client, path):
    with asked(PRIMARY) as primary, asked(REPLICA) as other:
        answer = client.get(path)
        assert answer.status_code == 200
        assert body(answer)
    assert len(primary)
    assert all("contentversion" in each["sql"] for each in primary)
    assert len(other) > 1


def test_staff_and_forms_are_answered_by_the_primary(replica, client, staff):
    with asked(REPLICA) as other:
        client.post("/report/", {})
        client.force_login(staff)
        assert client.get("/drugs/").status_code == 200
        assert client.get("/api/v1/drugs/").status_code == 200
    assert not len(other)


def test_a_replica_that_lags_is_asked_for_nothing_but_its_version(replica, client, monkeypatch):
    newest = edition._newest
    lagging = {REPLICA: 1, PRIMARY: 0}
    monkeypatch.setattr(edition, "_newest", lambda alias: newest(alias)[lagging[alias] :])
    with asked(REPLICA) as other:
        assert client.get("/drugs/drug-1/").status_code == 200
    assert len(other) == 1
    assert edition.watch.current().database == PRIMARY
    lagging[REPLICA] = 0
    edition.watch.forget()
    assert edition.watch.current().database == REPLICA


def test_who_publishes_reads_it_from_the_primary_until_the_replica_has_it(replica, monkeypatch):
    newest = edition._newest
    before = newest(PRIMARY)
    monkeypatch.setattr(
        edition, "_newest", lambda alias: before if alias == REPLICA else newest(alias)
    )
    assert edition.watch.current().database == REPLICA
    published = edition.raise_version("published")
    assert edition.watch.current().version == published
    assert edition.watch.current().database == PRIMARY


def test_a_replica_that_goes_in_the_middle_of_a_request_is_not_seen_by_readers(replica, client):
    assert edition.watch.current().database == REPLICA
    with Broken(REPLICA):
        for path in PAGES:
            answer = client.get(path)
            assert answer.status_code == 200, path
        assert not databases.health.is_up(REPLICA)
    with asked(REPLICA) as other:
        client.get("/drugs/")
    assert not len(other)


def test_without_the_primary_readers_are_answered_by_the_replica(replica, client):
    with Broken(PRIMARY):
        for path in (*PAGES, *DOWNLOADS):
            assert client.get(path).status_code == 200, path
        assert not databases.health.is_up(PRIMARY)
        edition.watch.forget()
        assert edition.watch.current().database == REPLICA
    databases.health.forget()
    assert ContentVersion.objects.exists()


class PoolTimeout(Exception):  # noqa: N818
    """As psycopg's pool names it."""


def test_a_database_is_not_gone_because_all_connections_to_it_are_in_use():
    now = [0.0]
    health = Health(lambda: now[0], lambda act: None)
    error = OperationalError("couldn't get a connection after 2.00 sec")
    error.__cause__ = PoolTimeout()
    health.answered("default")
    health.failed("default", error)
    assert health.is_up("default")
    health.failed("default", OperationalError("server closed the connection"))
    assert not health.is_up("default")
    health.forget()
    health.failed("default", error)
    assert not health.is_up("default")


def test_a_database_that_failed_is_tried_aside_after_a_rest(db, monkeypatch):
    now, aside = [0.0], []
    health = Health(lambda: now[0], aside.append)
    health.failed(PRIMARY, OperationalError("gone"))
    assert not health.is_up(PRIMARY)
    assert not aside
    now[0] = REST
    assert not health.is_up(PRIMARY)
    assert not health.is_up(PRIMARY)
    (attempt,) = aside
    renewed = []
    monkeypatch.setattr(databases, "renew", renewed.append)
    connections[PRIMARY].close = lambda: None
    try:
        with Broken(PRIMARY):
            attempt()
        assert not health.is_up(PRIMARY)
        attempt()
    finally:
        del connections[PRIMARY].close
    assert health.is_up(PRIMARY)
    assert renewed == [PRIMARY, PRIMARY]


def test_connections_that_broke_with_a_database_are_given_to_nobody(replica, monkeypatch):
    done = []
    pool = SimpleNamespace(closed=False, check=lambda: done.append("checked"))
    with monkeypatch.context() as patch:
        patch.setattr(replica, "close", lambda: done.append("closed"))
        patch.setattr(type(replica), "pool", pool, raising=False)
        databases.renew(REPLICA)
    assert done == ["closed", "checked"]
