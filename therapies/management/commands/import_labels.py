from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from editorial.choices import Status
from therapies.importing import sources
from therapies.importing.client import Client
from therapies.importing.labels import Run
from therapies.importing.proposing import Proposer
from therapies.importing.refusals import UnusableError
from therapies.importing.sources import Answered, Found, Reading
from therapies.management import imports
from therapies.management.console import console
from therapies.models import Drug


class Command(BaseCommand):
    help = (
        "Reads labels of openFDA, proposes brand names that our drugs lack, and lists where their "
        "warnings and uses stand. Never rates. Exits with 1 when records were refused, with 2 "
        "when the source cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, help="a JSON file, or a directory of them"
        )
        parser.add_argument(
            "--drug", action="append", default=[], metavar="SLUG", help="only this drug; repeatable"
        )
        parser.add_argument(
            "--all-drugs", action="store_true", help="ask the service about every drug of ours"
        )
        parser.add_argument("--service", default=sources.LABELS, help="address of the service")
        imports.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = imports.account(options["by"])
        drugs = self._drugs(options["drug"])
        proposer = Proposer(by, write=not options["dry_run"])
        run = Run(proposer, timezone.localdate(), frozenset(options["drug"]))
        out = console(self.stdout)
        failure = ""
        with imports.progress(out, "Reading labels") as told:
            reading = Reading(told)
            try:
                run.take_all(self._found(drugs, reading, options))
            except UnusableError as error:
                failure = str(error)
            run.propose_all()
        imports.show(out, run.summary, options["dry_run"])
        imports.finish(run.summary, reading.broken, failure)

    def _drugs(self, slugs: list[str]) -> dict[str, str]:
        """Names by slugs: of those that were asked for, else of all."""
        drugs = Drug.objects.exclude(status=Status.RETIRED).order_by("slug")
        known = dict(drugs.values_list("slug", "name"))
        if unknown := [slug for slug in slugs if slug not in known]:
            raise imports.unusable(f"There is no drug {', '.join(unknown)}.")
        return {slug: known[slug] for slug in slugs} if slugs else known

    def _found(
        self, drugs: dict[str, str], reading: Reading, options: dict[str, Any]
    ) -> Iterator[Found | Answered]:
        path: Path | None = options["path"]
        if path is not None:
            if options["resume"] or options["all_drugs"]:
                raise UnusableError("A file is read in one go, and holds what it holds")
            return sources.from_files(path, "results", reading)
        if not options["drug"] and not options["all_drugs"]:
            raise UnusableError(
                "Name a file or a directory, or ask the service by --drug or --all-drugs"
            )
        base = options["service"]
        bookmark = imports.bookmark("import_labels", [base, *drugs.values()], options)
        return sources.from_labels_service(self.client(), base, drugs, bookmark, reading)

    def client(self) -> Client:
        return Client(sources.LABELS_EVERY)
