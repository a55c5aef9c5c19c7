"""What the lists publish is what their columns say."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests import factories
from therapies import listings
from therapies.exports import FieldType
from therapies.models import TherapyType

HELD: dict[FieldType, type | tuple[type, ...]] = {
    FieldType.TEXT: str,
    FieldType.INTEGER: int,
    FieldType.NUMBER: (int, float, Decimal),
    FieldType.BOOLEAN: bool,
    FieldType.DATE: date,
    FieldType.LIST: list,
}


@pytest.mark.django_db
@pytest.mark.parametrize("listing", listings.ALL, ids=lambda listing: listing.name)
def test_every_field_holds_what_it_says(listing):
    for number in (1, 2):
        factories.full_drug(number)
        factories.glossary_term(f"Word {number}")
    factories.awaited_drug(TherapyType.objects.get())
    filterset = listing.filtered(QueryDict())
    assert filterset.is_valid()
    records = list(listing.export.records(listing.rows(filterset)))
    assert records
    # The API reads one row, downloads and releases read many.
    columns = listing.export.columns
    rows = listing.rows(filterset)
    assert records == [{column.name: column.value(row) for column in columns} for row in rows]
    for column in columns:
        for record in records:
            value = record[column.name]
            assert value is None or isinstance(value, HELD[column.type]), column.name


def test_each_list_has_a_name_and_an_address_of_its_own():
    assert len({listing.name for listing in listings.ALL}) == len(listings.ALL)
    pages = [listing.page for listing in listings.ALL if listing.page]
    assert len({reverse(page) for page in pages}) == len(pages)
    assert all(str(listing.meaning).endswith(".") for listing in listings.ALL)
