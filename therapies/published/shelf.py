"""The indexes in force: one for each list, built beside the requests and swapped whole."""

import logging
from threading import Lock, Thread

from django.conf import settings
from django.db import connections

from editorial import databases
from editorial.edition import watch
from therapies.listings import Listing
from therapies.published.index import MOST_ROWS, Index

logger = logging.getLogger(__name__)


class Shelf:
    """Indexes by the name of their list, each with the version of the content it was built of."""

    def __init__(self) -> None:
        self._built: dict[str, tuple[int, Index | None]] = {}
        self._building: set[str] = set()
        self._lock = Lock()

    def current(self, listing: Listing) -> Index | None:
        """The index of the version in force; None while there is none, and where a list is too
        long for one. Asking for one that is missing has it built."""
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

    def build(self, listing: Listing, version: int) -> None:
        """Read the list as it is published now. Of a version that is replaced meanwhile nothing
        is kept."""
        rows = listing.queryset.all().published().count()
        index = Index(listing, version) if rows <= MOST_ROWS else None
        if version_in_force() == version:
            self._built[listing.name] = (version, index)

    def _build_aside(self, listing: Listing, version: int) -> None:
        edition = watch.current()
        try:
            with databases.reading(edition.database if edition else databases.PRIMARY):
                self.build(listing, version)
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


shelf = Shelf()
