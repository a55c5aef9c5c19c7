"""Before anything is timed: both servers must give the same drugs to the same questions."""

import json
import re
import urllib.request
from collections.abc import Iterable

from bench.addresses import FACETS_OF_MANY, PAGE, Question

SITE_LINK = re.compile(r'href="/drugs/([a-z0-9-]+)/"')
SITE_COUNT = re.compile(
    r'name="(\w+)" value="([^"]*)"[^>]*> <span>[^<]*</span> <span class="results">([\d,]+)<'
)
DATASETTE_LINK = re.compile(r'href="/flat/drugs/([a-z0-9-]+)"')


class DifferentAnswersError(Exception):
    """Comparing the times would compare different work."""


def fetch(base: str, address: str) -> str:
    with urllib.request.urlopen(base + address, timeout=120) as answer:  # noqa: S310
        return answer.read().decode()


def same_answers(site: str, datasette: str, asked: Iterable[Question], is_sorted: bool) -> int:
    """How many questions were compared: rows of the JSON, and the first page as it is shown.

    PostgreSQL may sort by rules of its own; then the order is not compared.
    """
    compared = 0
    for question in asked:
        ours = [row["slug"] for row in json.loads(fetch(site, question.site_json()))["results"]]
        theirs = [
            row["slug"] for row in json.loads(fetch(datasette, question.datasette_json()))["rows"]
        ]
        if not is_sorted:
            ours, theirs = sorted(ours), sorted(theirs)
        if ours != theirs or len(ours) != question.rows:
            raise DifferentAnswersError(
                f"{question.site()}: {len(ours)} drugs, Datasette {len(theirs)}, "
                f"{question.rows} were written"
            )
        if is_sorted:
            _same_page(site, datasette, question, ours[:PAGE])
        compared += 1
    return compared


def same_counts(site: str, datasette: str, asked: Iterable[Question]) -> int:
    """How many facets were compared: whatever both show of one is behind as many drugs. Those that
    are chosen from are left out: Datasette counts in the drugs found alone."""
    compared = 0
    for question in asked:
        ours = _counts_of_site(fetch(site, question.site()))
        told = json.loads(fetch(datasette, question.datasette_counts()))["facet_results"]
        for name in FACETS_OF_MANY:
            theirs = {each["value"]: each["count"] for each in told[name]["results"]}
            both = ours.get(name, {}).keys() & theirs.keys()
            differ = [each for each in both if ours[name][each] != theirs[each]]
            if differ or (theirs and not both):
                raise DifferentAnswersError(f"{question.site()}, {name}: {differ or theirs}")
            compared += bool(both)
    return compared


def _counts_of_site(page: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, value, number in SITE_COUNT.findall(page):
        found.setdefault(name, {})[value] = int(number.replace(",", ""))
    return found


def _same_page(site: str, datasette: str, question: Question, expected: list[str]) -> None:
    shown = {
        "site": SITE_LINK.findall(fetch(site, question.site())),
        "Datasette": DATASETTE_LINK.findall(fetch(datasette, question.datasette())),
    }
    for name, found in shown.items():
        if [slug for slug in dict.fromkeys(found) if slug in set(expected)] != expected:
            raise DifferentAnswersError(f"{question.site()}: {name} shows other drugs")
