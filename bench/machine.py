"""Small facts: of the machine, of an answer's head, of the vocabulary."""

import os
import platform
import re
import sqlite3
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from immunoref.operation.processor import stay_on

# Of processors, counted from 0; servers stay on the next.
CLIENT = 0


def describe() -> dict[str, Any]:
    text = Path("/proc/cpuinfo").read_text()
    processor = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": processor.group(1) if processor else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "django": version("django"),
        "granian": version("granian"),
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def client() -> ThreadPoolExecutor:
    """A thread to ask from, and what it starts, out of the way of the servers."""
    return ThreadPoolExecutor(1, initializer=stay_on, initargs=(CLIENT,))


# A server says these of itself, the last because urllib asks for one answer on each connection.
OF_SERVERS = ("date", "server", "connection")


def header_of(base: str, address: str, name: str) -> str:
    named = {each.lower(): value for each, value in headers_of(base, address)}
    return named.get(name.lower(), "")


def headers_of(base: str, address: str) -> list[tuple[str, str]]:
    """Those that an application says."""
    with urllib.request.urlopen(base + address, timeout=120) as answer:  # noqa: S310
        return [each for each in answer.headers.items() if each[0].lower() not in OF_SERVERS]


def organ_classes() -> list[str]:
    from bench.generate import set_up

    if "django" not in sys.modules:
        set_up(migrate=False)
    from bench.synthetic.frame import ORGAN_CLASSES

    return list(ORGAN_CLASSES)
