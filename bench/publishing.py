"""How long readers wait for what was published, while others keep the server busy.

A process of its own publishes one drug; meanwhile a page of the list and the page of that drug are
asked for again and again until both say the new version of the content.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import checks, load
from bench.addresses import Question
from bench.servers import ROOT, Server

LIST = "/drugs/?sort=-name"
VERSION = re.compile(r"Content version (\d+)")
CONNECTIONS = 4
BUSY = 8.0
PATIENCE = 60.0


class NeverSeenError(Exception):
    """The server kept to what was there before."""


def measure(server: Server, database: str, asked: list[Question]) -> dict[str, Any]:
    """`seen_after` counts from the end of the transaction, `seconds` is its own."""
    with _publisher(database) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdin is not None
        address = json.loads(publisher.stdout.readline())["address"]
        outcomes: list[load.Outcome] = []
        busy = threading.Thread(target=lambda: outcomes.append(_keep_busy(server, asked)))
        busy.start()
        time.sleep(1)
        publisher.stdin.write("publish\n")
        publisher.stdin.flush()
        published = json.loads(publisher.stdout.readline())
        with ThreadPoolExecutor() as readers:
            shown = readers.map(partial(_seen, server, published["version"]), (LIST, address))
            seen = max(shown)
        busy.join()
    (outcome,) = outcomes
    return {
        "seen_after": max(seen - published["at"], 0.0),
        "seconds": published["seconds"],
        "p50_ms": outcome.percentile(0.5),
        "p99_ms": outcome.percentile(0.99),
        "slowest_ms": outcome.percentile(1),
        "wrong": dict(outcome.wrong),
    }


def _publisher(database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, __file__],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _keep_busy(server: Server, asked: list[Question]) -> load.Outcome:
    addresses = [each.site() for each in asked]
    return load.ask(server.base, addresses, seconds=BUSY, connections=CONNECTIONS)


def _seen(server: Server, version: int, address: str) -> float:
    """When an answer that says so was there."""
    ends = time.time() + PATIENCE
    while time.time() < ends:
        found = VERSION.search(checks.fetch(server.base, address))
        if found and int(found[1]) >= version:
            return time.time()
        time.sleep(0.01)
    raise NeverSeenError(f"{address} does not say version {version} after {PATIENCE:.0f} s")


def main() -> None:
    """Says which drug it has a proposal for, waits for a word, publishes."""
    from bench.generate import set_up

    set_up(migrate=False)
    from editorial.models import ContentVersion, User
    from therapies import publishing, versions
    from therapies.models import Drug

    people = [
        User.objects.get_or_create(username=name, defaults={"is_superuser": True})[0]
        for name in ("bench-author", "bench-publisher")
    ]
    drug = Drug.objects.published().order_by("pk")[0]
    live = versions.based_on_live(drug)
    records = versions.unpack(versions.content_of(drug))
    for record in records:
        if record["model"] == Drug._meta.label_lower:
            record["fields"]["why_included"] = f"Measured at {time.time()}."
    proposal = publishing.propose(records, people[0], "Measured.", base=live)
    print(json.dumps({"address": drug.get_absolute_url()}), flush=True)
    sys.stdin.readline()
    started = time.time()
    publishing.publish(proposal, people[1], "Measured.", seen=live.number if live else None)
    at = time.time()
    version = ContentVersion.objects.order_by("-pk")[0].pk
    print(json.dumps({"at": at, "seconds": at - started, "version": version}), flush=True)


if __name__ == "__main__":
    main()
