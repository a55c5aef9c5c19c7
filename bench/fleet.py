"""Runs the site as several machines would, kills one part after the other under load, publishes.

    .venv/bin/python bench/fleet.py --drugs 300

PostgreSQL with a streaming replica, Redis, two servers of the site and nginx with a cache, all on
this machine in a temporary place; ten times the load that one process holds. Writes
var/bench/fleet.json and the measured part of docs/scaling.md.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import checks, load, machine, weight
from bench.machines import parts, report
from bench.machines.publishing import Editor, visible
from bench.machines.readers import Readers
from bench.servers import ROOT, VAR, NotServingError

KILLED_AT, STARTED_AT = 2.0, 5.0
# Seconds that nginx may keep a page without asking: few, so that the servers are asked meanwhile.
SHARED_MAX_AGE = 2
# Of what one process holds, asked past the cache.
PAST_THE_CACHE = 0.3
GZIP = {"Accept-Encoding": "gzip"}
# In the names of static files as they are served.
HASH = re.compile(r"\.[0-9a-f]{12}\.")
MADE = ("--migrate", "--search", "--history")


class Fleet:
    def __init__(self, place: Path, drugs: int, port: int, database_port: int, redis: int) -> None:
        self.place, self.drugs, self.port = place, drugs, port
        self.database_port, self.redis_port = database_port, redis
        self.results: dict[str, Any] = {"machine": machine.describe(), "drugs": drugs}

    def build(self, stack: ExitStack) -> None:
        self.primary = self._started(stack, parts.primary(self.place, self.database_port))
        self.primary.wait_for_database()
        url = parts.database_url(self.database_port)
        _run(url, "bench/generate.py", "--drugs", str(self.drugs), *MADE)
        if not (ROOT / "staticfiles/staticfiles.json").exists():
            _run(url, "manage.py", "collectstatic", "--noinput", "-v", "0")
        other = parts.replica(self.place, self.database_port + 1, self.primary)
        self.replica = self._started(stack, other)
        self.replica.wait_for_database()
        self.redis = self._started(stack, parts.redis(self.place, self.redis_port))
        self.editor = stack.enter_context(Editor(url))
        self.asked = self.editor.say("addresses")

    def alone(self) -> None:
        """What one process holds: every page rendered, then every page from its memory."""
        url = {"DATABASE_URL": parts.database_url(self.database_port)}
        found: dict[str, Any] = {}
        for name, more in (("rendered", {"PAGE_CACHE_MB": "0"}), ("kept", {})):
            with ExitStack() as stack:
                port = self.port + 5
                site = self._started(stack, parts.site("alone", self.place, port, url | more))
                mixed = self.asked["mixed"]
                load.ask(site.base, mixed, seconds=3, headers=GZIP)
                before = site.cpu()
                outcome = load.ask(site.base, mixed, seconds=4, headers=GZIP)
                answers = max(len(outcome.times), 1)
                found[name] = {
                    "rate": outcome.rate,
                    "cpu_ms": (site.cpu() - before) / answers * 1000,
                    "bytes": outcome.received / answers,
                    "p99_ms": outcome.percentile(0.99),
                    "memory": site.memory(),
                    "wrong": dict(outcome.wrong),
                }
        self.results["alone"] = found

    def weigh(self) -> None:
        """What a reader who was never here fetches beside pages, and how many pages there are."""
        page = next(each for each in self.asked["mixed"] if each.startswith("/drugs/?"))
        text = HASH.sub(".", checks.fetch(self.nginx.base, page))
        files = weight.weigh(text.encode()).files
        self.results |= {
            "files": {"number": len(files), "bytes": sum(files.values())},
            "pages": len(set(self.asked["mixed"])),
        }

    def serve(self, stack: ExitStack) -> None:
        environment = {
            "DATABASE_URL": parts.database_url(self.primary.port),
            "DATABASE_REPLICA_URL": parts.database_url(self.replica.port),
            "REDIS_URL": f"redis://{parts.HOST}:{self.redis_port}/0",
            "SHARED_MAX_AGE": str(SHARED_MAX_AGE),
            "LOG_FORMAT": "json",
        }
        self.sites = [
            self._started(
                stack, parts.site(f"site-{number}", self.place, self.port + number, environment)
            )
            for number in (1, 2)
        ]
        self.nginx = self._started(stack, parts.nginx(self.place, self.port + 10, self.sites))
        self.past = f"http://{parts.HOST}:{self.nginx.port + 1}"

    def window(
        self, name: str, seconds: float, kill: Callable[[], Any], start: Callable[[], Any]
    ) -> None:
        """Readers behind the cache and past it, while one part is killed and comes again."""
        rate = self.results["alone"]["rendered"]["rate"]
        behind = Readers(self.nginx.base, self.asked["mixed"], rate * self.times, seconds, True)
        past = Readers(self.past, self.asked["filtered"], rate * PAST_THE_CACHE, seconds)

        async def run() -> None:
            await asyncio.gather(behind(), past(), _events(kill, start))

        asyncio.run(run())
        found = {"behind": behind.seen.summary(KILLED_AT), "past": past.seen.summary(KILLED_AT)}
        self.results.setdefault("windows", {})[name] = found
        print(report.window_line(name, found), flush=True)

    def kill_each(self, seconds: float) -> None:
        self.window("nothing, caches empty", seconds, _nothing, _nothing)
        self.window("nothing", seconds, _nothing, _nothing)
        for name, part in (
            ("an app server", self.sites[0]),
            ("Redis", self.redis),
            ("the replica", self.replica),
            ("the primary", self.primary),
        ):
            self.window(name, seconds, part.kill, part.start)
        self.window("a worker of nginx", seconds, lambda: parts.kill_a_worker(self.nginx), _nothing)

    def publish(self, seconds: float) -> None:
        """One drug at a time: while nobody reads, without a replica, while readers ask as ever."""
        doors = {"server 1": self.sites[0].base, "server 2": self.sites[1].base}
        doors |= {"nginx without a cache": self.past, "nginx with a cache": self.nginx.base}
        logs = {f"server {number}": site.log for number, site in enumerate(self.sites, 1)}
        found = self.results["published"] = {}

        def look(case: str, is_purged: bool = True) -> None:
            cache = self.place / "cache" if is_purged else None
            found[case] = visible(self.editor, doors, f"Measured {len(found)}.", cache, logs)

        look("cache purged")
        look("cache not purged", is_purged=False)
        self.replica.kill()
        look("replica gone, cache purged")
        self.replica.start()
        name = "nothing; a drug is published"
        self.window(name, seconds, lambda: look("under load, cache purged"), _nothing)

    def count_hits(self) -> None:
        """What nginx says of its answers, by door."""
        counted: Counter[tuple[str, str]] = Counter()
        for line in (self.place / "asked.log").read_text().splitlines():
            port, _status, word, _size = line.split()
            counted[port, word] += 1
        self.results["cache"] = {
            word: number for (port, word), number in counted.items() if port == str(self.nginx.port)
        }

    def _started(self, stack: ExitStack, part: parts.Part) -> parts.Part:
        stack.callback(part.stop)
        part.start()
        return part


def _nothing() -> None:
    """Where nothing is killed."""


async def _events(kill: Callable[[], Any], start: Callable[[], Any]) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(KILLED_AT)
    await loop.run_in_executor(None, kill)
    await asyncio.sleep(STARTED_AT - KILLED_AT)
    await loop.run_in_executor(None, start)


def _run(url: str, *command: str) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, *command],
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": url, "DEBUG": "false"},
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--drugs", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each window")
    parser.add_argument("--times", type=float, default=10.0, help="what one process holds")
    parser.add_argument("--port", type=int, default=8660)
    parser.add_argument("--database-port", type=int, default=54360)
    parser.add_argument("--redis-port", type=int, default=63860)
    options = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="immunoref-fleet-"))
    place.chmod(0o755)
    began = time.perf_counter()
    # Whoever ends this ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with ExitStack() as stack:
            numbers = (options.port, options.database_port, options.redis_port)
            fleet = Fleet(place, options.drugs, *numbers)
            fleet.times = options.times
            fleet.results |= {"times": options.times, "load_before": os.getloadavg()[0]}
            fleet.build(stack)
            fleet.alone()
            print(report.alone_line(fleet.results["alone"]), flush=True)
            fleet.serve(stack)
            fleet.weigh()
            fleet.kill_each(options.seconds)
            fleet.publish(options.seconds)
            time.sleep(1.5)
            fleet.count_hits()
        fleet.results |= {
            "seconds": time.perf_counter() - began,
            "load_after": os.getloadavg()[0],
        }
        VAR.mkdir(parents=True, exist_ok=True)
        (VAR / "fleet.json").write_text(json.dumps(fleet.results, indent=1) + "\n")
        print(report.write(fleet.results))
    except (parts.MissingPartError, NotServingError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        shutil.copytree(place, VAR / "fleet-logs", dirs_exist_ok=True, ignore=_all_but_logs)
        shutil.rmtree(place, ignore_errors=True)
    return 0


def _all_but_logs(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".log")}


if __name__ == "__main__":
    sys.exit(main())
