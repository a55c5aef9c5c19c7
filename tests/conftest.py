"""Fixtures for all tests. A misspelt template variable fails the test that renders it."""

from typing import Any

import pytest
from django.template import engines

from editorial.models import User


class Misspelt(str):
    """Stands for every variable that a template names and its context lacks."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: Any) -> str:
        raise AssertionError(f"the context has no variable {name}")


@pytest.fixture(autouse=True)
def _quick_settings(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No collected static files are needed, and passwords cost nothing."""
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _strict_templates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own admin templates rely on missing variables; ours may not."""
    if "admin" not in request.node.path.parts:
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Misspelt("%s"))


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("editor", password="correct horse battery staple")
