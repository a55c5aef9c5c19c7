"""A small reference with a version, and pages that are kept."""

import pytest

from editorial import edition
from immunoref.caching.keeping import pages
from tests import factories

MEGABYTE = 1024 * 1024


@pytest.fixture
def reference(db: None) -> None:
    factories.full_drug(1)
    factories.source(slug="the-source")
    edition.raise_version("made for tests")


@pytest.fixture
def kept(reference, monkeypatch):
    """The memory of pages, empty and switched on."""
    monkeypatch.setattr(pages.memory, "most", 8 * MEGABYTE)
    monkeypatch.setattr(pages, "shared", None)
    pages.memory.clear()
    yield pages.memory
    pages.memory.clear()
