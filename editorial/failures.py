"""What has gone wrong where an error is no mistake of the program: in words for readers, editors
and whoever runs the site.
"""

import errno
import sqlite3
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Failure:
    """`retry_after` is in seconds, `advice` is for who runs the site."""

    title: Promise
    said: Promise
    retry_after: int
    advice: str
    # Whether it is known that what was being written is undone.
    is_undone: bool = True


GONE = Failure(
    _("The database does not answer"),
    _("Pages that somebody asked for lately are still shown; this one cannot be shown now."),
    10,
    "The database does not answer. Start it, or see DATABASE_URL, and run this again",
    is_undone=False,
)
BUSY = Failure(
    _("Others are writing just now"),
    _("It took too long until it was the turn of this request."),
    5,
    "Others are writing to the database and did not end in time. Run this again",
)
FULL = Failure(
    _("There is no room to save anything"),
    _("The disk of the server is full. What is published can be read; nothing can be saved."),
    300,
    "The disk is full. Make room and run this again",
)
READ_ONLY = Failure(
    _("Nothing can be saved just now"),
    _("The server may not write to its disk. What is published can be read."),
    300,
    "The disk, or the database, is read-only. Make it writable and run this again",
)
BROKEN = Failure(
    _("The database cannot be read"),
    _("The server cannot open or read its database."),
    300,
    "The database's file cannot be opened or read. Look for a full, broken or read-only disk",
    is_undone=False,
)
TOO_LONG = Failure(
    _("This took too long"),
    _(
        "Finding the answer took longer than one request may take. Narrow the question: choose "
        "filters, fewer things at once, or other words."
    ),
    30,
    "A statement was cancelled, by a limit of its time or by hand. See statement_timeout",
)

# The low byte of SQLite's codes of results.
SQLITE = {
    sqlite3.SQLITE_INTERRUPT: TOO_LONG,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: BROKEN,
    sqlite3.SQLITE_IOERR: BROKEN,
}
# SQLSTATE, or the two letters of its class.
POSTGRESQL = {
    "57014": TOO_LONG,
    "53100": FULL,
    "25006": READ_ONLY,
    "40": BUSY,
    "55": BUSY,
    "08": GONE,
    "53": GONE,
    "57P": GONE,
}
SYSTEM = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


def failure_in(error: BaseException | None) -> Failure | None:
    """What the error, or what caused it, says has failed; None for every other error."""
    while error is not None:
        if found := _failure_of(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _failure_of(error: Any) -> Failure | None:
    if isinstance(error, OSError) and error.errno in SYSTEM:
        return SYSTEM[error.errno]
    if isinstance(error, sqlite3.Error):
        return SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
    if isinstance(error, InterfaceError):
        return GONE
    if hasattr(error, "sqlstate"):
        return _of_state(error)
    return None


def _of_state(error: Any) -> Failure | None:
    """Where nobody could be reached there is no state."""
    state = error.sqlstate
    if state is None:
        return GONE if type(error).__name__ in NOT_REACHED else None
    for known in (state, state[:3], state[:2]):
        if known in POSTGRESQL:
            return POSTGRESQL[known]
    return None


NOT_REACHED = ("OperationalError", "PoolTimeout", "PoolClosed", "ConnectionTimeout")
