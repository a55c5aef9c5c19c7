"""Measures searching among synthetic names: 30,000 drugs, each with a brand and a code.

Run it with `make bench`; with BENCH_DATABASE_URL=postgres://… it fills and measures an empty
PostgreSQL database. The names are put together from syllables and real stems, so that very many
share "mab", "cel" or "kinra". The goal is a 95th percentile below 5 ms for suggestions from the
names in memory, and below 50 ms for everything else.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DRUGS = 30_000
ASKED = 300
GOAL = 50
GOAL_TYPED = 5
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bri",
    "ca",
    "ce",
    "da",
    "du",
    "el",
    "fa",
    "go",
    "gu",
    "ix",
    "ja",
    "ka",
    "li",
    "lo",
    "lu",
    "ma",
    "mi",
    "na",
    "ni",
    "no",
    "pa",
    "pem",
    "po",
    "ra",
    "ri",
    "ro",
    "sa",
    "si",
    "su",
    "ta",
    "te",
    "ti",
    "to",
    "tre",
    "tu",
    "ul",
    "va",
    "ve",
    "vo",
    "xa",
    "ze",
    "zo",
]
STEMS = ["mab"] * 8 + ["cel"] * 3 + ["kinra", "cept", "nib", "leucel", "limus", "tide"]
ENDINGS = ["a", "o", "ix", "ra", "ya", "is", "ta", "zo"]


def word(chance: random.Random, fewest: int, most: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(fewest, most)))


def misspelt(chance: random.Random, text: str) -> str:
    """The text with two letters swapped, or one left out, doubled or replaced."""
    at = chance.randrange(1, len(text) - 1)
    return chance.choice(
        [
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + chance.choice("aeiorstn") + text[at + 1 :],
        ]
    )


def main(directory: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "immunoref.settings"
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3"
    )
    os.environ["DEBUG"] = "false"
    sys.path.insert(0, str(ROOT))

    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    chance = random.Random(20)  # noqa: S311
    names = fill(chance)
    from therapies import search
    from therapies.models import Entry
    from therapies.published.names import NameIndex
    from therapies.search.indexing import rebuild_names
    from therapies.search.lookalikes import write as compare

    started = time.perf_counter()
    rows = rebuild_names()
    seconds = time.perf_counter() - started
    print(f"{rows} names of {DRUGS} drugs indexed in {seconds:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    chosen = chance.sample(names, ASKED)
    prefixes = [name[: chance.randint(2, 8)] for name in chosen]
    wrong = [misspelt(chance, name) for name in chosen]
    keys = dict(Entry.objects.filter(name__in=chosen).values_list("name", "pk"))
    started = time.perf_counter()
    index = NameIndex()
    seconds = time.perf_counter() - started
    print(f"{len(index)} names, {index.size / 1e6:.1f} MB, read into memory in {seconds:.1f} s")
    print(f"\n{'':46} {'p50 ms':>8} {'p95 ms':>8}")
    suggest = partial(search.suggest, lookup=index)
    measure("suggestions for a beginning, from memory", suggest, prefixes, GOAL_TYPED)
    measure("suggestions for a typing error, from memory", suggest, wrong)
    measure("look-alikes of a drug, when it is saved", compare, [keys[name] for name in chosen], 0)
    measure("suggestions for a beginning of 2 to 8 letters", search.suggest, prefixes)
    measure("results for a beginning of 2 to 8 letters", search.find, prefixes)
    measure("results for a whole name", search.find, chosen)
    measure("near names for a typing error", search.find, wrong)
    found = 0
    for name, text in zip(chosen, wrong, strict=True):
        results = search.find(text)
        hits = [hit for group in results.groups for hit in group.hits] + results.near
        found += any(hit.entry.name == name for hit in hits)
    print(f"\nof {ASKED} misspelt names {found} are offered in their right spelling")


def fill(chance: random.Random) -> list[str]:
    """Writes the drugs; returns their names."""
    from tests import factories
    from therapies.models import Drug, Entry, Name

    names: dict[str, None] = {}
    while len(names) < DRUGS:
        names[(word(chance, 2, 4) + chance.choice(STEMS)).capitalize()] = None
    source, primary = factories.source(), factories.therapy_type()
    known = factories.published("x")
    entries = Entry.objects.bulk_create(
        (
            Entry(**known | {"entry_type": "drug", "name": name, "slug": name.lower()})
            for name in names
        ),
        batch_size=1000,
    )
    drugs = []
    for entry in entries:
        fields = {field.attname: getattr(entry, field.attname) for field in Entry._meta.fields}
        drugs.append(
            Drug(
                entry_ptr_id=entry.pk,
                **fields,
                modality="other",
                market_status="approved",
                why_included="x",
                primary_type=primary,
                source=source,
                locator="x",
            )
        )
    for drug in drugs:
        drug.save_base(raw=True, force_insert=True)
    shared = {"source": source, "locator": "x", "country": "US"}
    Name.objects.bulk_create(
        (
            Name(drug=drug, kind=kind, text=text, **shared)
            for drug in drugs
            for kind, text in (
                ("brand", (word(chance, 1, 3) + chance.choice(ENDINGS)).capitalize()),
                ("code", f"{chance.choice(['AB', 'BMS', 'MK', 'XY'])}-{drug.pk + 100_000}"),
            )
        ),
        batch_size=1000,
    )
    return list(names)


def measure(
    what: str, verb: Callable[[Any], object], asked: Sequence[object], goal: int = GOAL
) -> None:
    times = []
    for each in asked:
        started = time.perf_counter()
        verb(each)
        times.append((time.perf_counter() - started) * 1000)
    centiles = statistics.quantiles(times, n=20)
    missed = f"  above the goal of {goal} ms" if goal and centiles[18] >= goal else ""
    print(f"{what:46} {centiles[9]:8.1f} {centiles[18]:8.1f}{missed}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        main(directory)
