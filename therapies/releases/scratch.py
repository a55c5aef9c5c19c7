"""A database of its own in a file, in the place of the usual one.

Whatever is read while it is there was loaded from a release's fixtures: nothing else can get into
a release, it is the same whichever database the site runs on, and the fixtures are known to load.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from therapies.applying import Applier
from therapies.reading import read

# Nobody needs what is in it after a crash.
QUICK = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"


@contextmanager
def database(path: Path) -> Iterator[None]:
    """Every query of this thread goes to the file. The usual connection is kept as it is."""
    usual = connections[DEFAULT_DB_ALIAS]
    settings = {
        **connections.settings[DEFAULT_DB_ALIAS],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"init_command": QUICK},
        "CONN_HEALTH_CHECKS": False,
        "CONN_MAX_AGE": None,
    }
    own = DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    ContentType.objects.clear_cache()
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        own.close()
        connections[DEFAULT_DB_ALIAS] = usual
        ContentType.objects.clear_cache()


def set_up() -> None:
    """The tables of the site, empty."""
    call_command("migrate", verbosity=0)


def fill(fixtures: Path) -> None:
    """Raises BrokenFixtureError."""
    with transaction.atomic():
        Applier(read(fixtures)).run(prune=False)
