"""A small reference with what must not leak, and databases whose tables are made once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from editorial.models import ContentVersion
from tests import factories
from therapies import models, versions
from therapies.models import Entry
from therapies.releases import making, scratch
from therapies.releases.shelf import Release

DAY = datetime(2026, 11, 21, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture(scope="session")
def tables(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker
) -> Path:
    path = tmp_path_factory.mktemp("tables") / "empty.sqlite3"
    with django_db_blocker.unblock(), scratch.database(path):
        scratch.set_up()
    return path


@pytest.fixture(autouse=True)
def _quick_tables(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `migrate` would make, copied."""
    _copy_tables(monkeypatch, tables)


def _copy_tables(patch: pytest.MonkeyPatch, tables: Path) -> None:
    def copied() -> None:
        shutil.copyfile(tables, connections["default"].settings_dict["NAME"])

    patch.setattr(scratch, "set_up", copied)


@pytest.fixture
def other_site(tmp_path: Path) -> Callable:
    """A database of its own, with empty tables, in the place of the tests' one."""

    @contextmanager
    def entered(name: str) -> Iterator[None]:
        with scratch.database(tmp_path / f"{name}.sqlite3"):
            scratch.set_up()
            yield

    return entered


def changed(day: datetime = DAY, reason: str = "It was told anew.") -> None:
    """Record what every entry says now, as of that moment."""
    versions.record(Entry.objects.order_by("entry_type", "slug"), reason)
    last = ContentVersion.objects.create(reason=reason)
    ContentVersion.objects.filter(pk=last.pk).update(created_at=day)


def _two_drugs() -> models.Drug:
    first = factories.full_drug(1)
    factories.full_drug(2)
    factories.glossary_term("antigen")
    factories.awaited_drug(models.TherapyType.objects.get())
    changed()
    return first


@pytest.fixture
def reference(db: None) -> models.Drug:
    """Two drugs with one of everything."""
    return _two_drugs()


@pytest.fixture(scope="session")
def kept(tables: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Release:
    """A release for tests that only read its files; its database is gone."""
    place = tmp_path_factory.mktemp("kept")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _copy_tables(patch, tables)
        with scratch.database(place / "database.sqlite3"):
            scratch.set_up()
            _two_drugs()
            return making.make(place / "releases").release


@pytest.fixture
def made(reference: models.Drug, tmp_path: Path) -> Release:
    return making.make(tmp_path / "releases").release


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def said(command: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()
