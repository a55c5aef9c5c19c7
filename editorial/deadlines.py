"""How long the database may take over a request. Commands, which set none, take as long as they do.

PostgreSQL is told once for each connection that changes hands between requests of unlike limits,
and holds each statement to it. SQLite asks every so many steps whether the request is late.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import connections

# Steps of SQLite's machine, some milliseconds of work.
STEPS = 100_000


class Deadline(NamedTuple):
    seconds: float
    moment: float


_set: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
# In milliseconds, of connections of PostgreSQL, which a pool hands on as they are.
_told: WeakKeyDictionary[Any, int] = WeakKeyDictionary()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Statements of this thread end in so many seconds, or fail; 0 for no limit."""
    token = _set.set(Deadline(seconds, time.monotonic() + seconds) if seconds else None)
    try:
        for each in connections.all(initialized_only=True):
            if each.connection is not None:
                apply(each)
        yield
    finally:
        _set.reset(token)


def on_connecting(connection: Any, **signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(_is_late, STEPS)
    else:
        apply(connection)


def apply(connection: Any) -> None:
    if connection.vendor != "postgresql":
        return
    raw, deadline = connection.connection, _set.get()
    wanted = round(deadline.seconds * 1000) if deadline else 0
    if _told.get(raw, 0) == wanted:
        return
    # Past Django, whose count of queries is the page's.
    raw.execute(f"SET statement_timeout = {wanted}")
    if connection.in_atomic_block:
        # Undone with the transaction, so nothing is known of it.
        _told.pop(raw, None)
    else:
        _told[raw] = wanted


def _is_late() -> bool:
    deadline = _set.get()
    return deadline is not None and time.monotonic() > deadline.moment
