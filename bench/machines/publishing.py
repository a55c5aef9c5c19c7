"""Publishes one drug and looks at every door until it shows what was published."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.servers import ROOT, NotServingError

LOOKED_EVERY = 0.02
PATIENCE = 10.0


class Editor:
    """The process of `publisher.py`."""

    def __init__(self, url: str) -> None:
        self.environment = {**os.environ, "DATABASE_URL": url, "DEBUG": "false"}

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(ROOT / "bench/machines/publisher.py")],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()

    def say(self, line: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise NotServingError(f"The editor's process ended at {line!r}.")
        return json.loads(said)


def visible(
    editor: Editor,
    doors: Mapping[str, str],
    text: str,
    cache: Path | None,
    logs: Mapping[str, Path],
) -> dict[str, float | None]:
    """Seconds from the end of publishing until each server knew of it, by its log, and until each
    door shows it; `cache` is purged, if given."""
    page = editor.say("page")
    for base in doors.values():
        _shows(base + page, text)
    with ThreadPoolExecutor(len(doors)) as lookers:
        seen = {name: lookers.submit(_seen_at, base + page, text) for name, base in doors.items()}
        published = editor.say(f"publish {text}")
        committed = published["committed"]
        found: dict[str, float | None] = {"publishing": published["seconds"]}
        if cache:
            purge(cache, editor.say(f"purge {published['before']}"))
            found["purged"] = time.time() - committed
        shown: dict[str, float | None] = {}
        for name, moment in seen.items():
            at = moment.result()
            shown[name] = None if at is None else max(0.0, at - committed)
    for name, log in logs.items():
        at = known_at(log, published["version"])
        found[f"{name} knew"] = None if at is None else max(0.0, at - committed)
    return found | shown


def known_at(log: Path, version: int) -> float | None:
    for line in log.read_text().splitlines():
        if f'"Version {version} of the content is in force."' in line:
            return datetime.fromisoformat(json.loads(line)["time"]).timestamp()
    return None


def _seen_at(address: str, text: str) -> float | None:
    until = time.time() + PATIENCE
    while time.time() < until:
        if _shows(address, text):
            return time.time()
        time.sleep(LOOKED_EVERY)
    return None


def _shows(address: str, text: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
            return text.encode() in answer.read()
    except OSError:
        return False


def purge(cache: Path, addresses: list[str]) -> None:
    """nginx asks again for what has no file; the second line of a file has its address."""
    beginnings = tuple(each[:-1] for each in addresses if each.endswith("*"))
    whole = set(addresses)
    for file in cache.rglob("*"):
        if file.is_file():
            key = file.read_bytes()[:4096].partition(b"\nKEY: ")[2].partition(b"\n")[0].decode()
            address = "/" + key.removeprefix("http").partition("/")[2]
            if address in whole or address.startswith(beginnings):
                file.unlink(missing_ok=True)
