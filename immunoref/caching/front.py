"""Answers from what is kept, before Django is asked at all."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import close_old_connections
from django.utils.http import parse_http_date_safe

from editorial.edition import Edition, watch
from immunoref.caching.asking import Asked, Environ, Key, key_of
from immunoref.caching.keeping import Headers, Kept, pages
from immunoref.caching.planned import planned

# Where a request carries what is known of it; None if its answer is not for everybody.
ASKED = "immunoref.asked"
OK, UNCHANGED = "200 OK", "304 Not Modified"

Answer = tuple[str, Headers, bytes]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def answer(environ: Environ, after_asking: Callable[[], None] | None = None) -> Answer | None:
    """What is kept for a request; else None, and the request is marked for who answers it.

    `after_asking` is called when the database was.
    """
    environ[ASKED] = None
    key = key_of(environ)
    if key is None:
        return None
    edition = watch.glance()
    if edition is None:
        edition = watch.current()
        if after_asking:
            after_asking()
    if edition is None:
        return None
    found = _found(environ, key, edition, after_asking)
    if found is None or not (silent := watch.unconfirmed_for()):
        return found
    status, headers, body = found
    return status, headers + stale(silent), body


def stale(seconds: int) -> Headers:
    """RFC 9111 and 9211: caches count on from `Age`, people who look for the cause find it."""
    told = f'immunoref; hit; ttl=-{seconds}; detail="the database does not answer"'
    return (("Age", str(seconds)), ("Cache-Status", told))


def _found(
    environ: Environ, key: Key, edition: Edition, after_asking: Callable[[], None] | None
) -> Answer | None:
    if kept := pages.find(edition, key):
        if has_already(environ, kept):
            return UNCHANGED, kept.unchanged, b""
        if kept.body is not None:
            return OK, kept.headers, kept.body
    asked = environ[ASKED] = Asked(key, edition, environ.get("HTTP_IF_NONE_MATCH", ""))
    made = planned.answer(asked)
    if made is None:
        return None
    if after_asking:
        after_asking()
    headers, unchanged, body = made
    kept = Kept(asked.tag, edition.modified, headers, unchanged, body)
    return (UNCHANGED, unchanged, b"") if has_already(environ, kept) else (OK, headers, body)


def has_already(environ: Environ, kept: Kept) -> bool:
    """RFC 9110, 13.2.2: a date counts only where no tag is named."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return kept.tag in tags
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or kept.modified is None:
        return False
    moment = parse_http_date_safe(since)
    return moment is not None and moment >= kept.modified


class KeptFirst:
    """The application as servers call it: what is kept costs none of Django's machinery."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Outside of Django's requests nobody else gives the connection back.
        found = answer(environ, close_old_connections)
        if found is None:
            return self.application(environ, start_response)
        status, headers, body = found
        start_response(status, list(headers))
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]
