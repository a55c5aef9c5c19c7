"""Addresses of the API. Everything below /api/ answers as the API does, errors included."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.utils.translation import gettext as _

from therapies.api import document, problems
from therapies.api.operations import OF_LISTS, START, Operation
from therapies.api.problems import ProblemError
from therapies.api.serving import served
from therapies.later import later


def nowhere(request: HttpRequest, **parts: str) -> HttpResponse:
    if not request.path.endswith("/"):
        raise ProblemError(404, _("Nothing has this address. Addresses here end with a slash."))
    raise problems.nothing()


def _address(operation: Operation) -> URLPattern:
    route = operation.path.removeprefix("/").replace("{", "<").replace("}", ">")
    return path(route, served(operation.view), name=operation.name)


version_1 = [
    path("docs/", later("therapies.api.docs.docs"), name="docs"),
    _address(START),
    path("openapi.json", served(later("therapies.api.openapi.openapi")), name=document.OPENAPI),
    *map(_address, OF_LISTS),
]

urlpatterns = [
    path("v1/", include((version_1, "api"))),
    re_path("", served(nowhere)),
]
