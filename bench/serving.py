"""Measures the site against Datasette on the same data, and against the same server's own ceiling.

    .venv/bin/python bench/serving.py                 300, 3,000 and 30,000 drugs on SQLite
    .venv/bin/python bench/serving.py --sizes 300
    BENCH_DATABASE_URL=postgres://… .venv/bin/python bench/serving.py

One process of each server, the same client, runs interleaved, medians. What was measured is kept
in var/bench/ for `bench/performance.py`, which writes docs/performance.md from it.
"""

import argparse
import json
import os
import sys
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import addresses, checks, load, machine, measuring, publishing, servers, subjects
from bench.measuring import Contender
from bench.subjects import RATES, Subject, subject

SETTINGS: dict[str, int | bool] = {
    "suggest_facets": False,
    "default_page_size": addresses.PAGE,
    "max_returned_rows": 100_000,
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 60_000,
    "cache_size_kb": 65_536,
    "allow_download": False,
}
# The numbers of threads that Datasette may run queries in; 0 is none beside its own.
THREADS = (0, 1, 3)
COMPARED_FIRST = 25
SINGLE = 400
KEPT = 100
LONG = 10.0
PATIENCE = 120.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", default="300,3000,30000", help="numbers of drugs, with commas")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each run")
    parser.add_argument("--without-real", action="store_true", help="no loading of the fixtures")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    database_server = os.environ.get("BENCH_DATABASE_URL", "")
    servers.collect_static()
    kind = "postgresql" if database_server else "sqlite"
    place = servers.VAR / f"serving-{kind}.json"
    results = json.loads(place.read_text()) if place.exists() else {"sizes": {}}
    results["machine"] = machine.describe()
    results["datasette"] = servers.install_datasette()
    results["runs"] = {"repeats": options.repeats, "seconds": options.seconds}
    if not options.without_real:
        results["real"] = real(database_server)
        say("the real reference", results["real"])
    for size in sizes:
        bench = Bench(subject(size, database_server), options.repeats, options.seconds)
        results["sizes"][str(size)] = bench.measure()
        place.write_text(json.dumps(results, indent=1))
    print(f"Kept in {place}")
    return 0


def say(what: str, found: dict[str, Any]) -> None:
    numbers = {
        name: round(value, 1) for name, value in found.items() if isinstance(value, int | float)
    }
    print(
        f"{what:28}", " ".join(f"{name}={value:,}" for name, value in numbers.items()), flush=True
    )


