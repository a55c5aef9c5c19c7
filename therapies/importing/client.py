"""Asks a service for JSON: politely, again where that helps, and never without end."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from therapies.importing.refusals import UnusableError

USER_AGENT = "immunoref importer (reference of immunotherapies)"
TIMEOUT = 60
TRIES = 5
# Seconds. A service that wants longer is asked another day.
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
MOST_BYTES = 64 * 1024 * 1024
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
SHOWN_OF_AN_ANSWER = 200


class NothingFoundError(Exception):
    """The service answers 404."""


@dataclass(frozen=True)
class Answer:
    document: dict[str, Any]
    headers: Message


class _PassingError(Exception):
    """Asking again may help."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class Client:
    """`every` is the least time between two questions, in seconds."""

    every: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    tries: int = TRIES
    timeout: float = TIMEOUT
    most_bytes: int = MOST_BYTES
    _asked_at: float | None = None

    def get(self, url: str) -> Answer:
        """Raises NothingFoundError for 404 and UnusableError for everything that stays wrong."""
        pause = FIRST_PAUSE
        for left in reversed(range(self.tries)):
            self._keep_the_rate()
            try:
                return self._ask(url)
            except _PassingError as error:
                wait = pause if error.wait is None else error.wait
                if wait > LONGEST_PAUSE:
                    said = f"{url}: {error}; it asks to wait {wait:.0f} seconds"
                    raise UnusableError(said) from error
                if not left:
                    raise UnusableError(f"{url}: {error}; asked {self.tries} times") from error
                self.sleep(wait)
                pause = min(2 * pause, LONGEST_PAUSE)
        raise UnusableError(f"{url}: not asked")

    def _keep_the_rate(self) -> None:
        now = self.clock()
        if self._asked_at is not None and (left := self._asked_at + self.every - now) > 0:
            self.sleep(left)
        self._asked_at = self.clock()

    def _ask(self, url: str) -> Answer:
        if urlsplit(url).scheme not in ("http", "https"):
            raise UnusableError(f"{url}: not an address of the web")
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                body = response.read(self.most_bytes + 1)
                expected = response.headers.get("Content-Length")
                answered = response.headers
        except urllib.error.HTTPError as error:
            raise _refusal(url, error) from error
        except (OSError, http.client.HTTPException) as error:
            raise _PassingError(str(error) or type(error).__name__) from error
        if len(body) > self.most_bytes:
            raise UnusableError(f"{url}: the answer is longer than {self.most_bytes} bytes")
        if expected and expected.isdigit() and len(body) < int(expected):
            raise _PassingError(f"the answer stops after {len(body)} of {expected} bytes")
        return Answer(_document(body), answered)


def _refusal(url: str, error: urllib.error.HTTPError) -> Exception:
    with error:
        try:
            said = _shown(error.read(64 * 1024))
        except (OSError, http.client.HTTPException):
            said = ""
    why = f"HTTP {error.code} {said}".strip()
    if error.code == http.HTTPStatus.NOT_FOUND:
        return NothingFoundError(why)
    if error.code in PASSING:
        return _PassingError(why, _wait(error.headers.get("Retry-After", "")))
    return UnusableError(f"{url}: {why}")


def _wait(retry_after: str) -> float | None:
    """Seconds, given as such or as a date."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _document(body: bytes) -> dict[str, Any]:
    """Of a page that says "down for maintenance" with status 200 another try may do better."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        is_page = body.lstrip()[:1] == b"<"
        what = "a web page" if is_page else "what is not JSON"
        raise _PassingError(f"it answers with {what}: {_shown(body)}") from error
    if not isinstance(document, dict):
        raise _PassingError(f"it answers with a {type(document).__name__}, not an object")
    return document


def _shown(body: bytes) -> str:
    return " ".join(body.decode("utf-8", "replace").split())[:SHOWN_OF_AN_ANSWER]
