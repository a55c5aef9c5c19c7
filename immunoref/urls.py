"""Addresses of the whole site: the reference and the editors' admin."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from therapies.admin import tables
from therapies.views import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("therapies.urls")),
    path("api/", include("therapies.api.urls")),
    path("admin/therapies/tables/", include(tables.addresses)),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", site.styleguide, name="styleguide")]

handler400 = site.bad_request
handler404 = site.not_found
