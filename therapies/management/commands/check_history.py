from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from editorial import history
from editorial.choices import Status
from editorial.models import HistoryHead, Version
from therapies import versions
from therapies.management.console import console
from therapies.models import Entry


class Command(BaseCommand):
    help = "Proves that no version was changed or removed; exits with 1 when one was."

    def handle(self, *args: Any, **options: Any) -> None:
        out = console(self.stdout)
        kept = Version.objects.count()
        public = Entry.objects.exclude(status=Status.DRAFT).count()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=out) as bar:
            chain = bar.add_task("Reading the chain", total=kept)
            live = bar.add_task("Comparing what is live", total=public)
            broken = list(history.problems(lambda done: bar.update(chain, completed=done)))
            strayed = list(versions.unrecorded(lambda done: bar.update(live, completed=done)))
        for problem in [*broken, *strayed]:
            out.print(problem, markup=False, highlight=False)
        for gone in versions.vanished():
            out.print(f"{gone}: kept in the history, removed from the reference", markup=False)
        if broken or strayed:
            raise CommandError(
                f"{kept} versions, {len(broken)} faults in their chain; {public} entries, "
                f"{len(strayed)} not as their last version says.",
                returncode=1,
            )
        out.print(
            f"{kept} versions in one unbroken chain; {public} entries as their last version says."
        )
        # Kept elsewhere, it shows if ever the whole chain is written anew.
        end = HistoryHead.objects.values_list("hash", flat=True).first() or ""
        out.print(f"The last hash is {end}.", soft_wrap=True)
