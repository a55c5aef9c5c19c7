"""Makes pages that readers ask for again after each new version, so that nobody waits for them.
Names are read after the first answer and each new version, so that nobody types before them.

A page is made by asking the application for it as a reader would: what is kept, and under which
stamp, is decided where it always is. Readers come first: while an answer to one of them is being
made, nothing is made here, and half of the time this rests.
"""

import io
import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock, Thread

from django.db import connections

from editorial.edition import watch
from immunoref.caching.asking import Environ, Key, key_of
from immunoref.caching.front import Application, KeptFirst, StartResponse
from immunoref.caching.keeping import pages
from therapies.published import names
from therapies.published.cells import tables
from therapies.views import voices

MOST_PAGES = 2000
# What stands in the memory already must not be pushed out by what is asked for less.
FULLEST = 0.75
LONGEST_WAIT = 1.0
GLANCE = 0.01
logger = logging.getLogger(__name__)


class KeptWarm:
    """The application beneath what is kept. Its requests are those that have to be rendered."""

    def __init__(
        self, application: Application, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._application = application
        self._ask = KeptFirst(application)
        self._sleep = sleep
        self._lock = Lock()
        self._under_way = 0
        self._is_running = False
        self._has_answered = False
        # How often each page was asked for; what was long ago counts less with each version.
        self._weights: dict[Key, float] = {}
        self._waiting: deque[tuple[Key, bool]] = deque()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self._under_way += 1
        try:
            return self._application(environ, start_response)
        finally:
            with self._lock:
                self._under_way -= 1
                is_first, self._has_answered = not self._has_answered, True
            if self._learn() or is_first:
                self._begin()

    def run(self) -> None:
        """Make what waits, in this thread; names are read in one of their own, once the lists that
        readers wait for are there. Of the matrix nothing is kept that is out of force."""
        self._sleep(LONGEST_WAIT)
        names.current()
        tables.let_go()
        while found := self._next():
            self._give_way()
            began = time.perf_counter()
            self._make(*found)
            self._sleep(time.perf_counter() - began)
            self._learn()

    def _begin(self) -> None:
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
        Thread(target=self._run_aside, daemon=True).start()

    def _run_aside(self) -> None:
        try:
            self.run()
        except Exception:
            logger.exception("Pages could not be made beforehand.")
        finally:
            connections.close_all()
            self._is_running = False

    def _learn(self) -> bool:
        """Whether a new edition took the place of one with pages: these wait from now on."""
        former = pages.memory.take_former()
        if not former:
            return False
        with self._lock:
            known = self._weights
            weights = {key: weight / 2 for key, weight in known.items()}
            for key, asked in former.items():
                weights[key] = weights.get(key, 1) + asked
            most = sorted(weights, key=lambda key: -weights[key])[:MOST_PAGES]
            self._weights = {key: weights[key] for key in most}
            self._waiting = deque((key, False) for key in most)
        return True

    def _next(self) -> tuple[Key, bool] | None:
        """The page asked for most, and whether another process was making it before."""
        memory = pages.memory
        with self._lock:
            if memory.size > memory.most * FULLEST:
                self._waiting.clear()
            return self._waiting.popleft() if self._waiting else None

    def _give_way(self) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while self._under_way and time.monotonic() < until:
            self._sleep(GLANCE)

    def _make(self, key: Key, is_made_elsewhere: bool) -> None:
        environ = environ_of(key)
        # Whether such a host was named in the request or by the server is not in the key.
        is_unclear = environ["HTTP_HOST"].endswith((":80", ":443"))
        if is_unclear or key_of(environ) != key or self._is_left_to_others(key, is_made_elsewhere):
            return
        answer = self._ask(environ, lambda status, headers: None)
        try:
            for _part in answer:
                pass
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def _is_left_to_others(self, key: Key, is_made_elsewhere: bool) -> bool:
        """With Redis each page is made by one process, and fetched from there by the others."""
        shared, edition = pages.shared, watch.current()
        if shared is None or edition is None:
            return False
        if pages.find(edition, key) or is_made_elsewhere:
            return True
        if shared.is_mine_to_make(edition, key):
            return False
        with self._lock:
            self._waiting.append((key, True))
        return True


def environ_of(key: Key) -> Environ:
    """A request with this key."""
    path, query, _language, htmx, kind, host, scheme, forwarded, script, voice, encoding = key
    name, _colon, port = host.rpartition(":")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": script,
        "SERVER_NAME": name or host,
        "SERVER_PORT": port if name else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    given = {
        "HTTP_HX_REQUEST": htmx,
        "HTTP_HX_REQUEST_TYPE": kind,
        "HTTP_X_FORWARDED_PROTO": forwarded,
        "HTTP_COOKIE": f"{voices.COOKIE}={voice}" if voice else "",
        "HTTP_ACCEPT_ENCODING": encoding,
    }
    return environ | {name: value for name, value in given.items() if value}
