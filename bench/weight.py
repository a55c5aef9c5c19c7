"""Weighs every type of public page: what a first visit fetches, compressed as it is served.

Run it with `make bench`; `tests/test_weight.py` holds the limits. HTML travels with gzip, static
files with gzip or brotli; gzip, the heavier of the two, is counted for all.
"""

import gzip
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from bench import page_types

FETCHED = re.compile(r'(?:src|href)="/static/([^"]+)"')
ELEMENT = re.compile(r"<[a-z]")
IMPORTED = re.compile(r'(?:from|import)\s*\(?\s*["\']\./([^"\']+)["\']|url\(["\']?([^"\')]+)')
MOST = 100 * 1024
MOST_SCRIPT = 30 * 1024
# Of a list; other pages hold what was counted, all of it, and have room for it.
MOST_ELEMENTS_OF_A_LIST = 4_000
MOST_ELEMENTS = 15_000


@dataclass
class Weight:
    """Bytes, compressed, and the elements that a browser has to make of the page."""

    html: int
    elements: int
    files: dict[str, int] = field(default_factory=dict)

    @property
    def script(self) -> int:
        return sum(size for name, size in self.files.items() if name.endswith(".js"))

    @property
    def total(self) -> int:
        return self.html + sum(self.files.values())


def weigh(html: bytes) -> Weight:
    """The page with every static file it names and every file that those name."""
    weight = Weight(len(gzip.compress(html, 6)), len(ELEMENT.findall(html.decode())))
    waiting = FETCHED.findall(html.decode())
    while waiting:
        name = waiting.pop()
        if name not in weight.files:
            content = (ROOT / "static" / name).read_bytes()
            weight.files[name] = len(gzip.compress(content, 6))
            if name.endswith((".js", ".css")) and not name.startswith("vendor/"):
                named = IMPORTED.findall(content.decode())
                folder = name.rpartition("/")[0]
                waiting += [f"{folder}/{one or other}" for one, other in named]
    return weight


def main(directory: str) -> int:
    page_types.set_up(directory)
    from django.test import Client

    client = Client()
    print(f"{'KB, compressed':70} {'HTML':>6} {'JS':>6} {'all':>6} {'elements':>9}")
    heaviest = 0
    for address in page_types.addresses():
        weight = weigh(client.get(address).content)
        heaviest = max(heaviest, weight.total)
        sizes = (weight.html, weight.script, weight.total)
        print(
            f"{address:70.70}" + "".join(f" {size / 1024:6.1f}" for size in sizes),
            f"{weight.elements:9,}",
        )
    print(f"The heaviest is {heaviest / 1024:.1f} KB of {MOST // 1024} KB.")
    return 1 if heaviest > MOST else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(folder))
