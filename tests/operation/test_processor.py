"""Each server process stays on one processor."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from immunoref.operation.processor import stay_on

ROOT = Path(__file__).resolve().parent.parent.parent
SAY = "import os; print(sorted(os.sched_getaffinity(0)))"
needs_affinity = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system keeps nothing on a processor"
)


def said(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@needs_affinity
def test_processors_are_counted_around():
    allowed = sorted(os.sched_getaffinity(0))
    for number in (0, 1, len(allowed) + 1, 8001):
        code = f"from immunoref.operation.processor import stay_on; stay_on({number}); {SAY}"
        assert said(code).stdout.strip() == str([allowed[number % len(allowed)]])


@needs_affinity
def test_threads_that_are_begun_later_stay_there_too():
    code = (
        "from threading import Thread; from immunoref.operation.processor import stay_on; "
        f"stay_on(3); thread = Thread(target=lambda: exec('{SAY}')); thread.start(); thread.join()"
    )
    assert len(eval(said(code).stdout)) == 1


def test_a_system_that_knows_nothing_of_it_is_left_alone(monkeypatch):
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    stay_on(1)


@needs_affinity
def test_a_sandbox_that_does_not_allow_it_lets_the_server_start(monkeypatch):
    asked = []

    def refuse(process, processors):
        asked.append(processors)
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    stay_on(1)
    assert asked


@needs_affinity
def test_the_server_stays_where_it_is_told_and_only_then():
    code = f"import immunoref.wsgi; {SAY}"
    database = {"DATABASE_URL": "sqlite:///:memory:"}
    allowed = sorted(os.sched_getaffinity(0))
    assert said(code, PROCESSOR="1", **database).stdout.strip() == str([allowed[1 % len(allowed)]])
    assert said(code, **database).stdout.strip() == str(allowed)


def test_a_number_that_is_none_stops_the_start():
    ended = said("import immunoref.wsgi", PROCESSOR="fast", DATABASE_URL="sqlite:///:memory:")
    assert "PROCESSOR is 'fast': write a whole number" in ended.stderr


def test_processes_of_a_machine_are_started_on_different_ones():
    assert "PROCESSOR=$(PORT)" in (ROOT / "Makefile").read_text()
    assert "Environment=PROCESSOR=%i\n" in (ROOT / "deploy/systemd/immunoref@.service").read_text()
    given = re.findall(r'PROCESSOR: "(\d)"', (ROOT / "deploy/compose.yaml").read_text())
    assert given == ["0", "1"]
