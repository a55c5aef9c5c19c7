"""What readers, editors, programs and operators are told when a disk or a database fails."""

import errno
import sqlite3

import pytest
from django.db import OperationalError

import manage
from editorial import failures
from editorial.failures import failure_in
from tests import factories
from therapies.api import serving
from therapies.loading import apply
from therapies.models import Statement
from therapies.versions import content_of, unpack


def sqlite_says(code):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


def raises(error, cause=None):
    def fail(*args, **options):
        raise error from cause

    return fail


FULL = sqlite_says(sqlite3.SQLITE_FULL)


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (sqlite_says(sqlite3.SQLITE_BUSY), failures.BUSY),
        (FULL, failures.FULL),
        (sqlite_says(sqlite3.SQLITE_READONLY | 1 << 8), failures.READ_ONLY),
        (sqlite_says(sqlite3.SQLITE_ERROR), None),
        (OSError(errno.ENOSPC, "no room"), failures.FULL),
        (OSError(errno.ENOENT, "no file"), None),
        (ValueError(), None),
    ],
)
def test_a_failure_is_known_by_its_cause(cause, failure):
    try:
        raises(OperationalError("as Django says it"), cause)()
    except OperationalError as error:
        assert failure_in(error) is failure


def test_failures_of_postgresql_are_known_by_their_state():
    errors = pytest.importorskip("psycopg.errors")
    pool = pytest.importorskip("psycopg_pool")
    known = {
        errors.DiskFull: failures.FULL,
        errors.ReadOnlySqlTransaction: failures.READ_ONLY,
        errors.DeadlockDetected: failures.BUSY,
        errors.AdminShutdown: failures.GONE,
        errors.TooManyConnections: failures.GONE,
        errors.OperationalError: failures.GONE,
        errors.ConnectionTimeout: failures.GONE,
        pool.PoolTimeout: failures.GONE,
        errors.UndefinedTable: None,
        errors.UniqueViolation: None,
        errors.ProgrammingError: None,
    }
    assert {kind: failure_in(kind("said")) for kind in known} == known


@pytest.fixture
def failing(client, monkeypatch):
    """Every page fails as if the disk were full."""
    client.raise_request_exception = False
    error = OperationalError("database or disk is full")
    monkeypatch.setattr("therapies.views.reports.ErrorReportForm", raises(error, FULL))
    return client


@pytest.mark.django_db
def test_readers_are_told_what_failed_and_writers_that_nothing_was_saved(failing):
    read, sent = failing.get("/report/"), failing.post("/report/")
    assert [read.status_code, sent.status_code] == [503, 503]
    assert read["Retry-After"] == "300"
    assert "no-store" in sent["Cache-Control"]
    assert "There is no room to save anything" in read.content.decode()
    assert "Nothing of what you sent was saved" in sent.content.decode()
    assert "Nothing of what you sent" not in read.content.decode()


@pytest.mark.django_db
def test_the_api_says_when_to_ask_again(client, monkeypatch):
    monkeypatch.setattr(serving, "_answer", raises(OperationalError("gone"), FULL))
    response = client.get("/api/v1/drugs/")
    assert response.status_code == 503
    assert response["Retry-After"] == "300"
    assert response.json()["status"] == 503


def test_commands_say_it_in_words_and_other_errors_as_they_are(monkeypatch):
    monkeypatch.setattr(manage, "execute_from_command_line", raises(OperationalError("x"), FULL))
    with pytest.raises(SystemExit, match=r"The disk is full\. Make room"):
        manage.main()
    monkeypatch.setattr(manage, "execute_from_command_line", raises(ValueError("a mistake")))
    with pytest.raises(ValueError, match="a mistake"):
        manage.main()


@pytest.mark.django_db
def test_a_disk_that_fails_is_not_taken_for_a_broken_record(monkeypatch):
    drug = factories.full_drug(1)
    records = unpack(content_of(drug.entry_ptr))
    for record in records:
        if record["model"] == "therapies.statement":
            record["fields"]["text"] += " And more."
    monkeypatch.setattr(
        Statement._default_manager.__class__, "bulk_update", raises(OperationalError("x"), FULL)
    )
    with pytest.raises(OperationalError):
        apply(records)
