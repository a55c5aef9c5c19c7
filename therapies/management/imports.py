"""What the commands that import have in common: their options, progress, summary and exit code.

0: nothing was wrong. 1: some records or files were refused, each is named. 2: the source or the
options could not be used.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from editorial import workflow
from editorial.models import User
from therapies import search
from therapies.importing.bookmarks import Bookmark
from therapies.importing.report import OUTCOMES, Report

SOME_REFUSED, UNUSABLE = 1, 2
MOST_NAMES = 15


def add_options(parser: CommandParser) -> None:
    parser.add_argument("--by", required=True, metavar="USERNAME", help="whose proposals they are")
    parser.add_argument("--dry-run", action="store_true", help="try everything and write nothing")
    parser.add_argument(
        "--resume", action="store_true", help="go on where the last run of this question stopped"
    )


def account(username: str) -> User:
    """Whose proposals they will be, when everything is there that is needed to make them."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise unusable(f"There is no active account {username!r}.")
    if not user.has_perm(workflow.PROPOSE):
        raise unusable(f"{username} may not propose changes.")
    if not search.is_built():
        raise unusable("Names are mapped by the search index, and there is none: run index_search.")
    return user


def unusable(why: str) -> CommandError:
    return CommandError(why, returncode=UNUSABLE)


def bookmark(name: str, questions: Sequence[str], options: dict[str, Any]) -> Bookmark:
    """Of a run of its own when nothing is written; an old one is removed unless it is read."""
    run = f"{name}.dry-run" if options["dry_run"] else name
    kept = Bookmark.of(settings.VAR_DIR / f"{run}.json", questions)
    if not options["resume"]:
        kept.remove()
    return kept


@contextmanager
def progress(out: Console, title: str) -> Iterator[Callable[[int, int | None], None]]:
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")
    with Progress(*columns, console=out) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show(out: Console, report: Report, is_dry_run: bool) -> None:
    table = Table("records", "")
    for outcome, words in OUTCOMES.items():
        table.add_row(words, str(report.outcomes[outcome]))
    out.print(table)
    for why, times in report.passed_over.most_common():
        _say(out, f"not for us, {why}: {times}")
    for kind, names in report.unmapped.items():
        said = "; ".join(f"{name} ({times})" for name, times in names.most_common(MOST_NAMES))
        if said:
            _say(out, f"{kind} without an entry here, {len(names)} in all: {said}")
    for subject, note in report.notes:
        _say(out, f"{subject}: {note}")
    for missing in report.missing:
        _say(out, f"not found: {missing}")
    for what, why in report.refused:
        _say(out, f"refused: {what}: {why}")
    if is_dry_run:
        out.print("Nothing was written.")


def finish(report: Report, broken: list[str], failure: str = "") -> None:
    """Raises CommandError with the exit code unless all went well."""
    if failure:
        raise unusable(f"{failure}. What was read before it is dealt with.")
    if broken:
        raise CommandError("\n".join(broken), returncode=SOME_REFUSED)
    if report.refused:
        raise CommandError(f"{len(report.refused)} records refused.", returncode=SOME_REFUSED)


def _say(out: Console, text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
