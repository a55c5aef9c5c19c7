"""Fixtures for all tests. A misspelt template variable fails the test that renders it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import engines
from django.test import override_settings

from editorial import allowances, databases
from editorial.edition import watch
from editorial.models import User
from immunoref.caching.keeping import pages

ASK_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks no database need not be tested again on another: `-m database` leaves it out."""
    for item in items:
        fixtures: set[str] = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & ASK_A_DATABASE:
            item.add_marker("database")


class Misspelt(str):
    """Stands for every variable that a template names and its context lacks."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: Any) -> str:
        raise AssertionError(f"the context has no variable {name}")


def _own_cache(cache: dict[str, Any]) -> dict[str, Any]:
    """A database of Redis for each process of the tests, so that none empties another's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if "://" not in cache["LOCATION"]:
        return cache
    return cache | {"LOCATION": f"{cache['LOCATION'].rpartition('/')[0]}/{worker}"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """Databases in memory need no names for tests side by side, which pytest-django knows of
    Django's own SQLite."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("django_db_modify_db_settings_xdist_suffix")


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(
    tmp_path_factory: pytest.TempPathFactory, django_test_environment: None
) -> Iterator[None]:
    """No collected static files are needed, passwords cost nothing, each process has its cache."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PUBLISHED_INDEX=False,
        SEARCHES_PER_MINUTE=1_000_000,
        DOWNLOADS_PER_MINUTE=1_000_000,
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={name: _own_cache(cache) for name, cache in settings.CACHES.items()},
        RELEASES_DIR=tmp_path_factory.mktemp("releases"),
    ):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write rows past everything that raises the version; each begins knowing none."""
    monkeypatch.setattr(pages.memory, "most", 0)
    monkeypatch.setattr(databases, "may_be_gone", lambda: False)
    watch.forget()
    databases.health.forget()
    caches[allowances.CACHE].clear()


@pytest.fixture(autouse=True)
def _strict_templates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own admin templates rely on missing variables; ours may not."""
    if "admin" not in request.node.path.parts:
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Misspelt("%s"))


@pytest.fixture
def connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request is not that of the test's transaction, as with Django's own client."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("editor", password="correct horse battery staple")
