"""Servers of a benchmark are looked at while they work."""

import os
from pathlib import Path

from bench.servers import Server


def test_a_thread_that_ended_meanwhile_has_no_children(monkeypatch):
    server = Server("x", [], 1, {}, "/")
    monkeypatch.setattr(server, "process", type("Process", (), {"pid": os.getpid()}), raising=False)
    every = Path.glob
    gone = Path(f"/proc/{os.getpid()}/task/0/children")
    monkeypatch.setattr(Path, "glob", lambda path, pattern: [gone, *every(path, pattern)])
    assert server.processes()[0] == os.getpid()
