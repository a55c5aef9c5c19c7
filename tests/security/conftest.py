"""One set of rows for the tests of a module: two of everything that readers see."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from editorial import edition
from tests import factories
from tests.api.conftest import whole
from therapies import search, versions
from therapies.models import Entry


def made() -> None:
    whole(1)
    whole(2)
    factories.full_history(Entry.objects.get(slug="drug-1").as_drug)
    told = Entry.objects.published().exclude(slug="drug-1")
    versions.record(list(told), "loaded from fixtures")
    search.rebuild()
    edition.raise_version("made for tests")


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For tests marked as using the database, which undo what they write beside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert not Entry.objects.exists()
        made()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _patience(settings: Any) -> None:
    """Tests ask more than a reader may."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)
