"""Makes the pictures that a shared link shows: of the site, each kind, and each kind of entry.

    python bench/cards.py   # writes static/img/cards/*.png with headless Chromium

They are made once and kept: run it again when the look or the words change.
"""

import shutil
import sys
import tempfile
from html import escape
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from bench import page_types

KEPT = ROOT / "static" / "img" / "cards"
WIDTH, HEIGHT = 1200, 630
MOST = 60 * 1024
FLAGS = ["--no-sandbox", "--disable-gpu"]
MARK = (
    '<svg class="icon" viewBox="0 0 32 32"><path d="M16 27V16M16 16L8 6M16 16l8-10M12 5l-5 3'
    'M20 5l5 3" stroke-width="2.2"/></svg>'
)
TEXTS = {
    "therapy_type": (
        "Therapy types",
        "The classes of immunotherapy, how they work, and what is not known of them",
    ),
    "drug": (
        "Drugs",
        "Approvals, warnings, and rates of side effects with the people they were counted in",
    ),
    "condition": (
        "Conditions",
        "What is approved for a disease, since when, and what the main trials found",
    ),
    "side_effect": (
        "Side effects",
        "In plain words: what it is, when to call for help, and how often it was counted",
    ),
    "country": (
        "Research by country",
        "Institutions, trials, products and milestones in the member states of the OIC",
    ),
    "institution": (
        "Institutions",
        "Who researches, makes and tests immunotherapies in the member states of the OIC",
    ),
    "trial": ("Trials", "Phase, status and sites, as of the day the registry was read"),
    "claim_check": (
        "Claims, checked",
        "Sentences that are often repeated, held against the evidence",
    ),
}


def cards() -> dict[str, dict[str, str]]:
    """The words of each picture by its name."""
    from django.template.loader import render_to_string

    from therapies.choices import Kind

    site = {
        "title": "Immunotherapies",
        "text": "Which exist, what they are approved for, and how often they harm",
        "colour": "--accent",
        "icon": MARK,
    }
    kinds = {
        f"kind-{kind.value}": {
            "title": str(kind.label),
            "text": str(kind.meaning).rstrip("."),
            "colour": f"--{kind.value}",
            "icon": render_to_string("components/icon.html", {"kind": kind.value}).strip(),
        }
        for kind in Kind
    }
    entries = {
        name: {"title": title, "text": text, "colour": "--accent", "icon": MARK}
        for name, (title, text) in TEXTS.items()
    }
    return {"site": site, **kinds, **entries}


def main(directory: str) -> int:
    page_types.start(directory)
    from playwright.sync_api import sync_playwright

    template = Template((ROOT / "bench" / "cards.html").read_text(encoding="utf-8"))
    words = cards()
    KEPT.mkdir(exist_ok=True)
    styles = (ROOT / "static" / "css" / "site.css").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, each in words.items():
            card = Path(directory) / f"{name}.html"
            told = each | {"title": escape(each["title"]), "text": escape(each["text"])}
            card.write_text(template.substitute(told, styles=styles), encoding="utf-8")
            page.goto(card.as_uri())
            page.screenshot(path=KEPT / f"{name}.png")
        browser.close()
    sizes = {path.name: path.stat().st_size for path in sorted(KEPT.glob("*.png"))}
    for name, bytes_ in sizes.items():
        print(f"{name:24} {bytes_ / 1024:5.1f} KB")
    return 1 if max(sizes.values()) > MOST else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(folder))
