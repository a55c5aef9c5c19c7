"""Measures loading and pages in one process; prints times and, because machines are noisy, ratios.

Run it with `make bench`. Every page is asked for in turn, round after round, so that a slow
moment of the machine hits all alike; the median counts. "× healthz" compares with a page that
does nothing.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page_types import start

ROUNDS = 15
PAGES = (
    "/healthz",
    "/",
    "/therapies/",
    "/therapies/cancer-immunotherapy/",
    "/drugs/",
    "/drugs/?kind=cancer&therapy_type=immune-checkpoint-inhibitors&condition=melanoma",
    "/drugs/pembrolizumab/",
    "/conditions/melanoma/",
    "/indications/",
    "/side-effects/nausea/",
    "/rates/",
    "/search/?q=keytruda",
)


def main(directory: str) -> None:
    start(directory)
    from django.test import Client

    from therapies.loading import load

    started = time.perf_counter()
    outcome = load(ROOT / "fixtures")
    seconds = time.perf_counter() - started
    rows = sum(outcome.added.values())
    print(f"load into an empty database: {rows} rows in {seconds:.2f} s, {rows / seconds:.0f}/s")
    started = time.perf_counter()
    load(ROOT / "fixtures")
    print(f"load again, nothing to do: {time.perf_counter() - started:.2f} s")

    client = Client()
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    sizes = {page: len(client.get(page).content) for page in PAGES}
    for _ in range(ROUNDS):
        for page in PAGES:
            started = time.perf_counter()
            client.get(page)
            times[page].append(time.perf_counter() - started)
    base = statistics.median(times["/healthz"])
    print(f"\n{'page':82} {'ms':>7} {'× healthz':>10} {'KB':>6}")
    for page in PAGES:
        median = statistics.median(times[page])
        ratio = median / base
        print(f"{page:82} {median * 1000:7.1f} {ratio:10.0f} {sizes[page] / 1024:6.0f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        main(directory)
