"""Answers that are sent while they are made hold a thread of the server for as long as their reader
takes. So there are fewer of them at once than there are threads, however slowly they are read."""

import threading
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

# Of a process, which has 16 threads by docs/deployment.md.
MOST = 6


class _Held:
    """Its place is free again when the response is closed, or was lost before it was sent."""

    def __init__(self, parts: Iterable[bytes], free: threading.Semaphore) -> None:
        self.parts = parts
        self._release = weakref.finalize(self, free.release)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        self._release()


class Streams:
    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def hold(self, response: Any) -> bool:
        """A place for the response until it is closed; False if there is none."""
        if not self._free.acquire(blocking=False):
            return False
        response.streaming_content = _Held(response.streaming_content, self._free)
        return True


streams = Streams(MOST)
