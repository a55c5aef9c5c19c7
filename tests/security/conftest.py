"""One set of rows for the tests of a module: two of everything that readers see."""

from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from editorial import edition
from immunoref.caching import asking
from immunoref.caching.keeping import pages
from tests import factories
from tests.api.conftest import whole
from tests.security.servers import Server
from therapies import search, versions
from therapies.models import Entry

OF_PRODUCTION = {
    "ENVIRONMENT": "production",
    "ALLOWED_HOSTS": "immunoref.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "SECRET_KEY": "k3Y-" + "abcdefghij" * 6,
    "BEHIND_PROXY": "true",
}
HOST = "immunoref.example"
TLS = {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ACCEPT_ENCODING": "gzip"}
MEGABYTE = 1024 * 1024
TOLD_TO_BROWSERS = ("SECURE_", "SESSION_COOKIE_", "CSRF_", "X_FRAME", "MIDDLEWARE", "ALLOWED_HOSTS")


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
    for name in ("API_REQUESTS", "SEARCHES", "DOWNLOADS"):
        setattr(settings, f"{name}_PER_MINUTE", 1_000_000)
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _rows_stay(connection_stays: None) -> None:
    """With the connection all rows of a module would go."""


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def production(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """What production sets of all that browsers are told, read from the settings themselves."""
    for name, value in OF_PRODUCTION.items():
        monkeypatch.setenv(name, value)
    read = run_path(str(settings.BASE_DIR / "immunoref" / "settings.py"))
    for name, value in read.items():
        if name.startswith(TOLD_TO_BROWSERS):
            setattr(settings, name, value)
    monkeypatch.setattr(asking, "IS_BEHIND_PROXY", True)
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("body {}")
    return settings


@pytest.fixture
def server(reference: None, production: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The site in production, behind a proxy, keeping pages."""
    monkeypatch.setattr(pages.memory, "most", 8 * MEGABYTE)
    monkeypatch.setattr(pages, "shared", None)
    pages.memory.clear()
    yield Server(**TLS)
    pages.memory.clear()
