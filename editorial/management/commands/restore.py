"""Exit codes: 0 restored; 1 it was not, and says what stands; 2 the database is not empty."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from editorial.backups.errors import BackupError
from editorial.backups.restoring import NotEmptyError, restore, verify

FAILED, NOT_EMPTY = 1, 2


class Command(BaseCommand):
    help = "Puts a backup back into an empty database, after checking all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="what the command backup made")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--check", action="store_true", help="only check the archive, change nothing"
        )
        ways.add_argument(
            "--replace",
            action="store_true",
            help="into a database that is not empty, which is first backed up beside the archive",
        )
        ways.add_argument(
            "--discard",
            action="store_true",
            help="the same, without that backup: what is in the database is lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["archive"]
        try:
            if options["check"]:
                about = verify(connection, path)
                self.stdout.write(f"{path} is whole: {_told(about)}. Nothing was changed.")
                return
            done = restore(
                connection,
                path,
                may_replace=options["replace"] or options["discard"],
                keeps_present=not options["discard"],
            )
        except NotEmptyError as error:
            raise CommandError(
                f"Nothing was changed: {error}. Use --replace if its content is to be replaced.",
                returncode=NOT_EMPTY,
            ) from error
        except BackupError as error:
            raise CommandError(f"{error.what_stands}: {error}.", returncode=FAILED) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"Nothing was changed: {error}.", returncode=FAILED) from error
        self.stdout.write(f"Restored: {_told(done.about)}.")
        if done.kept:
            self.stdout.write(f"What was in the database before is in {done.kept}.")
        if done.releases_aside:
            self.stdout.write(f"The releases that were there are in {done.releases_aside}.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("The backup is of an earlier release: run migrate.")
        self.stdout.write("Now restart the servers and run check_history.")


def _told(about: dict[str, Any]) -> str:
    files = len(about["files"])
    return f"made {about['made_at'][:19]} UTC, {about['database']}, {files} files"
