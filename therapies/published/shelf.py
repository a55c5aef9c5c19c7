"""The indexes in force: one for each list, built beside the requests and swapped whole."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Lock, Thread
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from django.db import connections

from editorial import databases
from editorial.edition import watch
from therapies.listings import Listing
from therapies.published import stored
from therapies.published.ahead import WrittenAhead
from therapies.published.index import MOST_ROWS, Index
from therapies.published.renewed import renewal, renewed
from therapies.published.stored import Stored

logger = logging.getLogger(__name__)

Made = TypeVar("Made")
# Of a version, where there is one from what was made of a former version.
Make = Callable[[Any, int, Made | None], Made | None]


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Shelf(Generic[Made]):
    """Indexes by the name of what they are of, each with the version of the content it was built
    of. `make_aside` gives what a thread of its own may go on working at. Who asks while one is
    built waits for it up to `patience` seconds. `takes_over` says that an index is made of the
    former one, which stays until then."""

    def __init__(
        self,
        make: Make[Made],
        make_aside: Make[Made] | None = None,
        patience: float = 0.0,
        *,
        takes_over: bool = False,
    ) -> None:
        self._make = make
        self._make_aside = make_aside or make
        self._patience = patience
        self._takes_over = takes_over
        self._built: dict[str, tuple[int, Made | None]] = {}
        self._building: dict[str, Event] = {}
        self._lock = Lock()

    def current(self, listing: Named) -> Made | None:
        """The index of the version in force; None while there is none. Asking for one that is
        missing has it built."""
        if not settings.PUBLISHED_INDEX:
            return None
        version = version_in_force()
        number, _index = self._built.get(listing.name, (-1, None))
        if number != version:
            self._being_built(listing, version).wait(self._patience)
        return self._of(listing, version)

    def at_hand(self, listing: Named) -> Made | None:
        """The same where it is there by now; nothing is built for who asks."""
        return self._of(listing, version_in_force()) if settings.PUBLISHED_INDEX else None

    def _of(self, listing: Named, version: int) -> Made | None:
        number, index = self._built.get(listing.name, (-1, None))
        return index if number == version else None

    def _being_built(self, listing: Named, version: int) -> Event:
        """Set when it is done, or has failed."""
        with self._lock:
            done = self._building.get(listing.name)
            if done is None:
                done = self._building[listing.name] = Event()
                Thread(target=self._build_aside, args=(listing, version), daemon=True).start()
        return done

    def build(self, listing: Named, version: int, make: Make[Made] | None = None) -> None:
        """Read it as it is published now. Of a version that is replaced meanwhile nothing is
        kept."""
        self.let_go()
        _number, former = self._built.get(listing.name, (0, None))
        made = (make or self._make)(listing, version, former)
        if version_in_force() == version:
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
            self._building.pop(listing.name).set()
            connections.close_all()

    def let_go(self) -> None:
        """Of what is out of force, unless the next is made of it."""
        if self._takes_over:
            return
        version = version_in_force()
        for name, (number, _made) in list(self._built.items()):
            if number != version:
                self._built.pop(name, None)

    def clear(self) -> None:
        self._built.clear()


def version_in_force() -> int:
    edition = watch.current()
    return edition.version.pk if edition else 0


def _index(
    listing: Listing, version: int, former: Index | Stored | None, kind: type[Index] = Index
) -> Index | Stored | None:
    """A list too large for the memory is left to the database, and what its readers would wait for
    too long is read beforehand."""
    if isinstance(former, Index) and (known := renewal(former, version)):
        return renewed(known, kind, version)
    if listing.queryset.all().published().count() > MOST_ROWS:
        return stored.prepared(listing, watch.current())
    return kind(listing, version)


# To count a large list in the database takes longer than to build its index, and both at a time
# longer still.
shelf: Shelf[Index | Stored] = Shelf(
    _index, partial(_index, kind=WrittenAhead), patience=8.0, takes_over=True
)
