"""What a reader sees on a slow phone: Chromium with a quarter of the processor and a slow 4G.

    .venv/bin/python bench/phone.py                 pages of the real reference
    .venv/bin/python bench/phone.py --page list     one of them
    .venv/bin/python bench/phone.py --address http://127.0.0.1:8000

Every run opens a page in a browser that knows nothing yet. LCP, layout shifts and the times of
events are those that the browser itself reports; the longest of a page's interactions is its INP.
Medians are kept in var/bench/ for `bench/performance.py`.
"""

import argparse
import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import servers, subjects

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREEN = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
}
# The browser's own bars are taken from its window; what is below them would count as never shown.
BARS = 300
SLOWER = 4
# As Lighthouse has its slow 4G: a round trip, down and up. The browser waits once for an answer,
# not for the handshakes before it; PATIENT is what its developer tools wait for the same network.
ROUND_TRIP, PATIENT = 150, 562.5
DOWN, UP = 1_638_400 / 8, 768_000 / 8
SETTLED = 700
# Some screens further, as a finger does; then to the end of the page.
SCROLL = {"x": 200, "y": 600, "yDistance": -4000, "speed": 2000}
OBSERVER = """
window.seen = {lcp: 0, what: "", shift: 0, shifts: [], events: [], tasks: []};
const watch = (type, act, more = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(act))
    .observe({type, buffered: true, ...more});
const name = (node) => node && (node.id || node.className || node.nodeName);
watch("largest-contentful-paint", (entry) => {
  seen.lcp = entry.startTime; seen.what = String(name(entry.element));
});
watch("layout-shift", (entry) => {
  if (entry.hadRecentInput) return;
  seen.shift += entry.value;
  const moved = entry.sources.map((source) => String(name(source.node)));
  seen.shifts.push([entry.startTime, entry.value, ...moved]);
});
watch("event", (entry) => {
  if (entry.interactionId) seen.events.push([entry.interactionId, entry.duration, entry.name]);
}, {durationThreshold: 16});
watch("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
"""
PLACE = """each => {
  const box = document.querySelector(each).getBoundingClientRect();
  return [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2];
}"""
Act = Callable[[Page], None]


def touch(page: Page, selector: str) -> None:
    """As a finger does, by the browser's own input: nothing of the test runs in the page."""
    page.evaluate(
        "each => document.querySelector(each).scrollIntoView({block: 'center'})", selector
    )
    page.wait_for_timeout(SETTLED)
    x, y = page.evaluate(PLACE, selector)
    page.evaluate("window.seen.events.length = 0")
    page.touchscreen.tap(x, y)


def tap(selector: str) -> Act:
    return lambda page: touch(page, selector)


def write(selector: str, text: str) -> Act:
    def act(page: Page) -> None:
        touch(page, selector)
        page.wait_for_timeout(SETTLED)
        page.keyboard.type(text, delay=200)

    return act


def press(selector: str, *keys: str) -> Act:
    def act(page: Page) -> None:
        page.evaluate("each => document.querySelector(each).focus()", selector)
        page.wait_for_timeout(SETTLED)
        page.evaluate("window.seen.events.length = 0")
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(300)

    return act


SEARCH = write("header input[name=q]", "pembro")


@dataclass(frozen=True)
class Visit:
    """What is looked at, and what is done there, each act by its name."""

    address: str
    acts: dict[str, Act]


VISITS = {
    "list": Visit(
        "/drugs/",
        {
            "search": SEARCH,
            "open the filters": tap("details.filters > summary"),
            "open a facet": tap("details.filters .facet:not([open]) > summary"),
            "choose a filter": tap("details.filters .facet[open] input[type=checkbox]"),
            "sort": press("select[name=sort]", "ArrowDown"),
        },
    ),
    "drug": Visit(
        "/drugs/pembrolizumab/",
        {
            "search": SEARCH,
            "open the contents": tap(".contents summary"),
            "open a footnote": tap("button.footnote"),
            "open a dataset": tap(".dataset:not([open]) > summary"),
        },
    ),
    "side effect": Visit(
        "/side-effects/nausea/",
        {
            "search": SEARCH,
            "open the contents": tap(".contents summary"),
            "open a footnote": tap("button.footnote"),
        },
    ),
    "matrix": Visit(
        "/side-effects/matrix/",
        {
            "search": SEARCH,
            "walk by arrow keys": press(".matrix-frame tbody a", "ArrowRight", "ArrowDown", "End"),
        },
    ),
}


def visit(browser: Browser, base: str, about: Visit, round_trip: float) -> dict[str, Any]:
    context = browser.new_context(**SCREEN)  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    enlarge_window(session)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": round_trip,
            "downloadThroughput": DOWN,
            "uploadThroughput": UP,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(OBSERVER)
    page.goto(base + about.address, wait_until="load")
    page.wait_for_timeout(SETTLED)
    loaded = page.evaluate("window.seen")
    found = {"lcp": loaded["lcp"], "what": loaded["what"], "tasks": loaded["tasks"]}
    found["acts"] = {name: timed(page, act) for name, act in about.acts.items()}
    session.send("Input.synthesizeScrollGesture", SCROLL)
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'smooth'})")
    page.wait_for_timeout(SETTLED)
    last = page.evaluate("window.seen")
    found |= {"cls": last["shift"], "shifts": last["shifts"]}
    found["inp"] = max(found["acts"].values(), default=0)
    context.close()
    return found


def enlarge_window(session: CDPSession) -> None:
    window = session.send("Browser.getWindowForTarget")
    bounds = {"height": window["bounds"]["height"] + BARS}
    session.send("Browser.setWindowBounds", {"windowId": window["windowId"], "bounds": bounds})


def timed(page: Page, act: Act) -> float:
    """Milliseconds from the slowest touch or key of an act to the next picture; 16 and less: 0."""
    act(page)
    page.wait_for_timeout(SETTLED)
    return max((event[1] for event in page.evaluate("window.seen.events")), default=0)


def median_of(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    numbers = {name: statistics.median(run[name] for run in runs) for name in ("lcp", "cls", "inp")}
    acts = {name: statistics.median(run["acts"][name] for run in runs) for name in runs[0]["acts"]}
    return {**numbers, "acts": acts, "what": runs[-1]["what"], "shifts": runs[-1]["shifts"]}


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def measure(base: str, names: Sequence[str], repeats: int) -> dict[str, Any]:
    results: dict[str, Any] = {}
    with browser() as chromium:
        for name in names:
            quick, slow = [], []
            for _ in range(repeats):
                quick.append(visit(chromium, base, VISITS[name], ROUND_TRIP))
                slow.append(visit(chromium, base, Visit(VISITS[name].address, {}), PATIENT))
            results[name] = median_of(quick) | {"lcp_patient": median_of(slow)["lcp"]}
            results[name]["address"] = VISITS[name].address
            print(f"{name:12}", json.dumps(results[name]), flush=True)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--page", choices=VISITS, help="only this one")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--address", help="of a server that runs already; nothing is kept")
    options = parser.parse_args()
    names = [options.page] if options.page else list(VISITS)
    if options.address:
        measure(options.address, names, options.repeats)
        return 0
    servers.collect_static()
    with servers.site(subjects.real()["database"], "/drugs/") as site:
        found = measure(site.base, names, options.repeats)
    place = servers.VAR / "phone.json"
    place.write_text(json.dumps(found, indent=1))
    print(f"Kept in {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
