"""Lists as collections of entries or as data sets, and the catalogue of all of them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from therapies.choices import EntryType
from therapies.models import Entry
from therapies.structured.nodes import LICENCE, MOST, Node, node
from therapies.structured.pages import Above, Alternate, Page

TYPES = {"csv": "text/csv", "json": "application/json"}
# Lists of claims show the picture of the entries that they are about.
PICTURES = {kind.value: kind.value for kind in EntryType} | {
    "rate": "side_effect",
    "indication": "drug",
    "result": "drug",
    "comparison": "claim_check",
    "milestone": "country",
    "product": "country",
}
IN_RESEARCH = ("country-list", "institution-list", "trial-list", "milestone-list", "product-list")


def list_page(
    listing: Any, page: Any, canonical: str, query: str, is_whole: bool, root: str
) -> Page:
    """`query` leads to the same rows as a file; only the whole list says what it holds."""
    path = reverse(listing.page)
    subject = None
    if is_whole:
        subject = _items(page, root) or dataset(listing.export, listing.page, root)
    return Page(
        trail=(Above(_("Research"), reverse("research")),) if listing.page in IN_RESEARCH else (),
        canonical=canonical,
        is_indexed=is_whole,
        picture=PICTURES.get(listing.page.partition("-")[0], "site"),
        kind="CollectionPage",
        subject=subject,
        alternates=tuple(
            Alternate(content_type, f"{path}?{query}format={name}")
            for name, content_type in TYPES.items()
        ),
        follows_content=True,
    )


def _items(page: Any, root: str) -> Node | None:
    """The first rows of a page of entries; a list of claims has no items with a page."""
    rows = list(page.object_list)[:MOST]
    if not rows or not all(isinstance(row, Entry) for row in rows):
        return None
    return node(
        "ItemList",
        numberOfItems=page.paginator.count,
        itemListElement=[
            node("ListItem", position=place, name=row.name, url=f"{root}{row.get_absolute_url()}")
            for place, row in enumerate(rows, page.start_index())
        ],
    )


def dataset(export: Any, page_name: str, root: str) -> Node:
    """A list as a file: `page_name` names the address that gives it."""
    path = f"{root}{reverse(page_name)}"
    fields = [column.name for column in export.columns]
    name = capfirst(export.name.replace("-", " ").replace("_", " "))
    return {"@id": f"{path}#dataset"} | node(
        "Dataset",
        name=f"{name} (immunoref)",
        description=_(
            "Every row of the list “%(name)s” of immunoref, an open, evidence-linked reference of"
            " immunotherapies, with its sources."
        )
        % {"name": name},
        url=path,
        license=LICENCE,
        isAccessibleForFree=True,
        creator={"@id": f"{root}/#project"},
        includedInDataCatalog=_catalogue(root),
        variableMeasured=fields,
        distribution=[
            node("DataDownload", contentUrl=f"{path}?format={name}", encodingFormat=content_type)
            for name, content_type in TYPES.items()
        ],
    )


def catalogue(exports: Iterable[tuple[Any, str]], root: str) -> Page:
    """All lists, as pairs of an export and the name of its page."""
    subject = _catalogue(root) | node(
        "DataCatalog",
        description=_("Every list of an open, evidence-linked reference of immunotherapies."),
        license=LICENCE,
        creator={"@id": f"{root}/#project"},
        dataset=[dataset(export, page_name, root) for export, page_name in exports],
    )
    return Page(subject=subject, follows_content=True)


def _catalogue(root: str) -> Node:
    """As each list names it."""
    address = f"{root}{reverse('data')}"
    return {"@id": f"{address}#catalogue"} | node(
        "DataCatalog", name=_("Data of immunoref"), url=address
    )
