"""Atom feeds of what changed: of everything, of each kind of entry, of each entry (RFC 4287).

Long ones come in pages (RFC 5005). An entry of a feed is known by a tag URI that stays the same.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.choices import Status
from editorial.models import ContentVersion, Version
from therapies.canonical import KINDS
from therapies.changes import Change, PageOfChanges, page_of
from therapies.characters import for_xml, on_one_line
from therapies.choices import EntryType
from therapies.chronicle import SOURCE
from therapies.differences import FieldChange, RowChange
from therapies.models import Entry
from therapies.wording import plural_of

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LONGEST_NUMBER = 18
MOST_ROWS = 12
MOST_FIELDS = 6
MOST_SOURCES = 10
# Raised when the form of a feed changes, so that nobody keeps an older form of the same content.
FORM = 1
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class AtomFeed(Atom1Feed):
    """Django's, with pages, the licence, and what changed as text and as HTML."""

    def latest_post_date(self) -> datetime:
        """Never now: a feed that did not change says the same again."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["since"])

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation in ("first", "next"):
            if address := self.feed[relation]:
                handler.addQuickElement("link", "", {"rel": relation, "href": address})
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE})
        handler.addQuickElement("generator", "immunoref", {"uri": self.feed["site"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", for_xml(item["description"]), {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


@require_safe
def feed(request: HttpRequest, kind: str = "", slug: str = "") -> HttpResponseBase:
    """What changed, newest first; nothing is made again for who has it already."""
    before = _cursor(request)
    changed = _last_change()
    state = f"{FORM} {changed} {request.build_absolute_uri(request.path)} {before}"
    etag = quote_etag(hashlib.sha256(state.encode()).hexdigest()[:32])
    modified = int(changed[-1].timestamp())
    known = get_conditional_response(request, etag, modified)
    if known is not None:
        return known
    entry = _entry(kind, slug) if slug else None
    page = page_of(kind, entry, before)
    if before is not None and not page.changes:
        raise Http404
    atom = _feed(request, kind, entry, page, since=changed[-1])
    _add_items(atom, request, page.changes)
    response = HttpResponse(atom.writeString("utf-8"), content_type=AtomFeed.content_type)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    return response


def _cursor(request: HttpRequest) -> int | None:
    asked = request.GET.get("before")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit()) or len(asked) > LONGEST_NUMBER:
        raise Http404
    return int(asked)


def _last_change() -> tuple[int, int, datetime]:
    """The versions in force, of the content and of the history, and since when."""
    content = ContentVersion.objects.values_list("pk", "created_at").first()
    history = Version.objects.values_list("pk", "created_at").first()
    found = [each for each in (content, history) if each]
    since = max((created_at for _pk, created_at in found), default=BEGINNING)
    return content[0] if content else 0, history[0] if history else 0, since


def _entry(kind: str, slug: str) -> Entry:
    """One that is public, or was; what never was has no feed."""
    entry = Entry.objects.filter(entry_type=kind, slug=slug).exclude(status=Status.DRAFT).first()
    if entry is None:
        raise Http404
    return entry


def _feed(
    request: HttpRequest, kind: str, entry: Entry | None, page: PageOfChanges, since: datetime
) -> AtomFeed:
    own = request.build_absolute_uri(request.path)
    before = _cursor(request)
    if entry is not None:
        title = _("%(name)s: changes") % {"name": entry.name}
        is_public = entry.status == Status.PUBLISHED
        about = reverse(f"{kind}-{'detail' if is_public else 'history'}", args=[entry.slug])
    elif kind:
        plural = capfirst(KINDS[EntryType(kind)]._meta.verbose_name_plural)
        title, about = _("%(name)s: changes") % {"name": plural}, reverse(f"{kind}-list")
    else:
        title, about = _("All changes"), reverse("home")
    return AtomFeed(
        title=for_xml(f"{title} · immunoref"),
        link=request.build_absolute_uri(about),
        description=None,
        subtitle=_("What changed in this open reference of immunotherapies, why, on which source."),
        language="en-gb",
        author_name=_("immunoref maintainers"),
        feed_url=own if before is None else f"{own}?before={before}",
        feed_guid=_tag(own, BEGINNING.date()),
        feed_copyright=_("© immunoref maintainers. Licence: CC BY 4.0."),
        site=request.build_absolute_uri("/"),
        since=since,
        first="" if before is None else own,
        next=f"{own}?before={page.older}" if page.older else "",
    )


def _tag(address: str, day: date) -> str:
    """A name for good (RFC 4151), the same whether the address begins with http or https."""
    parts = urlsplit(address)
    return f"tag:{parts.hostname},{day}:{parts.path}"


def _add_items(atom: AtomFeed, request: HttpRequest, changes: Iterable[Change]) -> None:
    site = request.build_absolute_uri("/").rstrip("/")
    for change in changes:
        version = change.version
        address = f"{site}{change.step.address}"
        atom.add_item(
            title=on_one_line(_title(change)),
            link=address,
            description=_summary(change),
            unique_id=_tag(address, version.created_at.date()),
            pubdate=version.created_at,
            updateddate=version.created_at,
            author_name=on_one_line(str(version.publisher or _("immunoref maintainers"))),
            categories=[str(KINDS[EntryType(version.kind)]._meta.verbose_name)],
            content=for_xml(_content(change, site, address)),
        )


def _title(change: Change) -> str:
    words = {"name": change.version.name, "number": change.version.number}
    if change.is_withdrawal:
        return _("%(name)s: taken off the public pages") % words
    if change.step.confirmation:
        return _("%(name)s, version %(number)s: confirmed") % words
    if change.step.before is None:
        return _("%(name)s, version %(number)s: first in this history") % words
    told = {"sections": ", ".join(change.step.sections) or _("nothing it says")}
    return _("%(name)s, version %(number)s: %(sections)s") % (words | told)


def _summary(change: Change) -> str:
    """Why, and what kinds of rows changed."""
    parts = [change.version.reason]
    if change.is_withdrawal:
        parts.append(_("It is not public now."))
    elif change.step.sections:
        parts.append(_("Changed: %(sections)s.") % {"sections": ", ".join(change.step.sections)})
    return "\n".join(parts)


def _content(change: Change, site: str, address: str) -> str:
    rows = [
        (section.title, row)
        for section in change.sections
        for row in section.rows
        if section.title != plural_of(SOURCE) or row.change == "changed"
    ]
    context = {
        "change": change,
        "version": change.version,
        "confirmation": change.step.confirmation,
        "rows": [
            {"section": section, "row": row, "fields": _telling(row, change.version)}
            for section, row in rows[:MOST_ROWS]
        ],
        "rows_left": max(len(rows) - MOST_ROWS, 0),
        "sources": change.sources[:MOST_SOURCES],
        "sources_left": max(len(change.sources) - MOST_SOURCES, 0),
        "address": address,
        "site": site,
    }
    return render_to_string("feeds/change.html", context)


def _telling(row: RowChange, version: Version) -> list[FieldChange]:
    """Fields that say more than the title, of rows that are new or gone; sources have a list."""
    known = {source["slug"] for source in row.sources}
    if row.change != "changed":
        known |= {version.name, version.slug, *row.title.split(", ")}
    return [each for each in row.fields if (each.after or each.before) not in known][:MOST_FIELDS]
