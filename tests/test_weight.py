"""Every type of page stays light, the fullest of each with the whole reference in it."""

import gzip

import pytest

from bench import page_types
from bench.weight import (
    MOST,
    MOST_ELEMENTS,
    MOST_ELEMENTS_OF_A_LIST,
    MOST_SCRIPT,
    ROOT,
    weigh,
)
from therapies.loading import load

pytestmark = pytest.mark.django_db


def test_no_type_of_page_is_heavy(client):
    load(page_types.ROOT / "fixtures")
    addresses = page_types.addresses()
    assert len(addresses) >= len(page_types.LISTS + page_types.OTHERS) + 10
    weights = {address: weigh(client.get(address).content) for address in addresses}
    assert not {address: each for address, each in weights.items() if each.total > MOST}
    assert not {address: each for address, each in weights.items() if each.script > MOST_SCRIPT}
    elements = {address: each.elements for address, each in weights.items()}
    lists = {address: elements[address] for address in page_types.LISTS}
    assert not {each: count for each, count in lists.items() if count > MOST_ELEMENTS_OF_A_LIST}
    assert not {each: count for each, count in elements.items() if count > MOST_ELEMENTS}


def test_every_file_that_a_page_fetches_is_weighed(client):
    weight = weigh(client.get("/drugs/").content)
    for name in ("css/site.css", "js/search.js", "js/facets.js", "vendor/htmx.min.js"):
        assert weight.files[name] == len(gzip.compress((ROOT / "static" / name).read_bytes(), 6))


def test_pages_travel_compressed(client):
    answer = client.get("/drugs/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
