"""Making a release: reproducible, numbered by day, all of it or nothing."""

import hashlib
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError

from editorial.models import ContentVersion
from tests import factories
from tests.releases.conftest import DAY, changed, files, said
from therapies import canonical
from therapies.loading import load
from therapies.models import Statement
from therapies.releases import making, producers, shelf, tables
from therapies.releases.making import MakingError

pytestmark = pytest.mark.django_db


def told_anew(text="It is another medicine.", day=DAY, reason="The label changed."):
    Statement.objects.filter(entry__slug="drug-1", section="what_it_is").update(text=text)
    changed(day, reason)


def test_the_same_database_gives_the_same_bytes(made, tmp_path):
    again = making.make(tmp_path / "again").release
    assert files(again.directory) == files(made.directory)
    assert again.version == "2026.11.21"


def test_a_database_loaded_from_the_fixtures_gives_the_same_bytes(made, tmp_path, other_site):
    with other_site("loaded"):
        load(made.directory / "fixtures")
        ContentVersion.objects.update(created_at=DAY)
        again = making.make(tmp_path / "again").release
    assert files(again.directory) == files(made.directory)


def test_checksums_are_of_every_file(made):
    sums = (made.directory / "SHA256SUMS").read_text()
    content = files(made.directory)
    archive = {made.archive.name, f"{made.archive.name}.sha256"}
    assert sums == "".join(
        f"{hashlib.sha256(data).hexdigest()}  {path}\n"
        for path, data in content.items()
        if path != "SHA256SUMS" and path not in archive
    )
    assert made.archived.sha256 == hashlib.sha256(content[made.archive.name]).hexdigest()


def test_the_archive_tells_nothing_of_when_and_where(made):
    content = files(made.directory)
    with zipfile.ZipFile(made.archive) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        assert names == sorted(names)
        for member in members:
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.external_attr >> 16 == stat.S_IFREG | 0o644
            path = member.filename.removeprefix(f"immunoref-{made.version}/")
            assert archive.read(member) == content[path]
    assert len(names) == len(content) - 2


def test_nothing_changed_makes_nothing(made, tmp_path):
    before = files(tmp_path / "releases")
    changed(DAY + timedelta(days=3))
    out = said("make_release", "--to", tmp_path / "releases")
    assert "Nothing has changed since release 2026.11.21." in out
    assert files(tmp_path / "releases") == before


def test_versions_count_within_a_day_and_follow_the_content(made, tmp_path):
    directory = tmp_path / "releases"
    told_anew()
    assert making.make(directory).release.version == "2026.11.21.2"
    told_anew("It is a third.", DAY + timedelta(days=1))
    third = making.make(directory).release
    assert third.version == "2026.11.22"
    assert third.about["previous"] == "2026.11.21.2"
    names = [release.version for release in shelf.newest_first(directory)]
    assert names == ["2026.11.22", "2026.11.21.2", "2026.11.21"]


def test_tenth_of_a_day_comes_after_the_ninth():
    assert shelf.key_of("2026.11.21.10") > shelf.key_of("2026.11.21.9") > shelf.key_of("2026.11.21")
    for name in (
        "2026.11",
        "2026.11.21.0",
        "../2026.11.21",
        "2026.11.21/",
        "latest",
        "2026.11.21.1x",
    ):
        assert shelf.key_of(name) is None


def test_replace_writes_the_release_of_the_day_anew(made, tmp_path):
    told_anew()
    making.make(tmp_path / "releases", replace=True)
    (only,) = shelf.newest_first(tmp_path / "releases")
    assert only.version == "2026.11.21"
    assert b"another medicine" in files(only.directory)["fixtures/60_drugs/drug-1.json"]
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026.11.21"]


def test_previous_may_stand_elsewhere(made, tmp_path):
    told_anew()
    said("make_release", "--to", tmp_path / "b", "--previous", made.directory)
    (release,) = shelf.newest_first(tmp_path / "b")
    assert release.version == "2026.11.21.2"
    assert release.about["previous"] == "2026.11.21"
    assert release.about["changes"]["entries"]["changed"] == 1


def test_previous_that_is_none_is_refused(reference, tmp_path):
    with pytest.raises(CommandError, match="is no release") as refusal:
        said("make_release", "--to", tmp_path, "--previous", tmp_path)
    assert refusal.value.returncode == 2


def test_an_empty_database_has_no_release(db, tmp_path):
    with pytest.raises(CommandError, match="Nothing was ever published") as refusal:
        said("make_release", "--to", tmp_path)
    assert refusal.value.returncode == 1


def test_a_full_disk_leaves_nothing_behind(made, tmp_path, monkeypatch):
    told_anew()
    before = files(tmp_path / "releases")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("therapies.releases.making.archive.write", full)
    with pytest.raises(MakingError, match="could not be written: No space left on device"):
        making.make(tmp_path / "releases")
    assert files(tmp_path / "releases") == before
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026.11.21"]


def test_a_replaced_release_comes_back_when_the_new_one_cannot_stand(made, tmp_path, monkeypatch):
    told_anew()
    before = files(tmp_path / "releases")
    rename = Path.rename

    def failing(path, target):
        if path.name == "release":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(MakingError, match="No space left"):
        making.make(tmp_path / "releases", replace=True)
    assert files(tmp_path / "releases") == before


def test_a_change_while_it_is_read_stops_it(reference, tmp_path, monkeypatch):
    read = canonical.everything

    def changing():
        found = read()
        ContentVersion.objects.create(reason="published meanwhile")
        return found

    monkeypatch.setattr(canonical, "everything", changing)
    with pytest.raises(MakingError, match="changed while it was read"):
        making.make(tmp_path / "releases")
    assert list((tmp_path / "releases").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(reference, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="could not be written") as refusal:
        said("make_release", "--to", tmp_path / "file")
    assert refusal.value.returncode == 1


def test_an_unfinished_release_is_none(made, tmp_path):
    directory = tmp_path / "releases"
    (directory / ".unfinished-x").mkdir()
    (directory / "2026.11.30").mkdir()
    (directory / "2026.12.01").mkdir()
    (directory / "2026.12.01" / "release.json").write_text("[]")
    assert [each.version for each in shelf.newest_first(directory)] == [made.version]
    made.archive_sum.unlink()
    assert shelf.newest_first(directory) == []


def test_another_producer_adds_files_of_what_is_public(made, tmp_path, monkeypatch):
    def produced():
        yield "extra/drugs.txt", (f"{name}\n".encode() for name in _names())

    def _names():
        return [
            row["name"] for table in tables.read() if table.name == "drugs" for row in table.rows
        ]

    factories.drug("Draftumab", status="draft")
    monkeypatch.setattr(producers, "EXTRA", (produced,))
    release = making.make(tmp_path / "other").release
    assert (release.directory / "extra" / "drugs.txt").read_text() == "Drug 1\nDrug 2\n"
    assert release.checksum("extra/drugs.txt")
    assert "`extra/`" in Path(release.directory, "README.md").read_text()


def test_what_accompanies_it(made):
    content = {
        name: (made.directory / name).read_text(encoding="utf-8")
        for name in ("README.md", "CITATION.cff", "CHANGES.md")
    }
    assert "not medical advice" in content["README.md"]
    assert f"load_release immunoref-{made.version}.zip" in content["README.md"]
    assert 'version: "2026.11.21"' in content["CITATION.cff"]
    assert "CC BY 4.0" in (made.directory / "LICENSE").read_text()
    assert "This is the first release" in content["CHANGES.md"]
