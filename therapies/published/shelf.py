"""The indexes in force: one for each list, built beside the requests and swapped whole."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Lock, Thread
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from django.db import connections

from editorial import databases
from editorial.edition import watch
from therapies.listings import Listing
from therapies.published.ahead import WrittenAhead
from therapies.published.index import MOST_ROWS, Index

logger = logging.getLogger(__name__)

Made = TypeVar("Made")
Make = Callable[[Any, int], Made | None]


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Shelf(Generic[Made]):
    """Indexes by the name of what they are of, each with the version of the content it was built
    of. `make` gives none where one would be too large; `make_aside` gives what a thread of its own
    may go on working at."""

    def __init__(self, make: Make[Made], make_aside: Make[Made] | None = None) -> None:
        self._make = make
        self._make_aside = make_aside or make
        self._built: dict[str, tuple[int, Made | None]] = {}
        self._building: set[str] = set()
        self._lock = Lock()

    def current(self, listing: Named) -> Made | None:
        """The index of the version in force; None while there is none, and where it would be too
        large. Asking for one that is missing has it built."""
        if not settings.PUBLISHED_INDEX:
            return None
        version = version_in_force()
        number, index = self._built.get(listing.name, (-1, None))
        if number == version:
            return index
        with self._lock:
            if listing.name in self._building:
                return None
            self._building.add(listing.name)
        Thread(target=self._build_aside, args=(listing, version), daemon=True).start()
        return None

    def build(self, listing: Named, version: int, make: Make[Made] | None = None) -> None:
        """Read it as it is published now. Of a version that is replaced meanwhile nothing is
        kept."""
        made = (make or self._make)(listing, version)
        if version_in_force() == version:
            _number, former = self._built.get(listing.name, (0, None))
            self._built[listing.name] = (version, made)
            if isinstance(former, WrittenAhead):
                former.is_in_force = False

    def _build_aside(self, listing: Named, version: int) -> None:
        edition = watch.current()
        try:
            with databases.reading(edition.database if edition else databases.PRIMARY):
                self.build(listing, version, self._make_aside)
        except Exception:
            logger.exception("The index of %s could not be built.", listing.name)
        finally:
            self._building.discard(listing.name)
            connections.close_all()

    def clear(self) -> None:
        self._built.clear()


def version_in_force() -> int:
    edition = watch.current()
    return edition.version.pk if edition else 0


def _index(listing: Listing, version: int, kind: type[Index] = Index) -> Index | None:
    rows = listing.queryset.all().published().count()
    return kind(listing, version) if rows <= MOST_ROWS else None


shelf = Shelf(_index, partial(_index, kind=WrittenAhead))
