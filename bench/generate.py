"""Fills the empty database of DATABASE_URL with a made-up reference of any size.

    DATABASE_URL=sqlite:////tmp/large.sqlite3 .venv/bin/python bench/generate.py --drugs 30000

The same numbers and the same seed give the same rows. Everything is published by `maintainers`.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BATCH = 500
# Rows for each drug beside its rates, roughly: what the bar expects.
OTHER_ROWS = 42


class NotEmptyError(Exception):
    """The database holds something that the made-up rows would mix with."""


def generate(
    drugs: int, rates: int, seed: int, progress: Callable[[int], None] = lambda rows: None
) -> dict[str, int]:
    """Writes `drugs` drugs with `rates` rates each on average; returns rows by model.

    Raises NotEmptyError unless the database is migrated and empty.
    """
    from django.db import connection, transaction

    from bench.synthetic import drugs as drug_rows
    from bench.synthetic import frame as shared
    from bench.synthetic import safety
    from bench.synthetic.words import Words
    from bench.synthetic.writing import Writer
    from editorial.models import ContentVersion

    refuse_unless_empty()
    chance = random.Random(seed)  # noqa: S311
    frame = shared.Frame(chance, Words(chance), Writer(progress), drugs)
    with transaction.atomic():
        shared.write(frame)
        for number in safety.rates_of_drugs(chance, drugs, rates):
            drug, _slug = drug_rows.write(frame)
            safety.write(frame, drug, number)
            frame.writer.flush_if_many()
        frame.writer.finish()
        ContentVersion.objects.create(reason=f"made up: {drugs} drugs, seed {seed}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return dict(frame.writer.rows)


def refuse_unless_empty() -> None:
    from django.db import connection

    from editorial.models import ContentVersion, User
    from therapies.models import Entry, Source

    if Entry._meta.db_table not in connection.introspection.table_names():
        raise NotEmptyError("The database is not migrated: run `manage.py migrate` on it first.")
    for model in (Entry, Source, User, ContentVersion):
        if model._default_manager.exists():
            raise NotEmptyError(
                f"The database holds rows of {model._meta.label} already. Made-up rows go into an "
                "empty one only: name another in DATABASE_URL."
            )


def record_history(progress: Callable[[int], None] = lambda entries: None) -> None:
    """A first version of every entry, as loading fixtures writes them."""
    from therapies import versions
    from therapies.models import Entry

    entries = list(Entry.objects.order_by("pk"))
    for start in range(0, len(entries), BATCH):
        versions.record(entries[start : start + BATCH], "made up")
        progress(len(entries[start : start + BATCH]))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--drugs", type=int, default=300)
    parser.add_argument("--rates", type=int, default=30, help="of a drug, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--search", action="store_true", help="also build the index of searching")
    parser.add_argument(
        "--look-alikes", action="store_true", help="with --search: pairs of names, slow for many"
    )
    parser.add_argument("--history", action="store_true", help="also record first versions")
    parser.add_argument("--migrate", action="store_true", help="bring the database up first")
    options = parser.parse_args()
    if options.drugs < 1 or options.rates < 0:
        parser.error("--drugs must be at least 1, --rates at least 0")
    set_up(options.migrate)
    from rich.console import Console
    from rich.progress import Progress

    started = time.perf_counter()
    try:
        refuse_unless_empty()
    except NotEmptyError as error:
        print(error, file=sys.stderr)
        return 1
    with Progress(console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task("Rows", total=options.drugs * (OTHER_ROWS + options.rates))
        rows = generate(
            options.drugs, options.rates, options.seed, lambda done: bar.advance(task, done)
        )
        bar.update(task, total=sum(rows.values()))
        if options.search:
            from therapies.search import indexing

            task = bar.add_task("Index of searching", total=None)
            (indexing.rebuild if options.look_alikes else indexing.rebuild_names)()
            bar.update(task, total=1, completed=1)
        if options.history:
            from therapies.models import Entry

            task = bar.add_task("First versions", total=Entry.objects.count())
            record_history(lambda done: bar.advance(task, done))
    seconds = time.perf_counter() - started
    for name, count in rows.items():
        print(f"{name:32} {count:10,}")
    print(f"{sum(rows.values()):,} rows in {seconds:.1f} s")
    return 0


def set_up(migrate: bool) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")
    # With debugging on, Django keeps every query in memory.
    os.environ["DEBUG"] = "false"
    import django
    from django.core.management import call_command

    django.setup()
    if migrate:
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
