"""The drill: what was backed up is put back elsewhere, and every row of every table is the same."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from editorial.backups import archive, making
from editorial.models import ContentVersion, User, Version
from tests.backups.conftest import IS_SQLITE, ROOT, rows_here
from therapies import versions
from therapies.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

# Adds to two tables at once, over and over, for as long as it is let.
WRITERS = {
    True: """
import sqlite3, sys
handle = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
mark = "?"
""",
    False: """
import psycopg, sys
handle = psycopg.connect(sys.argv[1], autocommit=True)
mark = "%s"
""",
}
WRITES = """
key = sys.argv[2]
number = 0
while True:
    number += 1
    name = f"{key}-{number}"
    handle.execute(BEGIN)
    handle.execute(f"INSERT INTO django_session VALUES ({mark}, 'x', '2026-01-01')", (name,))
    handle.execute(
        "INSERT INTO auth_group (name) VALUES (" + mark + ")", (name,)
    )
    handle.execute("COMMIT")
    print(number, flush=True)
"""


def test_a_restored_place_has_every_row_and_an_unbroken_history(
    content, new_place, tmp_path, key, settings
):
    settings.BACKUP_KEY_FILE = key
    versions.record(Entry.objects.order_by("pk"), "loaded from fixtures")
    made = making.make(connection, tmp_path / "kept")
    before = rows_here()
    place = new_place("elsewhere")
    done = place.manage("restore", made.path, BACKUP_KEY_FILE=str(key))
    assert done.returncode == 0, done.stderr
    assert place.rows() == before
    assert sum(map(len, before.values())) > 300
    assert (place.path / "releases" / "2026.11.21" / "release.json").read_text() == "{}"
    assert len(list((place.path / "releases").rglob("*"))) == 2
    checked = place.manage("check_history")
    assert checked.returncode == 0, checked.stderr
    assert f"{Version.objects.count()} versions in one unbroken chain" in checked.stdout

    again = place.manage("restore", made.path, BACKUP_KEY_FILE=str(key))
    assert again.returncode == 2
    assert "the database is not empty. Use --replace" in again.stderr
    assert place.rows() == before


def test_what_is_made_after_a_restore_has_numbers_of_its_own(content, tmp_path):
    user = User.objects.create(username="soon gone")
    number = user.pk
    user.delete()
    made = making.make(connection, tmp_path / "kept")
    User.objects.create(username="lost")
    call_command("restore", made.path, "--discard", stdout=sys.stderr)
    assert not User.objects.filter(username="lost").exists()
    assert User.objects.create(username="new").pk > number


def test_replacing_keeps_what_was_there(content, tmp_path, releases, capsys):
    made = making.make(connection, tmp_path / "kept")
    then = rows_here()
    ContentVersion.objects.create(reason="written since")
    (releases / "2026.11.22").mkdir()
    since = rows_here()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", made.path)
    assert rows_here() == since
    call_command("restore", made.path, "--replace")
    assert rows_here() == then
    assert [path.name for path in releases.glob("2*")] == ["2026.11.21"]
    (aside,) = releases.glob("before-restore-*")
    assert {path.name for path in aside.iterdir()} == {"2026.11.21", "2026.11.22"}
    (kept,) = made.path.parent.glob("before-restore-*")
    said = capsys.readouterr().out
    assert str(kept) in said
    assert str(aside) in said
    call_command("restore", kept, "--discard")
    assert rows_here() == since
    assert (releases / "2026.11.21" / "release.json").is_file()


def test_releases_that_cannot_be_moved_are_said(content, tmp_path, releases, monkeypatch):
    made = making.make(connection, tmp_path / "kept")

    def refused(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(CommandError, match=r"^The database is restored, the releases are not"):
        call_command("restore", made.path, "--discard")


def test_backup_while_others_write_is_of_one_moment(content, new_place, tmp_path):
    place = new_place("busy")
    whole = making.make(connection, tmp_path / "kept").path
    assert place.manage("restore", whole).returncode == 0
    where = place.url.removeprefix("sqlite:///") if IS_SQLITE else place.url
    script = WRITERS[IS_SQLITE] + WRITES.replace(
        "BEGIN", "'BEGIN IMMEDIATE'" if IS_SQLITE else "'BEGIN'"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, where, name], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for name in ("one", "two")
    ]
    try:
        for writer in writers:
            assert writer.stdout.readline() == "1\n"
        made = [place.manage("backup", place.path / f"backup-{number}") for number in range(2)]
        assert [each.returncode for each in made] == [0, 0], made
        assert all(writer.poll() is None for writer in writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    pairs = [_pairs(*(place.path / f"backup-{number}").iterdir()) for number in range(2)]
    for sessions, groups in pairs:
        assert sessions == groups
    assert 1 < len(pairs[0][0]) < len(pairs[1][0])


def _pairs(path: Path) -> list[set[str]]:
    """Which of the writers' rows a backup holds, of either table."""
    place = _made(path.with_suffix(".unpacked"))
    archive.unpack(path, place, None)
    if not IS_SQLITE:
        files = (place / "django_session.copy", place / "auth_group.copy")
        return [set(re.findall(r"(?:one|two)-\d+", each.read_text())) for each in files]
    with closing(sqlite3.connect(place / "database.sqlite3")) as handle:
        asked = "SELECT session_key FROM django_session", "SELECT name FROM auth_group"
        return [{name for (name,) in handle.execute(each) if "-" in name} for each in asked]


def test_only_the_newest_backups_stay(content, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    for number in range(3):
        monkeypatch.setattr(making, "moment", lambda number=number: f"20261121T00000{number}Z")
        (kept / "before-restore-20200101T000000Z.tar.gz").parent.mkdir(exist_ok=True)
        (kept / "before-restore-20200101T000000Z.tar.gz").touch()
        made = making.make(connection, kept, keep=2)
    assert [path.name for path in made.removed] == ["immunoref-20261121T000000Z.tar.gz"]
    assert sorted(path.name for path in kept.iterdir()) == [
        "before-restore-20200101T000000Z.tar.gz",
        "immunoref-20261121T000001Z.tar.gz",
        "immunoref-20261121T000002Z.tar.gz",
    ]
    assert made.path.stat().st_mode & 0o077 == 0
    assert archive.unpack(made.path, _made(tmp_path / "out"), None)["database"] == connection.vendor


def _made(path: Path) -> Path:
    path.mkdir()
    return path
