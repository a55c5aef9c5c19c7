import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from editorial.edition import ASKED_EVERY
from editorial.models import ContentVersion
from therapies.management.purging import addresses

# A transaction may have begun so long before its version was there to be seen.
LATELY = timedelta(minutes=5)


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
        version = ContentVersion.objects.first()
        newest = version.pk if version else 0
        if since > newest:
            raise CommandError(f"There is no version {since}: the newest is {newest}.")
        if version and newest > since and timezone.now() - version.created_at < LATELY:
            # What is purged before every process has the version would be kept anew as it was.
            time.sleep(ASKED_EVERY * 1.1)
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
