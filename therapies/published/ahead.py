"""Rows written before they are asked for, in the breaks between requests.

A form in which somebody asked for rows is likely to be asked for of all of them. One thread writes
at a time, lets every request that waits go first, and rests as long as it worked.
"""

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from threading import Lock, Thread
from typing import Any

from django.db import connections
from django.utils.translation import get_language, override

from therapies.listings import Listing
from therapies.published.index import Index, Write
from therapies.published.written import room

BATCH = 50
_one_at_a_time = Lock()
logger = logging.getLogger(__name__)


class Ahead:
    """A list whose rows are written beside the requests, until it is out of force."""

    is_in_force = True
    listing: Listing
    texts: Callable[[Hashable, Sequence[int], Write], list[bytes]]

    def in_usual_order(self) -> Sequence[int]:
        """The places of all rows."""
        raise NotImplementedError

    def on_new_form(self, form: Hashable, write: Write) -> None:
        asked = (form, write, get_language())
        Thread(target=self._write_all, args=asked, daemon=True).start()

    def _write_all(self, form: Hashable, write: Write, language: str) -> None:
        with _one_at_a_time, override(language):
            try:
                places = self.in_usual_order()
                for start in range(0, len(places), BATCH):
                    if not self.is_in_force or room.is_nearly_full:
                        break
                    started = time.perf_counter()
                    self.texts(form, places[start : start + BATCH], _yielding(write))
                    time.sleep(time.perf_counter() - started)
            except Exception:
                logger.exception("Rows of %s are not written ahead.", self.listing.name)
            finally:
                connections.close_all()


class WrittenAhead(Ahead, Index):
    def in_usual_order(self) -> Sequence[int]:
        return self.usual.places.tolist()


def _yielding(write: Write) -> Write:
    """The same, and after each row another thread may go on."""

    def written(rows: Iterable[Any]) -> Iterator[str]:
        for text in write(rows):
            yield text
            time.sleep(0)

    return written
