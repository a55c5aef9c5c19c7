"""Addresses of the API. Everything below /api/ answers as the API does, errors included."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext as _

from therapies.api import problems
from therapies.api.docs import docs
from therapies.api.operations import api
from therapies.api.problems import ProblemError
from therapies.api.serving import served


def nowhere(request: HttpRequest, **parts: str) -> HttpResponse:
    if not request.path.endswith("/"):
        raise ProblemError(404, _("Nothing has this address. Addresses here end with a slash."))
    raise problems.nothing()


patterns, _app, namespace = api.urls
for pattern in patterns:
    if isinstance(pattern, URLPattern):
        pattern.callback = served(pattern.callback)
version_1: list[URLPattern | URLResolver] = [path("docs/", docs, name="docs"), *patterns]

urlpatterns = [
    path("v1/", include((version_1, "api"), namespace=namespace)),
    re_path("", served(nowhere)),
]
