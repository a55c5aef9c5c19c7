"""How the C library hands out memory to a server process.

By itself glibc gives each thread a heap of its own, and once a large piece was given back, takes
the next from a heap too: what lies behind it then holds all of it, though nobody uses it. One that
makes a table of a million rates would stay larger by fifty megabytes. What is free between other
pieces it keeps for ever, though to give it back takes a millisecond.
"""

import ctypes
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

# As malloc.h numbers them; the values are heaps, and bytes.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 4 * 1024 * 1024
OPTIONS = {ARENA_MAX: 2, MMAP_THRESHOLD: LARGE, TRIM_THRESHOLD: LARGE}
EVERY_S = 5.0
# Of another C library, which does not know what is asked of it.
UNKNOWN = (OSError, TypeError, AttributeError)


def keep_little() -> None:
    """Threads share two heaps, and large pieces go back to the system at once. To be called before
    there are threads. Another C library, which does not know this, stays as it is."""
    with suppress(*UNKNOWN):
        library = ctypes.CDLL(None)
        for option, value in OPTIONS.items():
            library.mallopt(option, value)


def give_back_often() -> None:
    """From now on, what lies free between other pieces goes back to the system every few seconds,
    beside the requests. Another C library stays as it is."""
    with suppress(*UNKNOWN):
        trim = ctypes.CDLL(None).malloc_trim
        Thread(target=_again_and_again, args=(trim,), name="memory", daemon=True).start()


def _again_and_again(trim: Callable[[int], int]) -> None:
    while True:
        time.sleep(EVERY_S)
        trim(0)
