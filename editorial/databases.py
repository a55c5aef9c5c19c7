"""Which database answers: the primary, or for readers a replica of it while there is one that can.

Whoever answers readers says with `reading` where their rows come from. Everything else, and every
write, goes to the primary. A database that failed is left alone until it answers again, so that
one that is gone costs few readers a wait.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PRIMARY = DEFAULT_DB_ALIAS
REPLICA = "replica"
# In seconds; after that it is tried aside, not by a reader.
REST = 2.0
# psycopg's pool says the same of a database that is gone and of one that others keep busy.
NO_CONNECTION_FREE = "PoolTimeout"
_chosen: ContextVar[str] = ContextVar("database", default=PRIMARY)
logger = logging.getLogger(__name__)


class Router:
    """Rows of both databases are the same, so they may be related to each other."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _chosen.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias != REPLICA


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Rows are read from this database until the end of the block, in this thread."""
    token = _chosen.set(alias)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen() -> str:
    return _chosen.get()


def has_replica() -> bool:
    return REPLICA in connections.settings


def connection() -> BaseDatabaseWrapper:
    """For statements that no model asks: the one that rows are read from."""
    return connections[chosen()]


def may_be_gone() -> bool:
    """Whether the primary is on the other end of a network, or a file."""
    return connections[PRIMARY].vendor == "postgresql"


def renew(alias: str) -> None:
    """Let go of connections that broke when it failed: each would cost who is given it a wait."""
    wrapper = connections[alias]
    wrapper.close()
    pool = getattr(wrapper, "pool", None)
    if pool and not pool.closed:
        pool.check()


def in_a_thread(act: Callable[[], None]) -> None:
    Thread(target=act, daemon=True).start()


class Health:
    """Which databases failed lately."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        aside: Callable[[Callable[[], None]], None] = in_a_thread,
    ) -> None:
        self._clock = clock
        self._aside = aside
        self._rests_until: dict[str, float] = {}
        self._answered_at: dict[str, float] = {}

    def answering(self) -> list[str]:
        """The primary first; without those that rest."""
        known = [PRIMARY, REPLICA] if has_replica() else [PRIMARY]
        return [alias for alias in known if self.is_up(alias)]

    def or_primary(self, alias: str) -> str:
        return alias if self.is_up(alias) else PRIMARY

    def is_up(self, alias: str) -> bool:
        until = self._rests_until.get(alias)
        if until is None:
            return True
        if self._clock() >= until:
            self._rests_until[alias] = float("inf")
            self._aside(lambda: self._try(alias))
        return False

    def answered(self, alias: str) -> None:
        self._answered_at[alias] = self._clock()

    def failed(self, alias: str, error: Exception) -> None:
        is_lately = self._clock() - self._answered_at.get(alias, float("-inf")) < REST
        if is_lately and type(error.__cause__).__name__ == NO_CONNECTION_FREE:
            # It is this process that is busy.
            logger.warning("All connections to the database %r are in use: %s", alias, error)
            return
        if alias not in self._rests_until:
            logger.warning("The database %r does not answer: %s", alias, error)
        self._rests_until[alias] = self._clock() + REST

    def forget(self) -> None:
        self._rests_until.clear()
        self._answered_at.clear()

    def _try(self, alias: str) -> None:
        try:
            renew(alias)
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception as error:  # Whatever it is, it is tried again later.
            self.failed(alias, error)
        else:
            logger.warning("The database %r answers again.", alias)
            self._rests_until.pop(alias, None)
        finally:
            connections[alias].close()


health = Health()
