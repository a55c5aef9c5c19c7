"""Exit codes: 0 made, or nothing has changed; 1 it could not be made; 2 the options are wrong."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from therapies.management.console import console
from therapies.releases import making, shelf
from therapies.releases.making import Made, MakingError
from therapies.releases.shelf import Release

FAILED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "Writes what is published as a dated release: tables, fixtures, changes, checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.RELEASES_DIR,
            metavar="DIR",
            help="where releases are kept, each in a directory of its own (RELEASES_DIR)",
        )
        parser.add_argument(
            "--previous",
            type=Path,
            metavar="DIR",
            help="the release to compare with; without it the newest earlier one that is kept",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="write the newest release of the same day anew instead of adding another",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        previous = self._previous(options["previous"])
        out = console(self.stdout)
        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        try:
            with Progress(*columns, console=out) as bar:
                task = bar.add_task("", total=making.STEPS)
                made = making.make(
                    options["to"],
                    previous=previous,
                    replace=options["replace"],
                    progress=lambda step, done: bar.update(task, description=step, completed=done),
                )
        except MakingError as error:
            raise CommandError(f"{error} Nothing was changed.", returncode=FAILED) from error
        for name in made.left_out:
            out.print(f"left out, for it names what is not public: {name}", markup=False)
        self._tell(made)

    def _previous(self, directory: Path | None) -> Release | None:
        if directory is None:
            return None
        found = shelf.opened(directory)
        if found is None:
            raise CommandError(f"{directory} is no release.", returncode=UNUSABLE)
        return found

    def _tell(self, made: Made) -> None:
        release = made.release
        if not made.is_new:
            self.stdout.write(f"Nothing has changed since release {release.version}.")
            return
        archived = release.archived
        before = release.about["previous"]
        self.stdout.write(
            f"Release {release.version} is in {release.directory}"
            + (f", compared with {before}." if before else "; it is the first.")
        )
        self.stdout.write(f"{release.archive.name}: {filesizeformat(archived.size)}")
        self.stdout.write(f"SHA-256: {archived.sha256}")
