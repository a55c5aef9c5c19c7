"""How the C library hands out memory to a server process.

By itself glibc gives each thread a heap of its own, and once a large piece was given back, takes
the next from a heap too: what lies behind it then holds all of it, though nobody uses it. One that
makes a table of a million rates would stay larger by fifty megabytes.
"""

import ctypes
from contextlib import suppress

# As malloc.h numbers them; the values are heaps, and bytes.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 4 * 1024 * 1024
OPTIONS = {ARENA_MAX: 2, MMAP_THRESHOLD: LARGE, TRIM_THRESHOLD: LARGE}


def keep_little() -> None:
    """Threads share two heaps, and large pieces go back to the system at once. To be called before
    there are threads. Another C library, which does not know this, stays as it is."""
    with suppress(OSError, TypeError, AttributeError):
        library = ctypes.CDLL(None)
        for option, value in OPTIONS.items():
            library.mallopt(option, value)
