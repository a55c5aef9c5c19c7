"""What programs that read the site look for first: robots.txt, llms.txt and the sitemap."""

from typing import Any

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from therapies.sitemaps import sections
from therapies.structured import root_of
from therapies.views.site import size_of_the_reference

KEPT = 3600  # seconds


@require_safe
@cache_control(public=True, max_age=KEPT)
def robots(request: HttpRequest) -> HttpResponse:
    return _text(request, "therapies/robots.txt", {"root": root_of(request)})


@require_safe
@cache_control(public=True, max_age=KEPT)
def llms(request: HttpRequest) -> HttpResponse:
    context = {"root": root_of(request), "size": size_of_the_reference()}
    return _text(request, "therapies/llms.txt", context)


@require_safe
@cache_control(public=True, max_age=KEPT)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return views.index(request, sections(), sitemap_url_name="sitemap")


@require_safe
@cache_control(public=True, max_age=KEPT)
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, sections(), section=section)


def _text(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="text/plain; charset=utf-8")
