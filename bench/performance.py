"""Writes docs/performance.md and docs/performance.svg from what `bench/serving.py` kept.

.venv/bin/python bench/performance.py
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import goals, plot
from bench.servers import ROOT, VAR

Results = Mapping[str, Any]
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NONE = "–"
RACES = {
    "filtered lists": "drug list filtered by three facets",
    "JSON lists": "the same as JSON, at most 100 rows",
    "details": "page of a drug, made for the request",
    "details kept": "page of a drug, made before",
    "repeated page": "one page over and over",
    "not modified": "asked with its ETag (304)",
}
CONTENDERS = {
    "site": "immunoref",
    "fallback": "immunoref without its index, from the database",
    "datasette": "Datasette",
    "datasette faceted": "Datasette with the facets of immunoref",
    "ready string": "ready string as long as the page",
    "ready alike": "ready string with the headers of the page",
    "ready 20 KB": "ready string of 20 KB",
}
RATIOS = (
    ("× Datasette", "site", "datasette", "**× {:.2f}**"),
    ("× Datasette with the same facets", "site", "datasette faceted", "**× {:.2f}**"),
    ("from the database × Datasette", "fallback", "datasette", "**× {:.2f}**"),
    (
        "from the database × Datasette with the same facets",
        "fallback",
        "datasette faceted",
        "**× {:.2f}**",
    ),
    ("share of the ready string", "site", "ready string", "**{:.1%}**"),
    ("share of that with its headers", "site", "ready alike", "**{:.1%}**"),
)
SINGLE = {
    "suggestions": "suggestions for a beginning of 2 to 8 letters",
    "suggestions, misspelt": "suggestions for a name with a typing error",
    "compare of four": "four drugs side by side",
    "matrix": "matrix of 60 drugs and 80 side effects",
}
HEAD = """\
# Performance

Written by `.venv/bin/python bench/performance.py` from what `.venv/bin/python bench/serving.py` \
(`BENCH_DATABASE_URL=postgres://…` measures PostgreSQL) and `.venv/bin/python bench/phone.py` \
measured. Do not edit it by hand.
"""
PLOT = "![Requests a second of each server, for each size and database](performance.svg)\n"
HOW = """\
## How it is measured

`make bench-serving` makes a reference of each size (`bench/generate.py`, the same rows for the \
same seed; drugs, names, uses, approvals and rates as skewed as the real ones, about 30 rates for \
each drug, everything published) and starts one process of each server on this machine:

- **immunoref** as `make serve` starts it: one granian worker that stays on one processor, \
`DEBUG=false`, and no limit to how often one address may ask.
- **Datasette** {datasette} (`bench/datasette_server.py`) on one flat table with the columns of \
our own JSON, opened as immutable, with an index for each facet that answers the facet's counts \
alone, 64 MB of cache, without suggested facets, without an access log, with uvloop and httptools, \
and with the number of threads (0, 1 or 3), on one processor or on all, that answered most in a \
short try. It counts the three facets that are asked for, while immunoref counts all ten of its \
own, with and without its index. *Datasette with the facets of immunoref* counts the ten as well: \
the other seven, of which a drug may have several, from lists as JSON beside each drug, which is \
how Datasette counts such; they are not shown in its table.
- **A ready string**: a WSGI application that returns bytes made beforehand, on the same granian \
with the same settings, with two headers or with those of the page. Nothing that granian serves \
can be faster.

Before anything is timed, {compared} questions are put to both and the rows of the JSON and the \
first page must be the same drugs in the same order, and what both show of the seven facets must \
be as many. Then the servers are asked in turn (A B C A B C …), {repeats} runs of {seconds:g} \
seconds each after one that warms up, by one client with 8 connections kept open and TCP_NODELAY \
(`bench/load.py`; where pages come again and again, wrk if it is installed, for some come faster \
than a client in Python can ask); the median counts. Filtered lists are different in every \
request, so no cache helps. Nothing is compressed, by either. CPU is that of the server's \
processes, from /proc. What is single is asked one by one on one connection. A small reference has \
fewer pages of drugs than are asked for, so these come again, to a server that keeps no pages; \
pages made before come from one that keeps them. Publishing is done by a process of its own while \
4 connections ask for filtered lists: first its transaction, then the time until the list and the \
page of the drug both name the new version.

Other programs that run meanwhile slow all contenders, so ratios say more than figures; *noise* is \
half the range of the repeats as a share of their median.

