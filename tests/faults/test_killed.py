"""Whatever is stopped in the middle by SIGKILL has done all or nothing, and can be done again."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.serving import ROOT

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("act", ["load", "import", "spreadsheet", "publish", "migrate"])
def test_all_or_nothing(act, database, tmp_path, tally):
    kind = database.kind.lower()
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.killed", kind, tmp_path, act]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "FAULTS_PORT")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({each["stood"] for each in said}) > 1, "stopped at one side of it only"
    wrong = [each for each in said if each["wrong"]]
    tally.made(f"SIGKILL in the middle of {act}", database.kind, len(said))
    tally.held(f"{act}: all or nothing, and done again", database.kind, len(said), len(wrong))
    assert wrong == []
