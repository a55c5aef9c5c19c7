"""The lists as resources: their addresses, records and links."""

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from therapies import listings
from therapies.api import keys
from therapies.exports import Column
from therapies.listings import Listing
from therapies.models import Entry, Regulator, Route, Target
from therapies.models.base import KindOfEntry

Record = dict[str, Any]
CLAIMS = "claims"
LINKS = "links"
# The filter of the list of drugs by which readers see what a word of a vocabulary stands for.
WORDS_AS_FILTERS = {Regulator: "regulator", Target: "target", Route: "route"}


@dataclass(frozen=True)
class Resource:
    listing: Listing

    @property
    def name(self) -> str:
        return self.listing.name

    @property
    def model(self) -> Any:
        return self.listing.model

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.listing.export.columns

    @property
    def is_entry(self) -> bool:
        return issubclass(self.model, KindOfEntry)

    @property
    def group(self) -> str:
        if self.is_entry:
            return "entries"
        return "claims" if hasattr(self.model, "OWNER") else "vocabularies"

    @cached_property
    def claims(self) -> tuple["Resource", ...]:
        """The lists of what an entry of this kind says."""
        if not self.is_entry:
            return ()
        return tuple(each for each in ALL if each.is_about(self.model))

    def is_about(self, entry: type[KindOfEntry]) -> bool:
        owner = getattr(self.model, "OWNER", "")
        if not owner:
            return False
        field: Any = keys.field_of(self.model, owner)
        if field.related_model is not Entry:
            return field.related_model is entry
        return field.get_limit_choices_to().get("entry_type", entry.TYPE) == entry.TYPE

    def published(self) -> Any:
        return self.listing.queryset.all().published()

    def of(self, entry: Any) -> QuerySet:
        return self.published().for_list().filter(**{self.model.OWNER: entry.pk})

    @property
    def template(self) -> str:
        """Address of a row, below that of the API, the parts of its key in braces."""
        parts = "".join(f"{{{name}}}/" for name in keys.parameters(self.model))
        return f"/{self.name}/{parts}"

    def list_address(self) -> str:
        return reverse(f"api:{self.name}")

    def address(self, row: Any) -> str:
        return f"{self.list_address()}{keys.address(row)}"

    def record(self, request: HttpRequest, row: Any, fields: frozenset[str] | None) -> Record:
        """A row with its links; `fields` names the fields that were chosen, None all."""
        record = {
            column.name: column.value(row)
            for column in self.columns
            if fields is None or column.name in fields
        }
        source = getattr(getattr(row, "dataset", row), "source", None)
        record[LINKS] = {
            "self": request.build_absolute_uri(self.address(row)),
            "page": request.build_absolute_uri(page_of(row)),
            "source": request.build_absolute_uri(source.get_absolute_url()) if source else None,
        }
        return record


def page_of(row: Any) -> str:
    """Where readers see the row: its own page, that of its entry, or drugs with the word."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    if owner := getattr(row, "OWNER", ""):
        return reduce(getattr, owner.split("__"), row).get_absolute_url()
    return f"{reverse('drug-list')}?{WORDS_AS_FILTERS[type(row)]}={row.slug}"


ALL = tuple(Resource(listing) for listing in listings.ALL)