## To measure something else

    export DATABASE_URL=sqlite:////tmp/large.sqlite3
    .venv/bin/python bench/generate.py --drugs 30000 --migrate --search
    .venv/bin/python bench/load.py http://127.0.0.1:8000 /drugs/ /conditions/ --seconds 5
    .venv/bin/python bench/load.py http://127.0.0.1:8000 addresses.txt --wrk

`generate.py` refuses a database that holds anything. `load.py` takes addresses or a file with one \
in each line, counts errors and wrong statuses apart, and asks with wrk where that is wanted and \
installed; one process of its own client asks some ten thousand times a second.
"""


def write(results: Mapping[str, Results]) -> str:
    first = next(iter(results.values()))
    compared = next(iter(first["sizes"].values()))["answers compared"]["questions"]
    how = HOW.format(datasette=first["datasette"], compared=compared, **first["runs"])
    parts = [HEAD, *goals.table(results, DATABASES), PLOT]
    for name, found in results.items():
        parts += [f"## On {DATABASES[name]}", "", *_tables(found), *_machine(found)]
    return "\n".join([*parts, *_phone(first.get("phone", {})), how])


def _tables(found: Results) -> Iterator[str]:
    sizes = found["sizes"]
    yield from _head("requests/s (p99 in ms)", sizes)
    for race, meaning in RACES.items():
        for who, label in CONTENDERS.items():
            cells = [_rate(each.get(race, {}).get(who)) for each in sizes.values()]
            if set(cells) != {NONE}:
                yield _row(f"{meaning}: {label}", cells)
        for label, who, other, written in RATIOS:
            cells = [_ratio(each.get(race, {}), who, other, written) for each in sizes.values()]
            if set(cells) != {NONE}:
                yield _row(f"{meaning}: **{label}**", cells)
    yield ""
    yield from _head("ms of one request, p50 / p95", sizes)
    for name, meaning in SINGLE.items():
        yield _row(meaning, [_times(each.get(name, {}).get("site")) for each in sizes.values()])
    yield ""
    yield from _head("server", sizes)
    for label, cell in COSTS.items():
        yield _row(label, [cell(each) for each in sizes.values()])
    yield ""


def _cpu(who: str, race: str) -> Callable[[Results], str]:
    def cell(size: Results) -> str:
        found = size.get(race, {}).get(who)
        return f"{found['cpu_ms']:.3g} ms" if found else NONE

    return cell


def _times_cpu(race: str) -> Callable[[Results], str]:
    """How often the processor time of ours goes into that of Datasette: load changes it little."""

    def cell(size: Results) -> str:
        found = size[race]
        return f"**{found['datasette']['cpu_ms'] / max(found['site']['cpu_ms'], 0.001):.2f}**"

    return cell


def _noise(size: Results) -> str:
    noises = [
        found["noise"] for race in RACES for found in size[race].values() if isinstance(found, dict)
    ]
    return f"{sorted(noises)[len(noises) // 2]:.0%}, at most {max(noises):.0%}"


COSTS: dict[str, Callable[[Results], str]] = {
    "CPU of a filtered list: immunoref": _cpu("site", "filtered lists"),
    "CPU of a filtered list: Datasette": _cpu("datasette", "filtered lists"),
    "CPU of a filtered list: **Datasette ÷ immunoref**": _times_cpu("filtered lists"),
    "CPU of a page of a drug: immunoref": _cpu("site", "details"),
    "CPU of a page of a drug: Datasette": _cpu("datasette", "details"),
    "CPU of a page of a drug: **Datasette ÷ immunoref**": _times_cpu("details"),
    "CPU of a repeated page: immunoref": _cpu("site", "repeated page"),
    "CPU of a repeated page: ready string": _cpu("ready string", "repeated page"),
    "CPU of a filtered list: immunoref from the database": _cpu("fallback", "filtered lists"),
    "all rates as CSV, rows/s": lambda size: f"{size['CSV of all rates']['rows_per_second']:,.0f}",
    "its rows": lambda size: f"{size['CSV of all rates']['rows']:,}",
    "memory that it adds": lambda size: _mebibytes(
        size["CSV of all rates"]["memory_peak"] - size["CSV of all rates"]["memory_before"]
    ),
    "publishing a drug, until it is seen": lambda size: (
        f"{size['publishing']['seconds']:.2f} s, then {size['publishing']['seen_after']:.2f} s"
    ),
    "slowest filtered list meanwhile": lambda size: f"{size['publishing']['slowest_ms']:,.0f} ms",
    "memory of the worker at rest after all this (PSS)": lambda size: _mebibytes(
        size["memory"]["bytes"]
    ),
    "the most that it had at any moment (RSS)": lambda size: _mebibytes(size["memory"]["most"]),
    "start to first list of drugs": lambda size: f"{size['cold start']['seconds']:.1f} s",
    "noise, median": _noise,
    "load of the machine, before and after": lambda size: (
        f"{size['load_before']:.1f}, {size['load_after']:.1f}"
    ),
}


def _phone(pages: Results) -> Iterator[str]:
    if not pages:
        return
    yield "## On a slow phone"
    yield ""
    yield _row("real reference", [f"`{page['address']}`" for page in pages.values()])
    yield _row("---", ["---:"] * len(pages))
    for label, name, written in (
        ("LCP", "lcp", "{:,.0f} ms"),
        ("LCP where each request waits 562 ms", "lcp_patient", "{:,.0f} ms"),
        ("CLS", "cls", "{:.3f}"),
        ("INP", "inp", "{:,.0f} ms"),
    ):
        yield _row(label, [written.format(page[name]) for page in pages.values()])
    for act in dict.fromkeys(act for page in pages.values() for act in page["acts"]):
        times = [page["acts"].get(act) for page in pages.values()]
        yield _row(f"to {act}", [NONE if time is None else f"{time:,.0f} ms" for time in times])
    yield ""
    yield (
        "Chromium with a screen of 412 × 823 points, a processor 4 times slower, 150 ms for each "
        "request, 1.6 Mbit/s down and 0.75 Mbit/s up; nothing known of the site, and what is done "
        "there is done by touches and keys of the browser's own. Shifts are counted while all that "
        "is done, then on the way to the end of the page."
    )
    yield ""


def _machine(found: Results) -> Iterator[str]:
    about = found["machine"]
    if real := found.get("real"):
        yield (
            f"The real reference: loaded at {real['rows_per_second']:,.0f} rows/s "
            f"({real['rows']:,} rows in {real['seconds']:.1f} s, of which "
            f"{real['cpu_seconds']:.1f} s of CPU); a server starts on it and shows its list of "
            f"drugs in {real['start_seconds']:.1f} s, with {_mebibytes(real['memory'])} (PSS)."
        )
        yield ""
    yield (
        f"{about['measured_at']}, {about['processor']}, {about['cores']} cores, "
        f"{about['memory_gib']} GiB, {about['system']}, Python {about['python']}, Django "
        f"{about['django']}, granian {about['granian']}, SQLite {about['sqlite']}."
    )
    yield ""


def _head(what: str, sizes: Results) -> Iterator[str]:
    yield _row(what, [f"{int(size):,} drugs" for size in sizes])
    yield _row("---", ["---:"] * len(sizes))


def _row(label: str, cells: list[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def _rate(found: Results | None) -> str:
    """With what was wrong, if anything: such a figure is not one."""
    if not isinstance(found, dict):
        return NONE
    wrong = sum(found["wrong"].values())
    rate = f"{found['rate']:,.0f}" if found["rate"] >= 100 else f"{found['rate']:.1f}"  # noqa: PLR2004
    return f"{rate} ({found['p99_ms']:,.0f})" + (f", {wrong} wrong" if wrong else "")


def _ratio(race: Results, who: str, other: str, written: str) -> str:
    if who not in race or not race.get(other, {}).get("rate"):
        return NONE
    return written.format(race[who]["rate"] / race[other]["rate"])


def _times(found: Results | None) -> str:
    return f"{found['p50_ms']:,.1f} / {found['p95_ms']:,.1f}" if found else NONE


def _mebibytes(size: float) -> str:
    return f"{size / 2**20:,.0f} MiB"


def main() -> int:
    kept = {name: VAR / f"serving-{name}.json" for name in DATABASES}
    results = {name: json.loads(path.read_text()) for name, path in kept.items() if path.exists()}
    if not results:
        print("Nothing was measured yet: run `make bench-serving` first.", file=sys.stderr)
        return 1
    for found in results.values():
        found["sizes"] = dict(sorted(found["sizes"].items(), key=lambda size: int(size[0])))
    phone = VAR / "phone.json"
    if phone.exists():
        next(iter(results.values()))["phone"] = json.loads(phone.read_text())
    Path(ROOT, "docs/performance.md").write_text(write(results))
    drawn = {DATABASES[name]: found["sizes"] for name, found in results.items()}
    Path(ROOT, "docs/performance.svg").write_text(plot.draw(drawn))
    print("Written: docs/performance.md and docs/performance.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
