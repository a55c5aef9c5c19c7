from typing import Any

from django.core.management.base import BaseCommand

from therapies.loading import index_again
from therapies.management.console import console


class Command(BaseCommand):
    help = "Writes the index that searching reads again, from what is published."

    def handle(self, *args: Any, **options: Any) -> None:
        names = index_again()
        console(self.stdout).print(f"{names} names are indexed.")
