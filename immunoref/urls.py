"""Addresses of the whole site: the reference and the editors' admin."""

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from immunoref.operation.failing import server_error
from immunoref.operation.metrics import metrics
from therapies.views import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("therapies.urls")),
    path("api/", include("therapies.api.urls")),
    path("admin/therapies/tables/", include("therapies.admin.addresses")),
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    """For developers alone."""
    if not settings.DEBUG:
        raise Http404
    return site.styleguide(request)


urlpatterns += [path("styleguide/", styleguide, name="styleguide")]

handler400 = site.bad_request
handler404 = site.not_found
handler500 = server_error
