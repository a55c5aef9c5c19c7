"""What every answer of the API has, whatever it is about.

Each request is counted against the allowance of its address. Anyone's page may read the answers.
An answer says by its ETag what it is, so that whoever has it already is spared it.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from editorial import allowances, sizes
from editorial.failures import failure_in
from editorial.models import ContentVersion
from therapies.api import problems
from therapies.api.problems import ProblemError
from therapies.exports import LICENCE, plain

READING = ("GET", "HEAD")
METHODS = "GET, HEAD, OPTIONS"
READABLE_ELSEWHERE = (
    "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, X-Content-Version"
)
DAY = 86_400
# Kept by an answer that says only that nothing changed.
KEPT = ("ETag", "Last-Modified", "Cache-Control", "Link", "X-Content-Version")
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"

View = Callable[..., Any]
logger = logging.getLogger(__name__)


def served(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowance = allowances.count(request, allowances.API)
        try:
            if allowance.is_spent:
                raise ProblemError(allowances.TOO_MANY, allowance.refusal)
            if unfit := sizes.unfit(request.META):
                raise ProblemError(unfit.status, unfit.said)
            response = _answer(request, view, *args, **kwargs)
        except ProblemError as problem:
            response = problems.response(request, problem)
        except Http404:
            response = problems.response(request, problems.nothing())
        except Exception as error:
            logger.exception("The API failed at %s", request.path)
            response = _failed(request, error)
        allowance.tell(response)
        return _readable_anywhere(response)

    return serve


def _answer(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Allow"] = METHODS
        return response
    if request.method not in READING:
        raise ProblemError(405, _("Nothing can be written here. Use GET, HEAD or OPTIONS."))
    asked = request.method
    request.method = "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = asked
    return _unless_known(request, response)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    failure = failure_in(error)
    if failure is None:
        broken = ProblemError(500, _("It was written down. Please try again later."))
        return problems.response(request, broken)
    said = ProblemError(503, f"{failure.title}. {failure.said}")
    response = problems.response(request, said)
    response["Retry-After"] = str(failure.retry_after)
    return response


def _readable_anywhere(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Expose-Headers"] = READABLE_ELSEWHERE
    response["Access-Control-Max-Age"] = str(DAY)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = METHODS
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or that whoever asks has it already."""
    if response.status_code != HTTPStatus.OK:
        return response
    response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "public, no-cache"
    if not _is_known(request, response):
        return response
    unchanged = HttpResponseNotModified()
    for name in KEPT:
        if name in response:
            unchanged[name] = response[name]
    return unchanged


def _is_known(request: HttpRequest, response: HttpResponse) -> bool:
    """RFC 9110, 13.2.2: a date counts only where no tag is named."""
    if "If-None-Match" in request.headers:
        tags = [tag.removeprefix("W/") for tag in parse_etags(request.headers["If-None-Match"])]
        return "*" in tags or response["ETag"] in tags
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    changed = parse_http_date_safe(response.get("Last-Modified", ""))
    return since is not None and changed is not None and changed <= since


def answer_headers() -> dict[str, Any]:
    """The headers of answers with content, as OpenAPI describes them."""
    told = {
        "ETag": _("What this answer is. Sent back as If-None-Match, it spares the same again."),
        "Cache-Control": _("It may be kept, and is to be asked for again."),
        "RateLimit": _("Requests left, and seconds until there are as many as at first."),
        "RateLimit-Policy": _("Requests allowed in how many seconds."),
        "Access-Control-Allow-Origin": _("Pages of every site may read it."),
        "Link": _("Licence, this document, and where to read on."),
        "Last-Modified": _("When the content last changed."),
        "X-Content-Version": _("The number of the version of the content."),
    }
    optional = ("Link", "Last-Modified", "X-Content-Version")
    return {
        name: {
            "description": words,
            "required": name not in optional,
            "schema": {"type": "string"},
        }
        for name, words in told.items()
    }


def answer(request: HttpRequest, body: dict[str, Any], next_page: str = "") -> HttpResponse:
    """A body with the version of the content it is of, its licence, and where to read on."""
    version = ContentVersion.objects.first()
    head: dict[str, Any] = {
        "version": version and {"number": version.pk, "since": version.created_at.isoformat()},
        "licence": LICENCE,
        "attribution": f"immunoref, {request.build_absolute_uri('/')}",
    }
    text = json.dumps(head | body, ensure_ascii=False, default=plain) + "\n"
    response = HttpResponse(text, content_type="application/json")
    links = {"license": LICENCE_ADDRESS}
    links["service-desc"] = request.build_absolute_uri(reverse("api:openapi"))
    if next_page:
        links["next"] = next_page
    response["Link"] = ", ".join(f'<{to}>; rel="{relation}"' for relation, to in links.items())
    if version:
        response["X-Content-Version"] = str(version.pk)
        response["Last-Modified"] = http_date(version.created_at.timestamp())
    return response
