"""A small reference that stands for a whole module of tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from editorial.models import ContentVersion
from tests import factories
from therapies.models import Route, SideEffect, TherapyType


def whole(number: int) -> None:
    """One of everything, and a drug of which little is known."""
    factories.full_drug(number)
    factories.glossary_term(f"Word {number}")
    root = TherapyType.objects.get(parent=None)
    factories.therapy_type(f"Type {number}", parent=root)
    factories.awaited_drug(root, name=f"Awaitedumab {number}")
    factories.regulator(f"regulator-{number}")
    Route.objects.create(slug=f"route-{number}", name=f"Route {number}")
    unapproved = factories.drug(f"Unapproved {number}")
    effect = SideEffect.objects.get(name=f"Effect {number}")
    factories.rate(
        factories.dataset(unapproved, treated=None),
        side_effect=effect,
        percent=None,
        stated_band="common",
    )


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For tests marked as using the database: pytest-django makes one only for those."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert not TherapyType.objects.exists()
        for number in (1, 2, 3):
            whole(number)
        ContentVersion.objects.create(reason="made for tests")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _patience(settings: Any) -> None:
    """Tests ask more than a reader may."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


@pytest.fixture
def client() -> Client:
    return Client()
