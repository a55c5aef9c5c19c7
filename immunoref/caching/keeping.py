"""Keeps answers in the memory of this process and, where there is one, in the Redis of all."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from threading import Lock

from django.conf import settings
from django.core.cache import caches

from editorial.edition import Edition
from immunoref.caching.asking import Key

Headers = tuple[tuple[str, str], ...]

# What Python needs for an answer beside its bytes, roughly.
OVERHEAD = 1500
# An answer may take this part of the memory at most.
LARGEST_PART = 8
SHARED_FOR = 3600
CACHE = "pages"
MADE_WITHIN = 60
# After a failure Redis is left alone that long, so that its time-outs slow down few requests.
REST = 10.0
logger = logging.getLogger(__name__)


@dataclass
class Kept:
    """An answer; without a body it only serves to say that nothing changed. `asked` is how often
    it was asked for of the memory that has it."""

    tag: str
    modified: int | None
    headers: Headers
    unchanged: Headers
    body: bytes | None
    asked: int = 0

    @property
    def size(self) -> int:
        return len(self.body or b"") + OVERHEAD


class Memory:
    """Answers of one edition, those asked for last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.clear()

    def clear(self) -> None:
        self._lock = Lock()
        self._stamp, self._serial = "", 0
        self._answers: OrderedDict[Key, Kept] = OrderedDict()
        self._former: dict[Key, int] = {}
        self.size = 0

    def take_former(self) -> dict[Key, int]:
        """Pages of the edition before, with how often each was served; once."""
        with self._lock:
            former, self._former = self._former, {}
        return former

    def get(self, edition: Edition, key: Key) -> Kept | None:
        if edition.stamp != self._stamp:
            return None
        kept = self._answers.get(key)
        if kept is not None:
            kept.asked += 1
            # What was asked for last matters only where something will have to go.
            if self.size > self.most // 2:
                with suppress(KeyError):  # Another thread may have just let go of it.
                    self._answers.move_to_end(key)
        return kept

    def put(self, edition: Edition, key: Key, kept: Kept) -> None:
        if kept.size > self.most // LARGEST_PART:
            return
        with self._lock:
            if edition.stamp != self._stamp:
                if edition.serial < self._serial:
                    return
                self._former = {
                    name: answer.asked
                    for name, answer in self._answers.items()
                    if answer.body is not None
                }
                self._answers, self.size = OrderedDict(), 0
                self._stamp, self._serial = edition.stamp, edition.serial
            if former := self._answers.pop(key, None):
                self.size -= former.size
            self._answers[key] = kept
            self.size += kept.size
            while self.size > self.most:
                _oldest, dropped = self._answers.popitem(last=False)
                self.size -= dropped.size


class Shared:
    """The same for all processes. Where Redis does not answer, nothing is found and kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rests_until = 0.0

    def get(self, edition: Edition, key: Key) -> Kept | None:
        found = self._try(lambda: caches[CACHE].get(_name(edition, key)))
        return Kept(*found) if found else None

    def put(self, edition: Edition, key: Key, kept: Kept) -> None:
        self._try(lambda: caches[CACHE].set(_name(edition, key), astuple(kept), SHARED_FOR))

    def is_mine_to_make(self, edition: Edition, key: Key) -> bool:
        """Whether no other process said so of this page before."""
        name = f"making:{_name(edition, key)}"
        return self._try(lambda: (caches[CACHE].add(name, 1, MADE_WITHIN),)) != (False,)

    def _try(self, step: Callable[[], tuple | None]) -> tuple | None:
        if self._clock() < self._rests_until:
            return None
        try:
            return step()
        except Exception as error:  # Whatever it is, pages are rendered without it.
            logger.warning("Pages are not shared for %s seconds: %s", REST, error)
            self._rests_until = self._clock() + REST
            return None


def _name(edition: Edition, key: Key) -> str:
    return "page:" + sha256(repr((edition.stamp, key)).encode()).hexdigest()


class Pages:
    def __init__(self, megabytes: int, *, is_shared: bool) -> None:
        self.memory = Memory(megabytes * 1024 * 1024)
        self.shared = Shared() if is_shared else None

    @property
    def is_on(self) -> bool:
        return self.memory.most > 0

    def find(self, edition: Edition, key: Key) -> Kept | None:
        kept = self.memory.get(edition, key)
        if kept is None and self.shared and self.is_on:
            kept = self.shared.get(edition, key)
            if kept is not None:
                self.memory.put(edition, key, kept)
        return kept

    def keep(self, edition: Edition, key: Key, kept: Kept) -> None:
        if self.is_on:
            self.memory.put(edition, key, kept)
            if self.shared and kept.body is not None:
                self.shared.put(edition, key, kept)


pages = Pages(settings.PAGE_CACHE_MB, is_shared=settings.HAS_REDIS)
