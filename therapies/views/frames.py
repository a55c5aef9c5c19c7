"""The page of a list around what is written anew, made once for each version of the content."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string

from therapies import structured
from therapies.listings import Listing
from therapies.views.moulds import Mould, cut, mark

WRITTEN = ("bar", "active", "pagination", "filters", "written")
CHIP = ("label", "value", "url")
MOST_FRAMES = 50
# What a list is laid out in: a page, or nothing but what a change of the filters renews.
WHOLE, PART = "base.html", "layouts/fragment.html"


class Outline(HttpRequest):
    """A request for any list under this path: what else was asked is left open."""

    def __init__(self, path: str, scheme: str, host: str) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = path
        self._scheme, self._host = scheme, host

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outline) and self._known_by == other._known_by

    def __hash__(self) -> int:
        return hash(self._known_by)

    @property
    def _known_by(self) -> tuple[str, str, str]:
        return self.path, self._scheme, self._host

    @property
    def root(self) -> str:
        return f"{self._scheme}://{self._host}"

    def _get_scheme(self) -> str:
        return self._scheme

    def get_host(self) -> str:
        return self._host

    def build_absolute_uri(self, location: str | None = None) -> str:
        return f"{self._scheme}://{self._host}{location}" if location else mark("uri")


class Form(NamedTuple):
    """What a frame follows from. The version and the day stand on the page."""

    listing: Listing
    template: str
    language: str
    outline: Outline
    feed_address: str
    version: int
    day: str
    has_rows: bool
    frame: str


@lru_cache(MOST_FRAMES)
def frame(form: Form) -> Mould:
    """With holes for what is written anew, and for the addresses `uri`, `canonical`, `query`.
    Without rows it says how to go on, with holes for the last chip."""
    described = structured.list_page(
        form.listing,
        None,
        mark("canonical"),
        mark("query"),
        False,
        structured.root_of(form.outline),
    )
    context: dict[str, Any] = {
        "frame": form.frame,
        "rows": form.has_rows,
        "chips": [] if form.has_rows else [{name: mark(f"last_{name}") for name in CHIP}],
        "missed_page": None,
        "described": described,
        "feed_address": form.feed_address,
        **{name: mark(name) for name in WRITTEN},
    }
    return cut(render_to_string(form.template, context, request=form.outline))
