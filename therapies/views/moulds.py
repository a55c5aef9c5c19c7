"""Components rendered once with holes in them, and then filled.

A page of a list differs from the next in numbers and names, hardly ever in its form. So a template
is rendered once for each form, with a mark where a text will stand, and cut at the marks. What
decides the form (what `if` and `for` see) is fixed; a hole may only be written out. What is filled
in is escaped, as the template would have done.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Characters for private use: no text of the reference holds any.
BEGIN, END = "\ue000", "\ue001"
MARK = re.compile(f"{BEGIN}([a-z_0-9]+){END}")
MOST_MOULDS = 1_000

# Text and names of holes by turns, text first and last.
Mould = tuple[str, ...]


def mark(name: str) -> SafeString:
    return SafeString(f"{BEGIN}{name}{END}")


def cut(text: str) -> Mould:
    return tuple(MARK.split(text))


def pour(mould: Mould, holes: Mapping[str, str]) -> SafeString:
    parts = list(mould)
    parts[1::2] = [escaped(holes[name]) for name in parts[1::2]]
    return SafeString("".join(parts))


def escaped(text: str) -> str:
    """As templates do it; of text that is no more than text this is known at less cost."""
    return escape(text) if type(text) is str else conditional_escape(text)


def cast(mould: Mould, holes: Mapping[str, Sequence[bytes]]) -> list[bytes]:
    """The same in pieces, of holes that are written and escaped already."""
    parts: list[bytes] = []
    for text, name in _in_bytes(mould):
        parts.append(text)
        parts += holes[name] if name else ()
    return parts


@lru_cache(MOST_MOULDS)
def _in_bytes(mould: Mould) -> tuple[tuple[bytes, str], ...]:
    names = (*mould[1::2], "")
    return tuple((text.encode(), name) for text, name in zip(mould[0::2], names, strict=True))


def filled(template: str, holes: Mapping[str, str], **fixed: Any) -> SafeString:
    return pour(made(template, tuple(holes), **fixed), holes)


def made(template: str, holes: tuple[str, ...], **fixed: Any) -> Mould:
    return made_in(str(get_language()), template, holes, **fixed)


def made_in(language: str, template: str, holes: tuple[str, ...], **fixed: Any) -> Mould:
    return _made(template, language, holes, tuple(fixed.items()))


@lru_cache(MOST_MOULDS)
def _made(
    template: str, language: str, holes: tuple[str, ...], fixed: tuple[tuple[str, Any], ...]
) -> Mould:
    return cut(render_to_string(template, dict(fixed) | {name: mark(name) for name in holes}))
