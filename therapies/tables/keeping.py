"""Keeps a file between its check and its proposal, for one session.

It lies in the system's folder for temporary files under a name that only the session knows, and is
read again only if its SHA-256 is the one that the session holds: what is proposed is what was
looked at. Where it is gone, after a day or on another machine, it is sent again. Nothing of it is
in the database, and the browser need not send ten megabytes twice.
"""

import hashlib
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

PREFIX = "immunoref-table-"
SESSION_KEY = "table"
ONE_DAY = 24 * 60 * 60


def keep(session: Any, sheet: str, name: str, content: bytes) -> None:
    """In the place of what the session kept before."""
    forget(session)
    _forget_old()
    with tempfile.NamedTemporaryFile(prefix=PREFIX, delete=False) as file:
        file.write(content)
    session[SESSION_KEY] = {
        "sheet": sheet,
        "name": name,
        "file": Path(file.name).name,
        "digest": hashlib.sha256(content).hexdigest(),
    }


def kept(session: Any, sheet: str) -> tuple[str, bytes] | None:
    """Name and content, if a file of this sheet is kept and still the same."""
    found = session.get(SESSION_KEY)
    if not found or found["sheet"] != sheet:
        return None
    with suppress(OSError):
        content = _path(found["file"]).read_bytes()
        if hashlib.sha256(content).hexdigest() == found["digest"]:
            return found["name"], content
    return None


def forget(session: Any) -> None:
    found = session.pop(SESSION_KEY, None)
    if found:
        with suppress(OSError):
            _path(found["file"]).unlink()


def _path(name: str) -> Path:
    return Path(tempfile.gettempdir(), Path(name).name)


def _forget_old() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - ONE_DAY:
                path.unlink()
