from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.models import ContentVersion
from therapies.management.purging import addresses


class Command(BaseCommand):
    help = "Public addresses that changed since a version of the content, one a line, for a CDN."

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--since", type=int, help="number of the version that was purged last")
        asked.add_argument(
            "--keep", type=Path, help="file that holds this number, and is brought up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keep: Path | None = options["keep"]
        since = self._kept(keep) if keep else options["since"]
        newest = ContentVersion.objects.values_list("pk", flat=True).first() or 0
        if since > newest:
            raise CommandError(f"There is no version {since}: the newest is {newest}.")
        for address in addresses(since):
            self.stdout.write(address)
        if keep:
            keep.write_text(f"{newest}\n")

    def _kept(self, file: Path) -> int:
        if not file.exists():
            return 0
        text = file.read_text().strip()
        if not text.isdigit():
            raise CommandError(f"{file} holds no number of a version: {text[:40]!r}.")
        return int(text)
