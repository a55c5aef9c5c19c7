from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from therapies.canonical import files
from therapies.models import Entry


class Command(BaseCommand):
    help = "Writes the reference back to its fixtures, in the canonical form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        if not Entry.objects.exists():
            raise CommandError("The database holds no entries: nothing was written or removed.")
        texts = {directory / path: text for path, text in files()}
        written = 0
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                written += 1
        gone = [path for path in directory.rglob("*.json") if path not in texts]
        for path in gone:
            path.unlink()
        self.stdout.write(f"{len(texts)} files: {written} written, {len(gone)} removed.")
