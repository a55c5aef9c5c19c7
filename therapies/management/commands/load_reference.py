from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from therapies import search
from therapies.applying import Outcome
from therapies.loading import EditedHereError, index_again, is_loaded, load
from therapies.management.console import console
from therapies.reading import BrokenFixtureError


class Command(BaseCommand):
    help = "Loads the reference from its fixtures: all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])
        parser.add_argument("--check", action="store_true", help="try everything and write nothing")
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing when these files are loaded"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="also overwrite what was edited here"
        )
        parser.add_argument(
            "--prune", action="store_true", help="also remove entries that no file holds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        if not directory.is_dir():
            raise CommandError(f"There is no directory {directory}.")
        out = console(self.stdout)
        if options["if_changed"] and is_loaded(directory):
            if not search.is_built():
                index_again()
            out.print("The reference is loaded already.")
            return
        try:
            outcome = self._load(out, directory, options)
        except BrokenFixtureError as error:
            raise CommandError(f"{error}. Nothing was changed.") from error
        except EditedHereError as error:
            raise CommandError(
                f"{error}. Write them to the fixtures with dump_reference, or give --overwrite. "
                "Nothing was changed."
            ) from error
        self._report(out, outcome, options["check"])

    def _load(self, out: Console, directory: Path, options: dict[str, Any]) -> Outcome:
        columns = TextColumn("Loading the reference"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=out) as bar:
            task = bar.add_task("", total=None)
            return load(
                directory,
                write=not options["check"],
                prune=options["prune"],
                overwrite=options["overwrite"],
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )

    def _report(self, out: Console, outcome: Outcome, only_check: bool) -> None:
        if outcome.is_change:
            table = Table("", "added", "changed", "removed")
            for name in sorted({*outcome.added, *outcome.changed, *outcome.removed}):
                counts = (outcome.added[name], outcome.changed[name], outcome.removed[name])
                table.add_row(name, *(str(count) for count in counts))
            out.print(table)
        out.print(f"{outcome.unchanged} rows were as in the files.")
        if only_check:
            out.print("The fixtures are sound. Nothing was written.")
