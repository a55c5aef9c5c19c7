"""What a request may be, how long it may take, and how often what is dear may be asked for.

What costs more than a page is counted when its view is about to be called. So what is kept, or is
known to who asks, is never counted; neither is a file that a list's plan answers, which takes no
more than a page and nothing of the database.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from editorial import allowances, deadlines, sizes
from editorial.parts import each_within
from editorial.sizes import Unfit
from immunoref.streams import streams

# It refuses and counts by itself, in its own form.
API = "/api/"
SEARCH = "/search/"
FORMAT = "format"
STATIC = "/static/"


class BoundsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API) and (unfit := sizes.unfit(request.META)):
            return _refusal(request, unfit)
        if not sizes.is_cookie_of_ours(request.META.get("HTTP_COOKIE", "")):
            del request.META["HTTP_COOKIE"]
        is_of_staff = sizes.is_of_staff(request.META)
        seconds = settings.STAFF_WAIT if is_of_staff else settings.READERS_WAIT
        with deadlines.within(seconds):
            response = self.get_response(request)
        if not response.streaming or request.path_info.startswith(STATIC):
            return response
        if not streams.hold(response):
            return _crowded(request)
        if not isinstance(response, FileResponse):
            parts: Any = response
            # Who reads slowly is not late. All rows are sorted before the first of them is there.
            in_time = partial(deadlines.within, settings.FILES_WAIT)
            parts.streaming_content = each_within(in_time, parts.streaming_content)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if any(sizes.NUL in value for each in request.POST.lists() for value in each[1]):
            return _refusal(request, sizes.no_text())
        limit = _limit_of(request)
        if limit is None:
            return None
        allowance = allowances.count(request, limit)
        if not allowance.is_spent:
            return None
        title = _("Too many requests from your network")
        response = _refusal(request, Unfit(allowances.TOO_MANY, title, allowance.refusal))
        allowance.tell(response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A number was asked for that no column holds; Django sees it in most lookups, not all."""
        is_too_large = isinstance(error, OverflowError | DataError)
        return _refusal(request, sizes.no_number()) if is_too_large and request.GET else None


def _limit_of(request: HttpRequest) -> allowances.Limit | None:
    path = request.path_info
    if path.startswith((API, sizes.OF_STAFF)):
        return None
    if path.startswith(SEARCH):
        return allowances.SEARCHES
    return allowances.DOWNLOADS if request.GET.get(FORMAT) else None


def _crowded(request: HttpRequest) -> HttpResponse:
    said = _("As many files are being sent as this server can send at once. Try again in a minute.")
    response = _refusal(request, Unfit(503, _("Too many downloads at once"), said))
    response["Retry-After"] = "60"
    return response


def _refusal(request: HttpRequest, unfit: Unfit) -> HttpResponse:
    """Without the frame of other pages: it has to cost less than what is refused."""
    headers = {"Cache-Control": "no-store"}
    if f"{FORMAT}=" in request.META.get("QUERY_STRING", ""):
        text, kind = f"{unfit.title}. {unfit.said}\n", "text/plain; charset=utf-8"
    else:
        text, kind = render_to_string("refused.html", {"unfit": unfit}), None
    return HttpResponse(text, status=unfit.status, content_type=kind, headers=headers)
