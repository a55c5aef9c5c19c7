"""Says of every answer who may keep it and how to ask whether it changed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.text import compress_sequence

from editorial import databases
from editorial.edition import watch
from editorial.failures import TOO_LONG, failure_in
from editorial.parts import each_within
from immunoref.caching.asking import GZIP, Asked, is_reading, leave_only, voice_among
from immunoref.caching.compressing import compressed
from immunoref.caching.front import ASKED, answer
from immunoref.caching.keeping import Kept, pages
from immunoref.caching.planned import planned

PRIVATE = "private, no-store"
TO_BE_ASKED_AGAIN = "no-cache"
# What the views may answer differently to; all of it is in the key.
KEYED = ("Accept-Encoding", "HX-Request", "HX-Request-Type", "Cookie")
# Headers that speak to one client, as those of an allowance do.
OF_ONE_CLIENT = ("ratelimit", "ratelimit-policy", "retry-after")
OF_A_BODY = ("content-length", "content-type", "content-encoding", "content-disposition")
STATIC = "/static/"


def for_everybody(asked: Asked) -> str:
    """Readers who chose a voice keep their pages themselves: not every shared cache minds Vary."""
    if asked.has_voice:
        return f"private, max-age={settings.MAX_AGE}"
    return (
        f"public, max-age={settings.MAX_AGE}, s-maxage={settings.SHARED_MAX_AGE}, "
        f"stale-while-revalidate={settings.STALE_WHILE_REVALIDATE}, "
        f"stale-if-error={settings.STALE_IF_ERROR}"
    )


class ReplicaFailedResponse(HttpResponse):
    """Seen by nobody: the same is asked of the primary."""

    status_code = 503


class CachingMiddleware:
    """The outermost, so that what is kept has the headers of all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        environ = request.META
        if ASKED not in environ and (found := answer(environ)):
            status, headers, body = found
            return _as_response(int(status[:3]), dict(headers), body)
        asked: Asked | None = environ[ASKED]
        if asked is None:
            is_for_replica = databases.has_replica() and is_reading(environ)
            edition = watch.current() if is_for_replica else None
            alias = edition.database if edition else databases.PRIMARY
            return _not_for_everybody(request, self._read_from(alias, request))
        leave_only(environ, asked)
        request.edition = asked.edition
        response = self._read_from(asked.edition.database, request)
        _finish(response, asked)
        _keep(request, response, asked)
        return response

    def _read_from(self, alias: str, request: HttpRequest) -> HttpResponseBase:
        alias = databases.health.or_primary(alias)
        reading = partial(databases.reading, alias)
        with reading():
            response = self.get_response(request)
        if isinstance(response, ReplicaFailedResponse):
            return self._read_from(databases.PRIMARY, request)
        if response.streaming and alias != databases.PRIMARY:
            parts: Any = response
            parts.streaming_content = each_within(reading, parts.streaming_content)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        alias = databases.chosen()
        if alias == databases.PRIMARY or not isinstance(error, OperationalError | InterfaceError):
            return None
        if failure_in(error) is TOO_LONG:
            # The replica is well, and the primary would be no quicker.
            return None
        databases.health.failed(alias, error)
        return ReplicaFailedResponse()

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Host, scheme and address are checked by now; nothing has been rendered."""
        asked: Asked | None = request.META[ASKED]
        if asked is None or not asked.is_known:
            return None
        response = HttpResponseNotModified()
        patch_vary_headers(response, KEYED)
        _tag(response, asked)
        return response


def _as_response(status: int, headers: dict[str, str], body: bytes) -> HttpResponse:
    response = HttpResponse(body, status=status)
    del response["Content-Type"]
    for name, value in headers.items():
        response[name] = value
    return response


def _not_for_everybody(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path_info.startswith(STATIC):
        return response
    is_session = voice_among(request.META.get("HTTP_COOKIE", "")) is None
    if is_session or "HTTP_AUTHORIZATION" in request.META:
        response["Cache-Control"] = PRIVATE
    else:
        response.headers.setdefault("Cache-Control", PRIVATE)
    return response


def _finish(response: Any, asked: Asked) -> None:
    patch_vary_headers(response, KEYED[:1])
    is_unchanged = response.status_code == HttpResponseNotModified.status_code
    is_own = "ETag" in response
    if is_unchanged and is_own:
        # Either said by process_view, or by a view about bytes that it does not compress.
        if asked.takes_gzip and response["ETag"] != asked.tag:
            response["ETag"] = f'{response["ETag"][:-1]}-{GZIP}"'
        return
    is_compressed = asked.takes_gzip and _compress(response)
    if response.status_code != HttpResponse.status_code:
        response.headers.setdefault("Cache-Control", TO_BE_ASKED_AGAIN)
    elif response.cookies or _is_private(response):
        response.headers.setdefault("Cache-Control", PRIVATE)
    elif not is_own:
        _tag(response, asked)
    elif is_compressed:
        response["ETag"] = f'{response["ETag"][:-1]}-{GZIP}"'


def _tag(response: HttpResponseBase, asked: Asked) -> None:
    response["ETag"] = asked.tag
    response.headers.setdefault("Cache-Control", for_everybody(asked))
    if asked.edition.last_modified:
        response["Last-Modified"] = asked.edition.last_modified
    else:
        del response["Last-Modified"]


def _is_private(response: HttpResponseBase) -> bool:
    policy = response.get("Cache-Control", "")
    return "private" in policy or "no-store" in policy


def _compress(response: Any) -> bool:
    """The same bytes each time, as a strong tag promises: nothing secret is in them to hide."""
    if "Content-Encoding" in response or isinstance(response, FileResponse):
        return False
    if response.streaming:
        response.streaming_content = compress_sequence(response.streaming_content)
        del response["Content-Length"]
    else:
        body, coding = compressed(response.content, is_quick=hasattr(response, "plan"))
        if not coding:
            return False
        response.content = body
        response["Content-Length"] = str(len(body))
    response["Content-Encoding"] = GZIP
    return True


def _keep(request: HttpRequest, response: Any, asked: Asked) -> None:
    named = {each.strip().lower() for each in response.get("Vary", "").split(",")}
    if (
        request.method != "GET"
        or response.status_code != HttpResponse.status_code
        or "ETag" not in response
        or not asked.may_be_kept
        or named - {each.lower() for each in KEYED}
    ):
        return
    headers = tuple(response.items())
    told = {name.lower() for name, _value in headers}
    is_whole = not response.streaming and told.isdisjoint(OF_ONE_CLIENT)
    unchanged = tuple(
        (name, value) for name, value in headers if name.lower() not in (*OF_A_BODY, *OF_ONE_CLIENT)
    )
    if hasattr(response, "plan"):
        planned.learn(asked, response, headers, unchanged)
        return
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    body = response.content if is_whole else None
    kept = Kept(response["ETag"], modified, headers, unchanged, body)
    pages.keep(asked.edition, asked.key, kept)
