"""On which processor a server process runs.

Python runs one of its threads at a time. Where the system may spread them over several processors,
each handing over from one thread to the next wakes another processor and begins with empty caches.
"""

import os
from contextlib import suppress


def stay_on(number: int) -> None:
    """Keep this thread, and all that it will begin, on one of the processors that it may use:
    they are counted from 0, around and around. Where the system does not know this, or does not
    allow it, all stays as it is."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        with suppress(OSError):
            os.sched_setaffinity(0, {allowed[number % len(allowed)]})
