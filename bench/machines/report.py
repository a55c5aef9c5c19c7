"""What a run of the fleet found, as lines and as the measured part of docs/scaling.md."""

import math
from typing import Any

from bench.servers import ROOT

FILE = ROOT / "docs/scaling.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
READERS = 1_000_000
PAGES_EACH = 5
# The busiest minutes of a day against its average.
PEAK = 4
# A process is kept below this share of what it holds.
BUSY = 0.6
HITS = (0.99, 0.95, 0.80, 0.0)
DAY = 86_400


def alone_line(alone: dict[str, Any]) -> str:
    return ", ".join(
        f"one process, {name}: {found['rate']:,.0f}/s, {found['cpu_ms']:.1f} ms of CPU"
        for name, found in alone.items()
    )


def window_line(name: str, found: dict[str, Any]) -> str:
    return f"{name:30} " + " | ".join(
        f"{door}: {seen['asked']:5} asked, {sum(seen['errors'].values())} errors {seen['errors']}, "
        f"p99 {seen['p99_ms']:.0f}, slowest {seen['slowest_ms']:.0f} ms, "
        f"well after {seen['well_after']:.1f} s"
        for door, seen in found.items()
    )


def write(results: dict[str, Any]) -> str:
    text = "\n\n".join((_setting(results), _windows(results), _published(results), _plan(results)))
    before, _, rest = FILE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    FILE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
    return text


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _setting(results: dict[str, Any]) -> str:
    about, alone = results["machine"], results["alone"]
    rendered, kept = alone["rendered"], alone["kept"]
    cache = results["cache"]
    asked = max(sum(cache.values()), 1)
    hits = sum(cache.get(word, 0) for word in ("HIT", "STALE", "UPDATING", "REVALIDATED"))
    return f"""A made-up reference of {results["drugs"]:,} drugs, {about["measured_at"]}, \
{about["processor"]}, {
        about["cores"]
    } cores for everything together, the readers included; load of \
the machine {results["load_before"]:.1f} before and {results["load_after"]:.1f} after, so others \
used it too. The whole run took {results["seconds"]:.0f} s.

{
        _table(
            ["one process alone", "rendered", "kept in memory"],
            [
                ["answers a second", f"{rendered['rate']:,.0f}", f"{kept['rate']:,.0f}"],
                ["CPU of an answer", f"{rendered['cpu_ms']:.1f} ms", f"{kept['cpu_ms']:.2f} ms"],
                ["p99", f"{rendered['p99_ms']:,.0f} ms", f"{kept['p99_ms']:,.0f} ms"],
                ["memory", *(f"{each['memory'] / 2**20:,.0f} MiB" for each in (rendered, kept))],
            ],
        )
    }

Behind nginx the fleet was asked {results["times"]:g} × {rendered["rate"]:,.0f} = \
{results["times"] * rendered["rate"]:,.0f} times a second. nginx answered {hits / asked:.1%} of \
{asked:,} requests from its cache. They were {results["pages"]:,} different pages, {
        rendered["bytes"]
        / 1024:.1f} KiB each on average, compressed; rendering all of them once is {
        results["pages"]
        * rendered["cpu_ms"]
        / 1000:.0f} s of a core. Who comes for the first time fetches {
        results["files"]["number"]
    } files of {results["files"]["bytes"] / 1024:.0f} KiB as well."""


def _windows(results: dict[str, Any]) -> str:
    rows = []
    for name, doors in results["windows"].items():
        for door, seen in doors.items():
            errors = ", ".join(f"{count} × {kind}" for kind, count in seen["errors"].items())
            rows.append(
                [
                    f"{name}, {'behind' if door == 'behind' else 'past'} the cache",
                    f"{seen['asked']:,}",
                    errors or "0",
                    f"{seen['slow']:,}",
                    f"{seen['p99_ms']:,.0f} ms",
                    f"{seen['slowest_ms']:,.0f} ms",
                    f"{seen['well_after']:.1f} s" if seen["well_after"] else "at once",
                ]
            )
    head = ["killed", "asked", "errors", "over 1 s", "p99", "slowest", "all well again"]
    return _table(head, rows)


def _published(results: dict[str, Any]) -> str:
    rows = []
    names: list[str] = []
    for run in results["published"].values():
        names = list(dict.fromkeys([*names, *run]))
    for case, run in results["published"].items():
        rows.append([case, *(_seconds(run.get(name)) for name in names)])
    return _table(["a drug published", *names], rows)


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"


def _plan(results: dict[str, Any]) -> str:
    rendered = results["alone"]["rendered"]
    pages = READERS * PAGES_EACH
    peak = pages / DAY * PEAK
    rows = []
    for share in HITS:
        origin = peak * (1 - share)
        processes = max(math.ceil(origin / (rendered["rate"] * BUSY)), 1)
        rows.append(
            [
                f"{share:.0%}",
                f"{origin:,.1f}",
                f"{origin * rendered['cpu_ms'] / 1000:.2f}",
                str(processes),
                f"{pages * (1 - share) * rendered['bytes'] / 2**30:,.1f} GiB",
            ]
        )
    head = ["answered by the CDN", "asked of the origin a second, peak", "cores busy rendering"]
    table = _table([*head, "processes", "out of the origin a day"], rows)
    total = pages * rendered["bytes"] / 2**30
    files = READERS * results["files"]["bytes"] / 2**30
    return f"""{READERS:,} readers a day at {PAGES_EACH} pages each are {pages / DAY:,.0f} pages a \
second on average and {peak:,.0f} at a peak of {PEAK} × that; {total:,.0f} GiB of pages leave the \
CDN a day, and at most {files:,.0f} GiB of style sheets and scripts, if nobody had been here \
before. If every page that reaches the \
origin had to be rendered, and processes are kept {BUSY:.0%} busy:

{table}"""
