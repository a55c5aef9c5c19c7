"""Several publish at once: of the same entry and of others. Nothing is lost."""

import json
import subprocess
import sys

import pytest

from tests.faults.conftest import DRUGS
from tests.faults.serving import ROOT

pytestmark = pytest.mark.faults
PROCESSES = 4


def stands(site):
    done = site.run("-m", "tests.faults.filling", "state")
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def assert_everything_stands(found, drugs=DRUGS):
    sections = ("benefits", "limits")
    everything = [f"drug-{n} {section}" for n in range(1, drugs + 1) for section in sections]
    assert found["changed"] == sorted(everything)
    for n in range(1, drugs + 1):
        assert found["numbers"][f"drug drug-{n}"] == [1, 2, 3]
    assert found["wrong"] == []
    assert set(found["statuses"].values()) == {"published"}


def at_once(site, numbers):
    """Each process publishes its proposals; gives what they said."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.filling", "publish"]
    running = [
        subprocess.Popen(
            [*command, *mine],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for mine in numbers
    ]
    ended = [(*each.communicate(), each.returncode) for each in running]
    assert [code for _said, _wrong, code in ended] == [0] * len(numbers), ended
    return ended


def test_no_update_is_lost(database, filled, tally):
    site = filled(database)
    numbers = sorted(stands(site)["statuses"], key=int)
    # Two proposals of one entry are neighbours, so they go to two processes.
    ended = at_once(site, [numbers[first::PROCESSES] for first in range(PROCESSES)])
    found = stands(site)
    kept = len(found["changed"])
    tally.held("4 processes publishing: changes", database.kind, len(numbers), len(numbers) - kept)
    told = sum(said.count("\n") for said, *_ in ended)
    tally.held("4 processes publishing: told that somebody was first", database.kind, told)
    assert_everything_stands(found)


def test_of_changes_that_contradict_each_other_one_is_published(database, filled, tally):
    site = filled(database)
    done = site.run("-m", "tests.faults.filling", "contradict", PROCESSES)
    assert done.returncode == 0, done.stderr[-3000:]
    rivals = [numbers.split() for numbers in done.stdout.splitlines()]
    ended = at_once(site, [list(mine) for mine in zip(*rivals, strict=True)])
    told = sum(said.count("It contradicts") for said, *_ in ended)
    found = stands(site)
    published = [
        [number for number in numbers if found["statuses"][number] == "published"]
        for numbers in rivals
    ]
    lost = sum(len(each) != 1 for each in published)
    tally.held("contradicting changes: one published", database.kind, len(rivals), lost)
    tally.held("contradicting changes: the others told so", database.kind, told)
    assert lost == 0
    assert told == len(rivals) * (PROCESSES - 1)
    assert found["rivals"] == sorted(f"Says {number}." for (number,) in published)
    for n in range(1, DRUGS + 1):
        assert found["numbers"][f"drug drug-{n}"] == [1, 2]
    assert found["wrong"] == []
