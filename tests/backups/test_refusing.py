"""A backup that is not whole, not ours or not for this release is refused, and nothing is lost."""

import random
import resource
import tempfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from editorial.backups import archive, making
from editorial.backups.errors import BackupError
from tests.backups.conftest import IS_SQLITE, rows_here

TEXT = b"what was written " * 50 + random.Random(1).randbytes(200_000)


@pytest.fixture
def small(tmp_path):
    """An archive of two files, encrypted where there is a key."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "first").write_bytes(TEXT)
    (source / "second").write_bytes(b"")

    def made(key=None):
        path = tmp_path / "small"
        files = [(each.name, each) for each in sorted(source.iterdir())]
        archive.write(path, files, {"database": "none"}, key)
        return path

    return made


def unpacked(path, tmp_path, key=None):
    place = tmp_path / "unpacked"
    place.mkdir()
    return archive.unpack(path, place, key)


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_archive_comes_back_whole(small, tmp_path, key, is_encrypted):
    key = key if is_encrypted else None
    path = small(key)
    assert (TEXT[:20] in path.read_bytes()) is False
    assert unpacked(path, tmp_path, key)["database"] == "none"
    assert (tmp_path / "unpacked" / "first").read_bytes() == TEXT


CUTS = [(part, False) for part in (0.0, 0.1, 0.5, 0.999)] + [(0.5, True)]
FLIPS = [(part, False) for part in (0.1, 0.5, 0.99)] + [(0.5, True)]


@pytest.mark.parametrize(("part", "is_encrypted"), CUTS)
def test_archive_that_is_cut_off_is_refused(small, tmp_path, key, part, is_encrypted):
    key = key if is_encrypted else None
    path = small(key)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(BackupError, match=r"damaged|cut off|empty"):
        unpacked(path, tmp_path, key)


@pytest.mark.parametrize(("part", "is_encrypted"), FLIPS)
def test_archive_with_one_wrong_bit_is_refused(small, tmp_path, key, part, is_encrypted):
    key = key if is_encrypted else None
    path = small(key)
    data = bytearray(path.read_bytes())
    data[int(len(data) * part)] ^= 4
    path.write_bytes(data)
    with pytest.raises(BackupError, match=r"damaged|cut off"):
        unpacked(path, tmp_path, key)


def test_another_key_no_key_and_a_short_one_are_said(small, tmp_path, key):
    path = small(key)
    with pytest.raises(BackupError, match="it is encrypted, or no backup: set BACKUP_KEY_FILE"):
        unpacked(path, tmp_path)
    other = tmp_path / "other"
    other.write_text("another horse battery staple")
    with pytest.raises(BackupError, match="the key is not the one it was encrypted with"):
        archive.unpack(path, tmp_path / "unpacked", other)
    other.write_text("short\n" * 10)
    with pytest.raises(BackupError, match="at least 20 characters"):
        archive.unpack(path, tmp_path / "unpacked", other)
    with pytest.raises(BackupError, match="cannot be read"):
        archive.unpack(path, tmp_path / "unpacked", tmp_path / "nowhere")


def test_a_name_that_leads_elsewhere_is_refused(small, tmp_path):
    path = tmp_path / "bad"
    file = tmp_path / "plain"
    file.write_text("x")
    archive.write(path, [("../escaped", file)], {}, None)
    with pytest.raises(BackupError, match="does not belong"):
        unpacked(path, tmp_path)
    assert not (tmp_path / "escaped").exists()


@pytest.fixture
def forged(content, tmp_path):
    """A backup of this database with something else in it, and sums that fit."""

    def made(change):
        place = tmp_path / "place"
        place.mkdir()
        whole = making.make(connection, tmp_path / "kept").path
        about = archive.unpack(whole, place, None)
        (place / archive.ABOUT).unlink()
        change(place, about)
        files = [(path.relative_to(place).as_posix(), path) for path in place.rglob("*")]
        about.pop("files")
        path = tmp_path / "forged.tar.gz"
        archive.write(path, [each for each in files if each[1].is_file()], about, None)
        return path

    return made


def newer(place, about):
    about["migrations"].append(["therapies", "9999_from_tomorrow"])


def other_database(place, about):
    about["database"] = "oracle"


def other_form(place, about):
    about["form"] = 2


def broken_row(place, about):
    """Found only while it is written."""
    if IS_SQLITE:
        file = place / "database.sqlite3"
        data = bytearray(file.read_bytes())
        middle = len(data) // 2 // 4096 * 4096
        data[middle : middle + 4096] = b"\xff" * 4096
        file.write_bytes(data)
    else:
        file = place / "therapies_drug.copy"
        file.write_bytes(file.read_bytes() + file.read_bytes())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (newer, r"newer release.*therapies 9999_from_tomorrow.*install that release"),
        (other_database, "is of oracle, and DATABASE_URL names"),
        (other_form, "has form 2; this release reads form 1"),
        (broken_row, "damaged|PostgreSQL refused it, and all is as it was"),
    ],
)
def test_what_cannot_be_put_back_changes_nothing(forged, releases, tmp_path, change, words):
    path = forged(change)
    before = rows_here()
    with pytest.raises(CommandError, match=f"^Nothing was changed: .*({words})") as raised:
        call_command("restore", path, "--discard")
    assert raised.value.returncode == 1
    assert rows_here() == before
    assert {each.name for each in releases.iterdir()} == {"2026.11.21", ".unfinished-x"}


@pytest.mark.django_db(transaction=True)
def test_checking_changes_nothing(content, tmp_path, capsys):
    made = making.make(connection, tmp_path / "kept")
    before = rows_here()
    call_command("restore", made.path, "--check")
    assert "is whole" in capsys.readouterr().out
    assert rows_here() == before
    made.path.write_bytes(made.path.read_bytes()[:-9])
    with pytest.raises(CommandError, match="damaged or cut off"):
        call_command("restore", made.path, "--check")


@pytest.mark.django_db(transaction=True)
def test_no_room_leaves_no_half_backup_and_nothing_changed(content, tmp_path, monkeypatch):
    """Files may not grow beyond some KB, as on a disk that is full."""
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    whole = making.make(connection, tmp_path / "kept").path
    before = rows_here()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))
    try:
        with pytest.raises(CommandError, match=r"^No backup was made: "):
            call_command("backup", tmp_path / "full")
        with pytest.raises(CommandError, match=r"^Nothing was changed: "):
            call_command("restore", whole, "--discard")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert rows_here() == before
    assert not list((tmp_path / "full").iterdir())
    assert not list(room.iterdir())


@pytest.mark.django_db(transaction=True)
def test_database_of_a_newer_release_is_not_backed_up_by_an_older_one(content, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('therapies', '9999_from_tomorrow', '2026-01-01')"
        )
    try:
        with pytest.raises(CommandError, match="newer release"):
            call_command("backup", tmp_path / "kept")
        assert not list((tmp_path / "kept").iterdir())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name LIKE '9999%'")
