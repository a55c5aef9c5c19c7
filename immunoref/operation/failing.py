"""The page that is shown instead of one that failed."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from editorial.failures import Failure, failure_in
from immunoref.operation.logs import request_id

SERVER_ERROR, UNAVAILABLE = 500, 503
READING = ("GET", "HEAD", "OPTIONS")


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor the context of other pages: they may be what failed.

    Django calls it while it handles the error.
    """
    if failure := failure_in(sys.exc_info()[1]):
        return unavailable(request, failure)
    text = render_to_string("500.html", {"request_id": request_id.get()})
    return HttpResponse(text, status=SERVER_ERROR)


def unavailable(request: HttpRequest, failure: Failure) -> HttpResponse:
    context = {
        "failure": failure,
        "is_writing": request.method not in READING,
        "request_id": request_id.get(),
    }
    headers = {"Retry-After": str(failure.retry_after), "Cache-Control": "no-store"}
    text = render_to_string("503.html", context)
    return HttpResponse(text, status=UNAVAILABLE, headers=headers)
