"""A disk that is full or read-only: readers read, editors and operators are told, all is whole."""

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager

import pytest

from immunoref.sqlite.base import KEPT
from tests.faults.conftest import mounted
from tests.faults.databases import Sqlite
from tests.faults.serving import Person
from tests.faults.test_together import assert_everything_stands, stands

pytestmark = pytest.mark.faults
DRUGS = 2
READ = ["/drugs/drug-1/", "/drugs/drug-2/", "/side-effects/effect-1/", "/drugs/?q=drug"]


@contextmanager
def full(disk):
    """Not one byte is free."""
    for path in disk.glob("*.sqlite3"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


def assert_told(answer, title):
    assert answer.status == 503
    assert title in answer.text
    assert "Nothing of what you sent was saved" in answer.text
    assert "retry-after" in answer.headers


def test_full_disk_under_sqlite(filled, small_disk, tally):
    site = filled(Sqlite(small_disk), drugs=DRUGS)
    before = stands(site)
    reader, editor = Person(site.port), Person(site.port)
    with site.served():
        assert editor.sign_in("editor1").status == 302
        assert reader.ask("/").status == 200
        numbers = list(map(int, before["statuses"]))
        with full(small_disk):
            told = [editor.publish(number) for number in numbers]
            for each in told:
                assert_told(each, "There is no room to save anything")
            assert [reader.ask(page).status for page in READ] == [200] * len(READ)
            assert [editor.ask(page).status for page in READ] == [200] * len(READ)
            done = site.manage("index_search")
            assert done.returncode == 1
            assert "The disk is full. Make room and run this again" in done.stderr
            assert "Traceback" not in done.stderr
            tally.made("full disk", "SQLite")
            tally.held("full disk: refused in words, nothing changed", "SQLite", len(told) + 1)
            tally.held("full disk: pages read", "SQLite", 2 * len(READ))
        assert stands(site) == before
        assert [editor.publish(number).status for number in numbers] == [302] * len(numbers)
    assert_everything_stands(stands(site), DRUGS)


def test_read_only_disk_under_sqlite(filled, small_disk, tmp_path, tally):
    """The same disk is mounted once more, first writable, then not, as after an error of it."""
    seen = tmp_path / "seen"
    made = Sqlite(small_disk)
    site = filled(made, drugs=DRUGS)
    before = stands(site)
    reader, editor = Person(site.port), Person(site.port)
    # Somebody else has the database open.
    url = f"sqlite:///{seen}/work.sqlite3"
    other = sqlite3.connect(made.path("work"))
    with (
        mounted("--bind", str(small_disk), str(seen)),
        site._replace(url=url).served(),
        closing(other),
    ):
        assert editor.sign_in("editor1").status == 302
        other.execute("SELECT * FROM django_migrations").fetchall()
        subprocess.run(["umount", "-l", seen], check=True)
        subprocess.run(["mount", "--bind", small_disk, seen], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", seen], check=True)
        # What the server opened before is of the mount that was there.
        time.sleep(KEPT + 1)
        numbers = list(map(int, before["statuses"]))
        told = [editor.publish(number) for number in numbers]
        for each in told:
            assert_told(each, "Nothing can be saved just now")
        assert [reader.ask(page).status for page in READ] == [200] * len(READ)
        done = site._replace(url=url).manage("index_search")
        assert done.returncode != 0
        assert "cannot be written" in done.stderr
        tally.made("read-only disk", "SQLite")
        tally.held("read-only disk: refused in words, nothing changed", "SQLite", len(told) + 1)
        tally.held("read-only disk: pages read", "SQLite", len(READ))
    assert stands(site) == before


def test_full_disk_under_postgresql(postgresql, filled, small_disk, tally):
    """Its tables are on a small disk, its log is not: PostgreSQL stops by itself without that."""
    shutil.chown(small_disk, "postgres")
    site = filled(postgresql, drugs=DRUGS)
    before = stands(site)
    with postgresql.on(small_disk, "work"):
        reader, editor = Person(site.port), Person(site.port)
        with site.served():
            assert editor.sign_in("editor1").status == 302
            with full(small_disk):
                done = site.manage("index_search")
                assert done.returncode == 1, done.stderr
                assert "The disk is full. Make room and run this again" in done.stderr
                assert "Traceback" not in done.stderr
                assert [reader.ask(page).status for page in READ] == [200] * len(READ)
                tally.made("full disk", "PostgreSQL")
                tally.held("full disk: refused in words, nothing changed", "PostgreSQL", 1)
                tally.held("full disk: pages read", "PostgreSQL", len(READ))
            assert stands(site) == before
            numbers = list(map(int, before["statuses"]))
            assert [editor.publish(number).status for number in numbers] == [302] * len(numbers)
        assert_everything_stands(stands(site), DRUGS)


def test_read_only_postgresql(postgresql, filled, tally):
    """As a server that became a standby is."""
    site = filled(postgresql, drugs=DRUGS)
    before = stands(site)
    reader, editor = Person(site.port), Person(site.port)
    with site.served():
        assert editor.sign_in("editor1").status == 302
    postgresql.say("ALTER DATABASE work SET default_transaction_read_only = on")
    try:
        with site.served():
            told = [editor.publish(int(number)) for number in before["statuses"]]
            for each in told:
                assert_told(each, "Nothing can be saved just now")
            assert [reader.ask(page).status for page in READ] == [200] * len(READ)
            done = site.manage("index_search")
            assert done.returncode == 1
            assert "is read-only. Make it writable" in done.stderr
    finally:
        postgresql.say("ALTER DATABASE work RESET default_transaction_read_only")
    tally.made("read-only disk", "PostgreSQL")
    tally.held("read-only disk: refused in words, nothing changed", "PostgreSQL", len(told) + 1)
    tally.held("read-only disk: pages read", "PostgreSQL", len(READ))
    assert stands(site) == before
