"""The drill: the whole reference is backed up while it is served, and put back elsewhere."""

import json
import re
import shutil
import time

import pytest

from tests.faults.conftest import PORT
from tests.faults.serving import PASSWORD, Person, Site

pytestmark = pytest.mark.faults
KEY = "correct horse battery staple of the drill\n"


def rows(site):
    done = site.run("-m", "tests.faults.filling", "rows")
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_whole_reference_comes_back(database, tmp_path, tally):
    key = tmp_path / "key"
    key.write_text(KEY)
    encrypted = {"BACKUP_KEY_FILE": str(key)} if shutil.which("gpg") else {}
    for name in ("whole", "elsewhere"):
        (tmp_path / name).mkdir()
        database.make(name)
    here = Site(database.url("whole"), tmp_path / "whole", PORT, encrypted)
    there = Site(database.url("elsewhere"), tmp_path / "elsewhere", PORT, encrypted)
    account = here._replace(more={"DJANGO_SUPERUSER_PASSWORD": PASSWORD})

    def manage(site, *words):
        began = time.monotonic()
        done = site.manage(*words)
        assert done.returncode == 0, done.stderr[-3000:]
        said = (done.stdout + done.stderr).replace(str(tmp_path), "…").strip()
        asked = " ".join(map(str, words)).replace(str(tmp_path), "…")
        tally.drills.append(
            f"{database.kind}$ manage.py {asked}    ({time.monotonic() - began:.1f} s)"
        )
        tally.drills.extend(f"    {line}" for line in said.splitlines() if line.strip())
        return said

    assert here.manage("migrate", "-v", "0").returncode == 0
    assert here.manage("load_reference").returncode == 0
    words = ("--noinput", "--username", "keeper", "--email", "keeper@example.org")
    assert account.manage("createsuperuser", *words).returncode == 0
    release = tmp_path / "whole" / "releases" / "2026.11.21"
    release.mkdir(parents=True)
    (release / "release.json").write_text("{}")
    reader = Person(PORT)
    with here.served():
        page = reader.ask("/drugs/").text
        manage(here, "backup", tmp_path / "kept")
        assert reader.ask("/drugs/").text == page
    (archive,) = (tmp_path / "kept").iterdir()
    manage(there, "restore", "--check", archive)
    manage(there, "restore", archive)
    told = manage(there, "check_history")
    before, after = rows(here), rows(there)
    number = sum(count for count, _digest in before.values())
    lost = sum(count for name, (count, said) in before.items() if after.get(name) != [count, said])
    tally.drills.append(f"    {len(before)} tables, {number:,} rows; {lost:,} are not the same")
    tally.held("restored into an empty place: rows", database.kind, number, lost)
    assert lost == 0
    assert before.keys() == after.keys()
    assert int(re.search(r"(\d+) versions in one unbroken chain", told)[1]) > 500
    files = [
        sorted((each.relative_to(site.place), each.stat().st_size) for each in site.releases())
        for site in (here, there)
    ]
    assert files[0] == files[1] != []
    with there.served():
        assert reader.ask("/drugs/").text == page
