"""Django's SQLite, whose connections outlive the request.

To open the file and read its schema takes as long as some queries of a page, and who has read it
holds most of a megabyte. So a connection that is closed waits for whichever thread needs one next:
a server process has as many as answered at a time, and not one for each of its threads.
"""

import time
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

from django.db.backends.sqlite3 import base

# As long as nobody needs it; in seconds.
KEPT = 10.0
# Device and number of a file: another one may stand under its name by now.
File = tuple[int, int]


class Waiting(NamedTuple):
    since: float
    file: File
    connection: Any


class DatabaseWrapper(base.DatabaseWrapper):
    file: File | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = conn_params["database"]
        self.file = _file(path)
        _close_long_unused()
        while kept := _last():
            if kept.file == self.file:
                return kept.connection
            kept.connection.close()
        connection = super().get_new_connection(conn_params)
        self.file = _file(path)
        return connection

    def _close(self) -> None:
        raw = self.connection
        if raw is None or self.file is None or self.errors_occurred or raw.in_transaction:
            super()._close()  # type: ignore[misc]
        else:
            _waiting.append(Waiting(time.monotonic(), self.file, raw))
        _close_long_unused()


_waiting: deque[Waiting] = deque()


def _file(path: Any) -> File | None:
    try:
        found = Path(path).stat()
    except OSError:
        # It is to be made, or in memory.
        return None
    return found.st_dev, found.st_ino


def _last() -> Waiting | None:
    try:
        return _waiting.pop()
    except IndexError:
        return None


def _close_long_unused() -> None:
    try:
        while _waiting[0].since < time.monotonic() - KEPT:
            _waiting.popleft().connection.close()
    except IndexError:
        pass
