"""A release is checked to the last byte, and is enough to build the whole site."""

import re
import shutil
import stat
import zipfile

import pytest
from django.core.management import CommandError
from django.test import Client

from editorial.models import ContentVersion
from tests import factories
from tests.entries import ENTRIES
from tests.releases.conftest import files, said
from therapies import canonical, models, search
from therapies.releases import archive, making, scratch

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/",
    "/drugs/",
    *ENTRIES,
    "/glossary/",
    "/rates/?format=json",
    "/search/?q=drug",
)
NUMBERED = re.compile(
    r'Content version \d+|(id|popovertarget)="[a-z_]+-\d+"|\d{4}-\d\d-\d\dT[\d:]+\+00:00'
)


def pages():
    """Without numbers of rows, and of how often and when the content was changed here."""
    client = Client()
    found = {}
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.getvalue().decode()
        found[address] = NUMBERED.sub("", text)
    return found


def test_the_site_from_a_release_is_the_site(made, tmp_path, other_site):
    before, texts = pages(), dict(canonical.files())
    with other_site("rebuilt"):
        out = said("load_release", made.archive)
        assert "Every file of release 2026.11.21 is as it was made." in out
        assert dict(canonical.files()) == texts
        assert search.is_built()
        assert pages() == before
        again = making.make(tmp_path / "again").release
    assert files(again.directory) == files(made.directory)


def test_an_empty_database_is_enough(kept, tmp_path):
    with scratch.database(tmp_path / "empty.sqlite3"):
        said("load_release", kept.directory)
        assert models.Drug.objects.published().count() == 2
        assert ContentVersion.objects.latest().created_at == kept.as_of


def test_a_database_with_entries_is_refused(kept, db):
    factories.drug()
    with pytest.raises(CommandError, match="holds entries already") as refusal:
        said("load_release", kept.directory)
    assert refusal.value.returncode == 2


def test_check_loads_nothing(kept, other_site):
    with other_site("empty"):
        said("load_release", kept.archive, check=True)
        assert not models.Entry.objects.exists()


def _changed(directory):
    path = directory / "fixtures" / "60_drugs" / "drug-1.json"
    path.write_bytes(path.read_bytes().replace(b"Drug 1", b"Drug 9"))


def _missing(directory):
    (directory / "csv" / "drugs.csv").unlink()


def _extra(directory):
    (directory / "fixtures" / "60_drugs" / "drug-9.json").write_text("[]")


def _link(directory):
    path = directory / "csv" / "drugs.csv"
    path.rename(directory.parent / "drugs.csv")
    path.symlink_to(directory.parent / "drugs.csv")


def _linked_folder(directory):
    (directory / "more").symlink_to(directory.parent)


def _outside(directory):
    with (directory / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  ../secret\n")


def _nonsense(directory):
    (directory / "SHA256SUMS").write_text("nonsense\n")


def _no_sums(directory):
    (directory / "SHA256SUMS").unlink()


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (_changed, "not as it was released: fixtures/60_drugs/drug-1.json"),
        (_missing, "missing: csv/drugs.csv"),
        (_extra, "not part of the release: fixtures/60_drugs/drug-9.json"),
        (_link, "csv/drugs.csv is a link"),
        (_linked_folder, "more is a link"),
        (_outside, "names places outside: ../secret"),
        (_nonsense, "has a line that is none: nonsense"),
        (_no_sums, "is no release"),
    ],
)
def test_a_directory_that_is_not_as_released_is_refused(db, kept, tmp_path, harm, why):
    copy = tmp_path / "copy"
    shutil.copytree(kept.directory, copy)
    harm(copy)
    with pytest.raises(CommandError, match=re.escape(why)) as refusal:
        said("load_release", copy)
    assert refusal.value.returncode == 1
    assert not models.Entry.objects.exists()


def _member(name, kind=stat.S_IFREG):
    member = zipfile.ZipInfo(name)
    member.external_attr = (kind | 0o644) << 16
    return member


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ([_member("a/../../x")], "would be written outside"),
        ([_member("/etc/x")], "would be written outside"),
        ([_member("a\\..\\x")], "would be written outside"),
        ([_member("C:/x")], "would be written outside"),
        ([_member("a/x", stat.S_IFLNK)], "is a link"),
        ([_member("a/x"), _member("b/x")], "a release is one folder"),
        ([], "a release is one folder"),
    ],
)
def test_an_archive_that_would_do_harm_is_refused(db, tmp_path, members, why):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for member in members:
            packed.writestr(member, "x")
    with pytest.raises(CommandError, match=why) as refusal:
        said("load_release", path)
    assert refusal.value.returncode == 1


def test_an_archive_that_swells_is_refused(db, kept, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(CommandError, match="more than a release can"):
        said("load_release", kept.archive)


def test_a_file_that_is_no_archive_is_refused(db, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK nothing")
    with pytest.raises(CommandError, match="is not a whole zip archive"):
        said("load_release", path)
    with pytest.raises(CommandError, match="There is no") as refusal:
        said("load_release", tmp_path / "nowhere.zip")
    assert refusal.value.returncode == 2


def test_a_broken_archive_is_refused(kept, tmp_path):
    data = bytearray(kept.archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "broken.zip"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refusal:
        said("load_release", path)
    assert refusal.value.returncode == 1


def test_what_is_loaded_twice_is_refused_and_kept(kept, other_site):
    with other_site("twice"):
        said("load_release", kept.directory)
        factories.glossary_term("later")
        with pytest.raises(CommandError, match="holds entries already"):
            said("load_release", kept.directory)
        assert models.GlossaryTerm.objects.filter(term="later").exists()
