from typing import Any

from django.core.management.base import BaseCommand

from therapies.coverage import report


class Command(BaseCommand):
    help = "Writes what the reference covers, as Markdown: docs/coverage.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(report(), ending="")
