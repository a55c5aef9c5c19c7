"""A server that is told to stop finishes what it was asked."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
WITHIN = 60


def test_requests_in_flight_are_answered_and_the_log_has_them(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "granian",
        "--interface",
        "wsgi",
        "tests.operation.slow:application",
        "--no-ws",
        "--workers",
        "1",
    ]
    server = subprocess.Popen(
        [Path(sys.executable).with_name(command[0]), *command[1:], "--port", str(port)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{tmp_path}/database.sqlite3",
            "SECRET_KEY": "of the tests",
            "ASKED": str(tmp_path / "asked"),
            "REQUEST_LOG": "true",
            "LOG_FORMAT": "json",
            "DEBUG": "false",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        until(lambda: _answers(f"{address}/healthz"), WITHIN)
        got = []
        asked = threading.Thread(target=lambda: got.append(_ask(f"{address}/slow")))
        asked.start()
        until((tmp_path / "asked").exists, WITHIN)
        server.send_signal(signal.SIGTERM)
        said, _nothing = server.communicate(timeout=WITHIN)
        asked.join(WITHIN)
    finally:
        server.kill()
        server.communicate()
    ((status, body, name),) = got
    assert (status, body) == (200, b"ok\n")
    assert f'"request_id": "{name}"' in said
    assert server.returncode == 0, said


def _answers(address):
    try:
        return _ask(address)
    except urllib.error.URLError:
        return None


def _ask(address):
    with urllib.request.urlopen(address, timeout=WITHIN) as answer:
        return answer.status, answer.read(), answer.headers["X-Request-Id"]
