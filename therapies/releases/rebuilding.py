"""The whole site from a release alone."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction

from editorial.models import ContentVersion
from therapies.applying import Outcome
from therapies.loading import load
from therapies.models import Entry
from therapies.releases.bundle import FIXTURES
from therapies.releases.shelf import Release


class NotEmptyError(Exception):
    """The database holds entries already."""


def rebuild(release: Release, progress: Callable[[int, int], None]) -> Outcome:
    """Make the tables, load and index the content; its day is that of the release.

    Raises NotEmptyError and BrokenFixtureError; nothing but empty tables was made then.
    """
    call_command("migrate", verbosity=0)
    if Entry.objects.exists():
        raise NotEmptyError
    with transaction.atomic():
        outcome = load(release.directory / FIXTURES, progress=progress)
        newest = ContentVersion.objects.latest()
        ContentVersion.objects.filter(pk=newest.pk).update(
            created_at=release.as_of, reason=f"loaded from release {release.version}"
        )
    return outcome
