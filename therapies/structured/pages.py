"""What a view knows of its page beyond the words of its template."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest

from therapies.structured.nodes import Node


def root_of(request: HttpRequest) -> str:
    """The site's own address, with which all others begin."""
    return f"{request.scheme}://{request.get_host()}"


@dataclass(frozen=True)
class Above:
    """A page above this one."""

    name: str
    address: str


@dataclass(frozen=True)
class Alternate:
    """The same content in another form."""

    type: str
    address: str


@dataclass(frozen=True)
class Page:
    """What the head of a page says.

    `trail` leads from the first page to the one above this, both left out. `canonical` is a path
    with its query: empty for the path that was asked for, None where a page has no standing
    address. `subject` is what the page is about, `more` what only this kind of page says of itself.
    `follows_content` tells that it changes whenever anything published does.
    """

    trail: tuple[Above, ...] = ()
    canonical: str | None = ""
    is_indexed: bool = True
    picture: str = "site"
    kind: str | list[str] = "WebPage"
    description: str = ""
    subject: Node | None = None
    more: Node = field(default_factory=dict)
    alternates: tuple[Alternate, ...] = ()
    published_at: datetime | None = None
    changed_at: datetime | date | None = None
    follows_content: bool = False
