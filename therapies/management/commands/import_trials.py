from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from therapies.importing import sources
from therapies.importing.client import Client
from therapies.importing.proposing import Proposer
from therapies.importing.refusals import UnusableError
from therapies.importing.registry import Run, is_too_much, known_numbers
from therapies.importing.sources import Found, Missing, Question, Reading
from therapies.management import imports
from therapies.management.console import console

SEARCHED = {
    "condition": "query.cond",
    "intervention": "query.intr",
    "term": "query.term",
    "country": "query.locn",
    "status": "filter.overallStatus",
}


class Command(BaseCommand):
    help = (
        "Reads records of ClinicalTrials.gov and proposes what changes in our trials. "
        "Exits with 1 when records were refused, with 2 when the source cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, help="a JSON file, or a directory of them"
        )
        for name, parameter in SEARCHED.items():
            parser.add_argument(f"--{name}", default="", help=f"ask the service: {parameter}")
        parser.add_argument(
            "--expect-known",
            action="store_true",
            help="flag those of our trials that are not there; the service is asked for each",
        )
        parser.add_argument(
            "--known-only", action="store_true", help="propose nothing about other trials"
        )
        parser.add_argument(
            "--any-intervention",
            action="store_true",
            help="also propose new trials that name no drug of ours",
        )
        parser.add_argument("--service", default=sources.TRIALS, help="address of the service")
        imports.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = imports.account(options["by"])
        run = Run(
            Proposer(by, write=not options["dry_run"]),
            timezone.localdate(),
            options["known_only"],
            options["any_intervention"],
        )
        out = console(self.stdout)
        failure = ""
        with imports.progress(out, "Reading trials") as told:
            reading = Reading(told)
            try:
                self._read(run, reading, options)
            except UnusableError as error:
                failure = str(error)
        imports.show(out, run.summary, options["dry_run"])
        imports.finish(run.summary, reading.broken, failure)

    def _read(self, run: Run, reading: Reading, options: dict[str, Any]) -> None:
        path: Path | None = options["path"]
        if path is None:
            run.take_all(self._from_service(reading, options), "ClinicalTrials.gov")
            return
        if options["resume"] or any(options[name] for name in SEARCHED):
            raise UnusableError("A file is not searched, and read in one go")
        run.take_all(sources.from_files(path, "studies", reading), path.name)
        if options["expect_known"]:
            self._flag(run, reading, path)

    def _flag(self, run: Run, reading: Reading, path: Path) -> None:
        """What stands behind the place where a file breaks off is not missing."""
        if reading.broken:
            return
        known = known_numbers()
        missing = run.missing_of(known)
        if is_too_much(missing, known):
            raise UnusableError(
                f"{path} lacks {len(missing)} of our {len(known)} trials: is it the right file? "
                "None of them was flagged"
            )
        run.flag(missing, f"file {path.name} of ClinicalTrials.gov")

    def _from_service(self, reading: Reading, options: dict[str, Any]) -> Iterator[Found | Missing]:
        asked = {parameter: options[name] for name, parameter in SEARCHED.items() if options[name]}
        questions = [Question(asked)] if asked else []
        if options["expect_known"]:
            questions += sources.asking_for(known_numbers())
        if not questions:
            raise UnusableError(
                "Name a file or a directory, or ask the service by --condition, --intervention, "
                "--term, --country, --status or --expect-known"
            )
        base = options["service"].rstrip("/")
        words = [base, *(str(sorted(question.query.items())) for question in questions)]
        bookmark = imports.bookmark("import_trials", words, options)
        return sources.from_trials_service(self.client(), base, questions, bookmark, reading)

    def client(self) -> Client:
        return Client(sources.TRIALS_EVERY)
