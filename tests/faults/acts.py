"""What is done to a small reference and stopped in the middle, and what must stand then."""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from editorial import history
from editorial.models import HistoryHead, Proposal, User
from tests import factories
from tests.importing.documents import page, study, written
from tests.upgrade.test_upgrade import ROWS, THEN
from therapies import canonical, publishing, search, versions
from therapies.models import Drug, Entry
from therapies.quality import findings
from therapies.tables import proposing, separated
from therapies.tables.declared import SHEETS

DRUGS, STUDIES = 3, 4
SHAPE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": (
        "SELECT table_name || '.' || column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' UNION ALL SELECT indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public'"
    ),
}
MOMENT = re.compile(r'"(published_at|accessed_on)": "[^"]*"')


class Act(NamedTuple):
    name: str
    # Brings a migrated, empty database to where the act begins.
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    # Whether it consists of steps of which each is whole by itself.
    has_steps: bool = False


def content() -> None:
    for number in range(1, DRUGS + 1):
        factories.full_drug(number)
    versions.record(Entry.objects.order_by("entry_type", "slug"), "loaded from fixtures")


def changed(place: Path) -> None:
    """Fixtures that say of every drug something else than the database does."""
    content()
    for path, text in canonical.files():
        target = place / "fixtures" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("It helps", "They say that it helps"), encoding="utf-8")
    for number in range(1, DRUGS + 1):
        path = next((place / "fixtures").rglob(f"drug-{number}.json"))
        records = json.loads(path.read_text(encoding="utf-8"))
        for record in records:
            if "text" in record["fields"]:
                record["fields"]["text"] += " It is said again."
        text = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8")


def load(place: Path) -> None:
    quietly("load_reference", place / "fixtures")


def studies(place: Path) -> None:
    factories.drug()
    factories.condition()
    search.rebuild()
    versions.record(Entry.objects.order_by("entry_type", "slug"), "loaded from fixtures")
    factories.user("importer", is_superuser=True)
    found = [study(f"NCT0000000{number}") for number in range(1, STUDIES + 1)]
    written(place / "studies.json", page(*found))


def import_trials(place: Path) -> None:
    quietly("import_trials", place / "studies.json", "--by", "importer", "--any-intervention")


def authors(place: Path) -> None:
    content()
    factories.user("author", is_superuser=True)


def propose_sheet(place: Path) -> None:
    if Proposal.objects.exists():
        return
    source = Drug.objects.get(slug="drug-1").names.get().source.slug
    lines = [["drug", "text", "kind", "country", "language", "source", "locator"]]
    for number in range(1, DRUGS + 1):
        lines.append([f"drug-{number}", f"Other {number}", "brand", "TR", "tr", source, "p. 1"])
    report = proposing.check(SHEETS["names"], "names.csv", separated.write(lines))
    assert not report.problems, report.problems
    by = User.objects.get(username="author")
    proposing.propose(report, report.seen, by, "More names.")


def proposal(place: Path) -> None:
    content()
    author = factories.user("author", is_superuser=True)
    factories.user("publisher", is_superuser=True)
    entry = Drug.objects.get(slug="drug-1").entry_ptr
    records = versions.unpack(versions.content_of(entry))
    for record in records:
        if "text" in record["fields"]:
            record["fields"]["text"] += " It is said again."
    publishing.propose(records, author, "It is better so.", base=versions.based_on_live(entry))


def publish(place: Path) -> None:
    waiting = Proposal.objects.open().first()
    if waiting:
        by = User.objects.get(username="publisher")
        publishing.publish(waiting, by, "Checked.", seen=waiting.base_number)


def earlier(place: Path) -> None:
    """As an earlier release wrote it."""
    for app, name in THEN.items():
        quietly("migrate", app, name)
    tables = json.loads(ROWS.read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            names = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join(["%s"] * len(rows[0]))
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
            cursor.executemany(statement, [list(row.values()) for row in rows])


def migrate(place: Path) -> None:
    quietly("migrate")


ACTS = [
    Act("load", changed, load),
    Act("import", studies, import_trials, has_steps=True),
    Act("spreadsheet", authors, propose_sheet),
    Act("publish", proposal, publish),
    Act("migrate", earlier, migrate, has_steps=True),
]


def quietly(*words: Any) -> None:
    with redirect_stdout(io.StringIO()):
        call_command(*words, verbosity=0)


def told(proposal: Proposal) -> list[Any]:
    said = history.digest(MOMENT.sub("", proposal.content))
    return [proposal.slug, proposal.status, said, proposal.comments.count()]


def state() -> dict[str, Any]:
    """What stands, without moments and keys."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE[connection.vendor])
        shape = sorted(cursor.fetchall())
    applied = MigrationRecorder(connection).applied_migrations()
    found: dict[str, Any] = {
        "shape": history.digest(json.dumps(shape)),
        "migrations": sorted(map("/".join, applied)),
    }
    if MigrationLoader(None).disk_migrations.keys() - applied.keys():
        return found
    texts = {str(path): MOMENT.sub("", text) for path, text in canonical.files()}
    return found | {
        "entries": history.digest(json.dumps(texts, sort_keys=True)),
        "proposals": [told(each) for each in Proposal.objects.order_by("kind", "slug")],
        "versions": HistoryHead.objects.values_list("count", flat=True).first() or 0,
        "wrong": [*history.problems(), *versions.unrecorded()],
        "findings": len(findings()),
        "is_indexed": search.is_built(),
    }
