"""Exit codes: 0 made; 1 it could not be made, and nothing was removed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.template.defaultfilters import filesizeformat

from editorial.backups.errors import BackupError
from editorial.backups.making import make


class Command(BaseCommand):
    help = "Backs up the database and the releases while the site runs: one checked archive."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, help="where the archive is put")
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            metavar="N",
            help="remove all but the newest N backups from the directory; without it all stay",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 0:
            raise CommandError("--keep takes a whole number: how many backups stay.")
        try:
            made = make(connection, options["directory"], keep=options["keep"])
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(f"No backup was made: {error}.") from error
        is_encrypted = "encrypted" if settings.BACKUP_KEY_FILE else "not encrypted"
        self.stdout.write(
            f"{made.path}: {filesizeformat(made.path.stat().st_size)}, {is_encrypted}"
        )
        self.stdout.write(f"SHA-256: {made.sha256}")
        for old in made.removed:
            self.stdout.write(f"Removed {old.name}.")
