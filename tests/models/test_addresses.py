"""Addresses of entries and sources are those that the URLs reverse to."""

import pytest
from django.urls import clear_script_prefix, reverse, set_script_prefix

from therapies.choices import EntryType
from therapies.models import Entry, Source


@pytest.mark.parametrize("prefix", ["/", "/reference/"])
def test_an_address_is_what_its_url_reverses_to_wherever_the_site_is(prefix):
    made = [(Entry(entry_type=kind, slug="a-slug_1"), f"{kind}-detail") for kind in EntryType]
    made.append((Source(slug="a-slug_1"), "source-detail"))
    set_script_prefix(prefix)
    try:
        for each, name in made:
            address = each.get_absolute_url()
            assert address == reverse(name, args=["a-slug_1"])
            assert address.startswith(prefix)
    finally:
        clear_script_prefix()
