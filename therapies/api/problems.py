"""What went wrong, as RFC 9457 says it."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("The question cannot be answered"),
    404: gettext_lazy("Nothing is here"),
    405: gettext_lazy("The API is for reading"),
    414: gettext_lazy("The address is too long"),
    429: gettext_lazy("Too many requests"),
    431: gettext_lazy("The headers are too long"),
    500: gettext_lazy("Something broke here"),
    503: gettext_lazy("Not just now"),
}
LONGEST_ECHO = 60


class Fault(NamedTuple):
    """One parameter that cannot be understood, and why."""

    parameter: str
    detail: str


class ProblemError(Exception):
    """Answered as a problem instead of what was asked for."""

    def __init__(self, code: int, detail: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.faults = list(faults)


def refusal(faults: list[Fault]) -> ProblemError:
    detail = " ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
    return ProblemError(400, detail, faults)


def nothing() -> ProblemError:
    return ProblemError(
        404, _("Nothing that is published has this address. /api/v1/ lists what there is.")
    )


def response(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    docs = request.build_absolute_uri(reverse("api:docs"))
    body = {
        "type": f"{docs}#problem-{problem.code}",
        "title": str(TITLES[problem.code]),
        "status": problem.code,
        "detail": problem.detail,
        "errors": [fault._asdict() for fault in problem.faults],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, status=problem.code, content_type=CONTENT_TYPE)


def echo(text: str) -> str:
    """As much of what was sent as an answer repeats."""
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