class Bench:
    """All measurements of one size, on servers that stay up meanwhile."""

    def __init__(self, about: Subject, repeats: int, seconds: float) -> None:
        self.about, self.repeats, self.seconds = about, repeats, seconds
        self.is_sqlite = about.database.startswith("sqlite")
        self.results: dict[str, Any] = {}
        self._files = (about.flat, about.faceted)
        rows = [tuple(str(drug[name]) for name in addresses.FACETS) for drug in about.drugs]
        self.questions = addresses.questions(rows)  # type: ignore[arg-type]

    def measure(self) -> dict[str, Any]:
        print(f"\n{self.about.size:,} drugs, load {os.getloadavg()[0]:.1f}", flush=True)
        self.results["load_before"] = os.getloadavg()[0]
        if self.results["load_before"] > (os.cpu_count() or 1) / 2:
            print("Other programs keep this machine busy: trust ratios and CPU, not figures.")
        with ExitStack() as stack:
            self.site = stack.enter_context(servers.site(self.about.database, "/drugs/"))
            self.keep("cold start", {"seconds": self.site.started_in})
            self.theirs = stack.enter_context(self._tuned_datasette())
            compared = checks.same_answers(
                self.site.base, self.theirs.base, self.questions[:COMPARED_FIRST], self.is_sqlite
            )
            counted = checks.same_counts(
                self.site.base, self.theirs.base, self.questions[:COMPARED_FIRST]
            )
            self.keep("answers compared", {"questions": compared, "facets": counted})
            self.keep("rows written ahead", {"seconds": self.site.settled()})
            self._lists()
            self._details()
            self._repeated(stack)
            self._not_modified()
            self._single()
            self._download()
            self.keep(
                "publishing",
                publishing.measure(self.site, self.about.database, self.questions[-20_000:]),
            )
            self.keep("what was published made anew", {"seconds": self.site.settled()})
            self.keep(
                "memory",
                {
                    "bytes": self.site.memory(),
                    "most": self.site.most_memory(),
                    "datasette": self.theirs.memory(),
                },
            )
        self.results["load_after"] = os.getloadavg()[0]
        return self.results

    def keep(self, name: str, found: dict[str, Any]) -> None:
        self.results[name] = found
        if all(isinstance(each, dict) for each in found.values()):
            for who, numbers in found.items():
                say(f"{name}, {who}", numbers)
                if numbers.get("wrong"):
                    print(f"  wrong: {numbers['wrong']}")
        else:
            say(name, found)

    def race(self, name: str, *contenders: Contender) -> None:
        self.keep(name, measuring.interleaved(contenders, self.repeats, self.seconds))

    def _tuned_datasette(self) -> servers.Server:
        """With the number of threads that answers most questions in a short try, on a processor of
        its own if that answers more."""
        tried: dict[tuple[int, bool], float] = {}
        asked = [each.datasette() for each in self.questions[:5_000]]
        for threads, stays in product(THREADS, (False, True)):
            settings = SETTINGS | {"num_sql_threads": threads}
            with servers.datasette(self._files, settings, stays=stays) as server:
                contender = Contender("datasette", server, asked)
                found = measuring.interleaved([contender], 2, 1.0)["datasette"]
                if found["wrong"]:
                    raise checks.DifferentAnswersError(f"Datasette: {found['wrong']}")
                tried[threads, stays] = found["rate"]
        threads, stays = max(tried, key=tried.__getitem__)
        self.results["datasette threads"] = {
            f"{number}, {'one processor' if alone else 'all'}": rate
            for (number, alone), rate in tried.items()
        }
        settings = SETTINGS | {"num_sql_threads": threads}
        return servers.datasette(self._files, settings, stays=stays)

    def _lists(self) -> None:
        ours = [each.site() for each in self.questions]
        database = self.about.database
        with servers.site(database, "/drugs/", "fallback", PUBLISHED_INDEX="false") as fallback:
            fallback.settled()
            self.race(
                "filtered lists",
                Contender("site", self.site, ours),
                Contender("fallback", fallback, ours),
                Contender("datasette", self.theirs, [each.datasette() for each in self.questions]),
                Contender(
                    "datasette faceted",
                    self.theirs,
                    [each.datasette_faceted() for each in self.questions],
                ),
            )
        asked = addresses.short(self.questions)
        self.race(
            "JSON lists",
            Contender("site", self.site, [each.site_json() for each in asked]),
            Contender("datasette", self.theirs, [each.datasette_json() for each in asked]),
        )

    def _details(self) -> None:
        """Made for the request by a server that keeps nothing, and as they come from memory.

        A small reference has fewer pages than are asked for; then they come again.
        """
        slugs = [drug["slug"] for drug in self.about.drugs]
        again = len(slugs) < 20_000  # noqa: PLR2004
        ours, theirs = (
            [f"{place}{slug}" for slug in slugs] for place in ("/drugs/", "/flat/drugs/")
        )
        ours = [f"{address}/" for address in ours]
        with servers.site(self.about.database, "/drugs/", "forgetful", PAGE_CACHE_MB="0") as first:
            self.race(
                "details",
                Contender("site", first, ours, again),
                Contender("datasette", self.theirs, theirs, again),
            )
        load.ask(self.site.base, ours[:KEPT], most=KEPT, seconds=PATIENCE)
        self.race(
            "details kept",
            Contender("site", self.site, ours[:KEPT], True),
            Contender("datasette", self.theirs, theirs[:KEPT], True),
        )

    def _repeated(self, stack: ExitStack) -> None:
        size = len(checks.fetch(self.site.base, "/drugs/").encode())
        ready = stack.enter_context(servers.ready_string(size))
        headers = machine.headers_of(self.site.base, "/drugs/")
        alike = stack.enter_context(servers.ready_string(size, headers))
        small = stack.enter_context(servers.ready_string(20_000))
        facets = "&".join(f"_facet={name}" for name in addresses.FACETS)
        theirs = f"/flat/drugs?_sort=name&{facets}"
        self.race(
            "repeated page",
            Contender("site", self.site, ["/drugs/"], True),
            Contender("ready string", ready, ["/"], True),
            Contender("ready alike", alike, ["/"], True),
            Contender("ready 20 KB", small, ["/"], True),
            Contender("datasette", self.theirs, [theirs], True),
        )

    def _not_modified(self) -> None:
        tag = machine.header_of(self.site.base, "/drugs/", "ETag")
        if not tag:
            self.keep("not modified", {"has_no_etag": 1})
            return
        headers = {"If-None-Match": tag}
        self.race(
            "not modified",
            Contender("site", self.site, ["/drugs/"], True, expected=304, headers=headers),
        )

    def _single(self) -> None:
        names = [drug["name"] for drug in self.about.drugs]
        rated = [drug["slug"] for drug in self.about.drugs]
        classes = machine.organ_classes()
        right, wrong = addresses.suggestions(names, SINGLE * 3)
        kinds = {
            "suggestions": right,
            "suggestions, misspelt": wrong,
            "compare of four": addresses.comparisons(rated, SINGLE),
            "matrix": addresses.matrices(classes, SINGLE),
        }
        for asked in kinds.values():
            load.ask(self.site.base, asked[:1], most=1, seconds=PATIENCE)
        self.keep("names and rates read", {"seconds": self.site.settled()})
        for name, asked in kinds.items():
            found = measuring.one_by_one(self.site, asked, self.repeats, self.seconds)
            self.keep(name, {"site": found})

    def _download(self) -> None:
        """The median of three, or the only one if it takes long."""
        runs = [measuring.download(self.site, "/rates/?format=csv")]
        while runs[0]["seconds"] < LONG and len(runs) < 3:  # noqa: PLR2004
            runs.append(measuring.download(self.site, "/rates/?format=csv"))
        if any(run["is_whole"] and run["rows"] != self.about.size * RATES for run in runs):
            raise checks.DifferentAnswersError(f"CSV of all rates: {runs[0]['rows']} rows")
        runs.sort(key=lambda run: run["seconds"])
        self.keep("CSV of all rates", runs[len(runs) // 2])


def real(database_server: str) -> dict[str, Any]:
    """Loading the fixtures, and the start of a server on them, by processes of their own."""
    found = subjects.real(database_server)
    starts = []
    for _ in range(5):
        with servers.site(found["database"], "/drugs/") as server:
            starts.append(server.started_in)
            found["memory"] = server.memory()
    found["start_seconds"] = sorted(starts)[2]
    return found


if __name__ == "__main__":
    sys.exit(main())
