from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.table import Table

from therapies.management.console import console
from therapies.quality import CHECKS, findings


class Command(BaseCommand):
    help = "Lists what is wrong with the reference; exits with 1 when anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings()
        if not found:
            self.stdout.write(f"{len(CHECKS)} checks, nothing found.")
            return
        table = Table("check", "where", "what")
        for finding in found:
            table.add_row(finding.check, finding.where, finding.what)
        console(self.stdout).print(table)
        raise CommandError(f"{len(found)} findings.", returncode=1)
