"""The outermost layer: gives each request its id and notes how it was answered."""

import logging
import random
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from immunoref.caching.asking import Environ
from immunoref.caching.front import Application, StartResponse
from immunoref.operation.logs import request_id

logger = logging.getLogger("immunoref.requests")

HEADER = "X-Request-Id"
# What a proxy in front may call a request; anything else is not repeated in logs and answers.
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
LONGEST_PATH = 200
SERVER_ERROR = 500


class Noted:
    """The application as servers call it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.is_logged = settings.REQUEST_LOG
        self.trusts_header = settings.BEHIND_PROXY

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        name = self._name(environ)
        request_id.set(name)
        status = ""

        def start(line: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            nonlocal status
            status = line
            headers.append((HEADER, name))
            return start_response(line, headers, *failed)

        parts = self.application(environ, start)
        if not self.is_logged:
            return parts
        noted = _Answer(parts, environ, name, started, status)
        if isinstance(parts, list):
            # All of it is there, and servers send a list in one piece.
            noted.close()
            return parts
        return noted

    def _name(self, environ: Environ) -> str:
        if self.trusts_header and GIVEN.fullmatch(environ.get("HTTP_X_REQUEST_ID", "")):
            return str(environ["HTTP_X_REQUEST_ID"])
        # To be told apart, not to be kept secret.
        return f"{random.getrandbits(64):016x}"


class _Answer:
    """Notes the request when its answer has been sent, or given up."""

    def __init__(
        self, parts: Iterable[bytes], environ: Environ, name: str, started: float, line: str
    ) -> None:
        self.parts, self.environ, self.name, self.started = parts, environ, name, started
        self.line = line

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        # Another request may have begun in this thread while the answer was being sent.
        request_id.set(self.name)
        try:
            if hasattr(self.parts, "close"):
                self.parts.close()
        finally:
            self._note()

    def _note(self) -> None:
        path = self.environ.get("PATH_INFO", "").encode("latin-1", "replace")
        said = {
            "method": self.environ["REQUEST_METHOD"],
            "path": path.decode("utf-8", "replace")[:LONGEST_PATH],
            "status": int(self.line[:3] or SERVER_ERROR),
            "milliseconds": round((time.perf_counter() - self.started) * 1000, 1),
        }
        logger.info("%(method)s %(path)r %(status)s %(milliseconds)s ms", said, extra=said)
