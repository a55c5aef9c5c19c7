"""Exit codes: 0 loaded; 1 the release is not sound; 2 path or database cannot be used."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from therapies.management.console import console
from therapies.reading import BrokenFixtureError
from therapies.releases.rebuilding import NotEmptyError, rebuild
from therapies.releases.shelf import Release
from therapies.releases.verifying import UnsoundReleaseError, unpacked

UNSOUND, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "Builds the site from a release alone, in an empty database, after checking every file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="directory or zip archive of a release")
        parser.add_argument(
            "--check", action="store_true", help="only check the files, and load nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is no {path}.", returncode=UNUSABLE)
        try:
            with unpacked(path) as release:
                self.stdout.write(f"Every file of release {release.version} is as it was made.")
                if not options["check"]:
                    self._load(release)
        except UnsoundReleaseError as error:
            raise CommandError(f"{error}. Nothing was loaded.", returncode=UNSOUND) from error
        except BrokenFixtureError as error:
            raise CommandError(f"{error}. Nothing was loaded.", returncode=UNSOUND) from error
        except NotEmptyError as error:
            raise CommandError(
                "The database holds entries already: a release is loaded into an empty one. "
                "Nothing was loaded.",
                returncode=UNUSABLE,
            ) from error
        except OSError as error:
            raise CommandError(
                f"{path} cannot be read: {error.strerror or error}. Nothing was loaded.",
                returncode=UNUSABLE,
            ) from error

    def _load(self, release: Release) -> None:
        columns = TextColumn("Building the site"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=console(self.stdout)) as bar:
            task = bar.add_task("", total=None)
            outcome = rebuild(
                release, lambda done, total: bar.update(task, completed=done, total=total)
            )
        rows = sum(outcome.added.values())
        self.stdout.write(f"{rows} rows were loaded: the site is that of {release.version}.")
