"""The head of a page, from the words of its template and what its view knows."""

from html import unescape
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from therapies.structured import Head, Page, head_of, root_of

register = template.Library()
KEPT = "words of the head"


@register.simple_block_tag(takes_context=True)
def kept(context: Context, content: str, name: str) -> str:
    """What stands inside, shown here and kept for the rest of the head under this name."""
    _words(context)[name] = " ".join(unescape(content).split())
    return content


@register.simple_tag(takes_context=True)
def head_of_page(context: Context) -> Head | None:
    """None where there is no request, as in the page for a failed form."""
    request = context.get("request")
    if request is None:
        return None
    page = context.get("described") or Page()
    words = _words(context)
    version: Any = context.get("content_version") if page.follows_content else None
    return head_of(
        page,
        words.get("title", ""),
        words.get("description", ""),
        request.path,
        root_of(request),
        content_changed_at=version.created_at if version else None,
        is_preview=bool(context.get("preview")),
    )


def _words(context: Context) -> dict[str, str]:
    rendering: Any = context.render_context
    words: dict[str, str] = rendering.setdefault(KEPT, {})
    return words


@register.simple_tag
def data_block(data: str) -> SafeString | str:
    """JSON-LD as `structured.graph.as_text` wrote it: nothing in it can end the element."""
    if not data:
        return ""
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308
