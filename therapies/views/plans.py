"""Pages and files of a list made from its index alone: nothing of Django's handler is needed.

A view answers by the plan of its list, and gives the plan away with the response. Whoever has it
can answer other addresses of the same list, under the same host, as the view would.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from django.core.paginator import EmptyPage, Paginator
from django.utils.translation import override

from editorial import sizes
from therapies.context import Compared
from therapies.exports import FORMATS
from therapies.filters import addresses
from therapies.filters.addresses import Lists
from therapies.listings import Listing
from therapies.published.index import Index
from therapies.published.selection import Rows, Selection, select
from therapies.published.stored import Stored
from therapies.views import facet_parts, frames, list_parts
from therapies.views.frames import Outline
from therapies.views.list_addresses import (
    NUMBER,
    NUMBERS,
    canonical,
    query_without,
    tidied,
    unasked,
)
from therapies.views.moulds import Mould, cast

# A query in which nothing has to be quoted to be shown again; others are the view's.
PLAIN = re.compile(r"[A-Za-z0-9_.~%&=+:-]{1,2000}")
ONCE = (*NUMBERS, "format", "choices")
# Longer files are streamed from the database.
MOST_ROWS_OF_FILE = 1_000
NOBODY_COMPARED = Compared([])


class Made(NamedTuple):
    """`form` is the format of a file, and empty for a page. `address` is told to a script that
    renews a list in place: under it the same list is a page."""

    form: str
    body: bytes
    address: str = ""


@dataclass(frozen=True)
class Declared:
    """What a view declares of its list."""

    listing: Listing
    template: str
    row_template: str
    page_sizes: tuple[int, ...]
    usual: tuple[tuple[str, str], ...]
    feed_address: str


@dataclass(frozen=True)
class Plan:
    """Answers what is asked of a list as long as its index is in force."""

    declared: Declared
    index: Index | Stored
    outline: Outline
    language: str
    day: date
    is_partial: bool = False

    @property
    def version(self) -> int:
        return self.index.version

    def answer(self, query: str) -> Made | None:
        """None for what the view has to answer: what is wrong, or not the tidiest address, or
        shown by nobody else, or not a part of the list alone."""
        if not PLAIN.fullmatch(query) or sizes.unfit({"QUERY_STRING": query}):
            return None
        asked = addresses.read(query)
        lists = tidied(asked, self._usual)
        if lists != asked:
            if not self.is_partial:
                return None
            query = addresses.written(lists)
        if not self._is_plain(lists):
            return None
        with override(self.language):
            selection = select(self.index, lists)
            if selection is None:
                return None
            if form := lists.get("format"):
                return None if self.is_partial else self._file(selection, form[0])
            return self._page(selection, lists, query) if self.declared.row_template else None

    def _is_plain(self, lists: Lists) -> bool:
        if "compare" in lists or lists.get("format", FORMATS)[0] not in FORMATS:
            return False
        for name in ONCE:
            values = lists.get(name)
            if values and (
                len(values) > 1 or (name in NUMBERS and not NUMBER.fullmatch(values[0]))
            ):
                return False
        return True

    @cached_property
    def _usual(self) -> dict[str, str]:
        return unasked(self.declared.page_sizes, dict(self.declared.usual))

    def _file(self, selection: Selection, form: str) -> Made | None:
        if selection.number > MOST_ROWS_OF_FILE:
            return None
        places = selection.ordered(0, MOST_ROWS_OF_FILE)
        export = self.declared.listing.export
        lines = self.index.texts(
            (form, self.language), places, lambda rows: export.lines(rows, form)
        )
        return Made(form, export.joined(lines, form, self.day))

    def _page(self, selection: Selection, lists: Lists, query: str) -> Made | None:
        declared = self.declared
        size = size_of_page(declared.page_sizes, lists.get("page_size", (None,))[0])
        paginator: Paginator[Any] = Paginator(Rows(selection), size)
        try:
            page = paginator.page(int(lists.get("page", ("1",))[0]))
        except EmptyPage:
            return None
        path = self.outline.path
        known_as, is_whole = canonical(path, lists, page.number, *dict(declared.usual))
        has_rows, chips = bool(paginator.count), selection.chips
        if (is_whole and not self.is_partial) or not (has_rows or chips):
            return None
        address = list_parts.Address(path, lists, self.language)
        parts = list_parts.beside(address, chips, page, declared.feed_address)
        if not has_rows:
            parts |= {f"last_{name}": escape(getattr(chips[-1], name)) for name in frames.CHIP}
        parts["uri"] = escape(f"{self.outline.root}{path}?{query}")
        parts["canonical"] = escape(known_as)
        parts["query"] = escape(query_without(lists, *NUMBERS))
        holes = {name: (text.encode(),) for name, text in parts.items()}
        holes["written"] = page.object_list.written(declared.row_template, compared=NOBODY_COMPARED)
        holes["filters"] = list_parts.filters(
            address,
            declared.listing,
            selection,
            size,
            declared.page_sizes,
            facet_parts.counted(selection.counted, self.language),
        )
        mould = self._frame if has_rows else self._frame_without_rows
        return Made("", b"".join(cast(mould, holes)), self._told(query))

    def _told(self, query: str) -> str:
        if not self.is_partial:
            return ""
        return f"{self.outline.path}?{query}" if query else self.outline.path

    @cached_property
    def _frame(self) -> Mould:
        return self._framed(has_rows=True)

    @cached_property
    def _frame_without_rows(self) -> Mould:
        return self._framed(has_rows=False)

    def _framed(self, *, has_rows: bool) -> Mould:
        declared = self.declared
        return frames.frame(
            frames.Form(
                declared.listing,
                declared.template,
                self.language,
                self.outline,
                declared.feed_address,
                self.version,
                f"{self.day}",
                has_rows,
                frames.PART if self.is_partial else frames.WHOLE,
            )
        )


def size_of_page(sizes: Iterable[int], asked: str | None) -> int:
    """The largest size up to what is asked; the first if nothing is."""
    sizes = tuple(sizes)
    wanted = sizes[0] if asked is None else int(asked)
    return max((each for each in sizes if each <= wanted), default=25)
