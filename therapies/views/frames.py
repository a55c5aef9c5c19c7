"""The page of a list around what is written anew, made once for each version of the content."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from therapies import structured
from therapies.listings import Listing
from therapies.views.list_addresses import query_without
from therapies.views.moulds import Mould, cut, mark, pour

WRITTEN = ("bar", "active", "pagination", "filters", "written")
MOST_FRAMES = 500
WHOLE = "base.html"


class Outline(HttpRequest):
    """A request for any list under this path: what else was asked is left open."""

    def __init__(self, path: str, scheme: str, host: str) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = path
        self._scheme, self._host = scheme, host

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outline) and self._root == other._root

    def __hash__(self) -> int:
        return hash(self._root)

    @property
    def _root(self) -> tuple[str, str, str]:
        return self.path, self._scheme, self._host

    def _get_scheme(self) -> str:
        return self._scheme

    def get_host(self) -> str:
        return self._host

    def build_absolute_uri(self, location: str | None = None) -> str:
        return f"{self._scheme}://{self._host}{location}" if location else mark("uri")


def fits(context: dict[str, Any]) -> bool:
    """Whether the page is one of a filtered list with rows that were written before."""
    is_plain = context["written"] and not context["missed_page"]
    return bool(is_plain and not context["described"].is_indexed and context["frame"] == WHOLE)


def filtered(
    request: HttpRequest, listing: Listing, template: str, context: dict[str, Any], version: int
) -> HttpResponse:
    """The page: nothing of its frame depends on its rows."""
    form = Form(
        listing,
        template,
        str(get_language()),
        Outline(request.path, request.scheme or "", request.get_host()),
        context["feed_address"],
        version,
        f"{timezone.localdate()}",
    )
    holes = {name: context[name] for name in WRITTEN}
    holes["uri"] = request.build_absolute_uri()
    holes["canonical"] = context["described"].canonical
    holes["query"] = query_without(request, "page", "page_size")
    return HttpResponse(pour(_frame(form), holes))


class Form(NamedTuple):
    """What a frame follows from. The version and the day stand on the page."""

    listing: Listing
    template: str
    language: str
    outline: Outline
    feed_address: str
    version: int
    day: str


@lru_cache(MOST_FRAMES)
def _frame(form: Form) -> Mould:
    described = structured.list_page(
        form.listing,
        None,
        mark("canonical"),
        mark("query"),
        False,
        structured.root_of(form.outline),
    )
    context: dict[str, Any] = {
        "frame": WHOLE,
        "rows": True,
        "chips": [],
        "missed_page": None,
        "described": described,
        "feed_address": form.feed_address,
        **{name: mark(name) for name in WRITTEN},
    }
    return cut(render_to_string(form.template, context, request=form.outline))
