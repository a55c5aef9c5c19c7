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


def test_no_update_is_lost(database, filled, tally):
    site = filled(database)
    numbers = sorted(stands(site)["statuses"], key=int)
    # Two proposals of one entry are neighbours, so they go to two processes.
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.filling", "publish"]
    running = [
        subprocess.Popen(
            [*command, *numbers[first::PROCESSES]],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in range(PROCESSES)
    ]
    ended = [(*each.communicate(), each.returncode) for each in running]
    assert [code for _said, _wrong, code in ended] == [0] * PROCESSES, ended
    tally["published at the same time"] += len(numbers)
    tally["of these told that somebody was first"] += sum(said.count("\n") for said, *_ in ended)
    assert_everything_stands(stands(site))
