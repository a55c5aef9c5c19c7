"""The head of a page: its addresses, its picture, and its graph of JSON-LD as safe text."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from therapies.structured.nodes import LICENCE, Node, node
from therapies.structured.pages import Above, Alternate, Page
from therapies.structured.site import project, website

# What Django's json_script escapes, and the two ends of lines that older scripts choke on.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
LANGUAGE = "en"
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630


@dataclass(frozen=True)
class Head:
    """What `components/page_head.html` shows; addresses are absolute."""

    page: Page
    title: str
    description: str
    address: str
    is_indexed: bool
    is_article: bool
    picture: str
    alternates: list[Alternate]
    changed: str
    data: str
    picture_width: int = PICTURE_WIDTH
    picture_height: int = PICTURE_HEIGHT


def head_of(
    page: Page,
    title: str,
    description: str,
    asked_path: str,
    root: str,
    content_changed_at: datetime | None = None,
    is_preview: bool = False,
) -> Head:
    """A preview of what is not public has no address; what is not indexed describes nothing."""
    path = asked_path if page.canonical == "" else page.canonical
    address = f"{root}{path}" if path and not is_preview else ""
    changed = _moment(content_changed_at if page.follows_content else page.changed_at)
    told = Told(title, description, changed)
    is_indexed = page.is_indexed and not is_preview
    return Head(
        page=page,
        title=title,
        description=description,
        address=address,
        is_indexed=is_indexed,
        is_article=page.kind == "MedicalWebPage",
        picture=f"{root}{static(f'img/cards/{page.picture}.png')}",
        alternates=[
            Alternate(each.type, f"{root}{each.address}")
            for each in page.alternates
            if not is_preview
        ],
        changed=changed,
        data=as_text(graph(page, told, address, root)) if address and is_indexed else "",
    )


@dataclass(frozen=True)
class Told:
    """The words of a page, and when it changed."""

    title: str
    description: str
    changed: str


def graph(page: Page, told: Told, address: str, root: str) -> Node:
    """The page, the way to it, its subject, the site and who makes it."""
    site = website(root)
    subject = page.subject
    if subject:
        subject = {"@id": f"{address}#subject"} | subject
    is_site = subject is not None and subject["@id"] == site["@id"]
    web_page = {"@id": address} | node(
        page.kind,
        url=address,
        name=told.title,
        description=told.description,
        inLanguage=LANGUAGE,
        isPartOf={"@id": site["@id"]},
        license=LICENCE,
        isAccessibleForFree=True,
        publisher={"@id": f"{root}/#project"},
        datePublished=_moment(page.published_at),
        dateModified=told.changed,
        breadcrumb={"@id": f"{address}#trail"},
        mainEntity={"@id": subject["@id"]} if subject else None,
        **page.more,
    )
    found = [web_page, trail(page.trail, told.title, address, root), subject]
    found += [project(root), None if is_site else site]
    return {"@context": "https://schema.org", "@graph": [each for each in found if each]}


def trail(steps: tuple[Above, ...], title: str, address: str, root: str) -> Node:
    """From the first page to this one; the first page is a trail of itself."""
    home = Above(_("Home"), reverse("home"))
    last = Above(title, address.removeprefix(root))
    way = [home] if last.address == home.address else [home, *steps, last]
    return {"@id": f"{address}#trail"} | node(
        "BreadcrumbList",
        itemListElement=[
            node("ListItem", position=place, name=step.name, item=_page(f"{root}{step.address}"))
            for place, step in enumerate(way, 1)
        ],
    )


def _page(address: str) -> Node:
    return {"@type": "WebPage", "@id": address, "url": address}


def as_text(data: Any) -> str:
    """JSON that ends no script element and opens no comment in it, whatever names are in it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def _moment(moment: datetime | date | None) -> str:
    """ISO 8601; a time in UTC to the second."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).replace(microsecond=0).isoformat()
    return moment.isoformat() if moment else ""
