"""Waiting for what comes by itself, on a busy machine later."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(
    find: Callable[[], Found],
    within: float = 30,
    rest: Callable[[float], object] = time.sleep,
    every: float = 0.1,
) -> Found:
    """What is found at last. `within` is in seconds; `rest` is called between with how many of
    them, which are `every`."""
    latest = time.monotonic() + within
    while not (found := find()):
        assert time.monotonic() < latest, f"not within {within} seconds"
        rest(every)
    return found
