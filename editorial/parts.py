"""Answers that are sent in parts while their rows are read, after their view has returned."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager


def each_within(
    block: Callable[[], AbstractContextManager[None]], parts: Iterable[bytes]
) -> Iterator[bytes]:
    """Each part is made within a block of its own, and sent outside of it."""
    following = iter(parts)
    while True:
        with block():
            part = next(following, None)
        if part is None:
            return
        yield part
