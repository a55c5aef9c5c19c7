"""Connections to SQLite wait for whichever thread needs one next."""

from threading import Thread

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from immunoref.sqlite import base

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(base, "_waiting", type(base._waiting)())
    yield
    for kept in base._waiting:
        kept.connection.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "db.sqlite3"


def wrapper(path):
    config = {"ENGINE": "immunoref.sqlite", "NAME": str(path)}
    return ConnectionHandler({"default": config}).create_connection("default")


def used(path):
    """The connection of a thread that asks something and is done."""
    found = []

    def ask():
        connection = wrapper(path)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found.append(connection.connection)
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    return found[0]


def is_open(raw):
    try:
        raw.execute("SELECT 1")
    except base.base.Database.ProgrammingError:
        return False
    return True


def test_one_thread_after_another_has_the_same(path):
    assert used(path) is used(path)


def test_two_at_a_time_have_their_own(path):
    one, other = wrapper(path), wrapper(path)
    one.ensure_connection()
    other.ensure_connection()
    assert one.connection is not other.connection
    raw = other.connection
    one.close()
    other.close()
    assert used(path) is raw, "the last that was given back knows most"


def test_it_is_as_django_opens_it(path):
    used(path)
    connection = wrapper(path)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT REGEXP('^a', 'abc')")
        assert cursor.fetchone() == (1,)
    assert connection.get_autocommit()
    connection.close()


def test_what_was_not_committed_is_given_up(path):
    connection = wrapper(path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number integer)")
        connection.set_autocommit(False)
        cursor.execute("INSERT INTO kept VALUES (1)")
    raw = connection.connection
    connection.close()
    assert not is_open(raw)
    with wrapper(path).cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (0,)


def test_one_that_failed_is_not_given_to_others(path):
    connection = wrapper(path)
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT nothing")
    raw = connection.connection
    connection.close()
    assert not is_open(raw)


def test_a_file_in_its_place_is_opened(path, tmp_path):
    raw = used(path)
    (tmp_path / "other").touch()
    (tmp_path / "other").rename(path)
    assert used(path) is not raw
    assert not is_open(raw)


def test_what_nobody_needs_is_closed(path, monkeypatch):
    one, other = wrapper(path), wrapper(path)
    one.ensure_connection()
    other.ensure_connection()
    first, second = one.connection, other.connection
    one.close()
    now = base.time.monotonic()
    monkeypatch.setattr(base.time, "monotonic", lambda: now + base.KEPT + 1)
    other.close()
    assert not is_open(first)
    assert is_open(second)


def test_what_nobody_needed_for_long_is_opened_anew(path, monkeypatch):
    raw = used(path)
    now = base.time.monotonic()
    monkeypatch.setattr(base.time, "monotonic", lambda: now + base.KEPT + 1)
    assert used(path) is not raw
    assert not is_open(raw)


def test_a_database_in_memory_is_its_own():
    connection = wrapper(":memory:")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number integer)")
    connection.close()
    other = wrapper(":memory:")
    with other.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT * FROM kept")
