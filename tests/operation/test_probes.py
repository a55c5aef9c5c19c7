"""What balancers are told: whether a process lives, and whether it can serve."""

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import override_settings

from editorial import edition
from immunoref.operation import probes

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch):
    monkeypatch.setattr(probes, "_shipped", lambda directory: "those of this release")
    edition.raise_version("loaded from fixtures", "those of this release")


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.content == b"ok\n"
    assert "no-store" in response["Cache-Control"]


def test_ready_says_what_it_asked(client, loaded):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "reference": "ok",
        "cache": "ok",
        "fixtures": "ok",
    }
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_nothing_loaded_is_not_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reference"] == "nothing is loaded"


def test_migration_that_is_not_applied_is_not_ready(client, loaded):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'therapies' AND name LIKE '0018%'"
        )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "1 not applied"
    assert response.json()["reference"] == "not asked"


def test_database_that_is_gone_is_told_without_its_address(client, monkeypatch, caplog):
    def gone():
        raise OperationalError("connection to 10.1.2.3 failed for user secret")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "does not answer"
    assert "secret" not in response.content.decode()
    assert "10.1.2.3" in caplog.text


def test_a_cache_that_is_gone_is_told_but_readers_are_still_served(client, loaded, monkeypatch):
    def gone(*args):
        raise OSError

    monkeypatch.setattr(caches["pages"], "set", gone)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["cache"] == "does not answer"


def test_other_fixtures_than_those_loaded_are_told(client, loaded):
    edition.raise_version("loaded from fixtures", "others")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert "those of this release are others" in response.json()["fixtures"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_balancers_need_neither_host_nor_tls_and_nothing_else_is_let_through(client, loaded, path):
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["immunoref.example"]):
        assert client.get(path, headers={"host": "10.1.2.3"}).status_code == 200
        assert client.get("/drugs/", headers={"host": "10.1.2.3"}).status_code == 400
        assert client.get(f"{path}/", headers={"host": "10.1.2.3"}).status_code == 400


def test_figures_are_for_who_knows_the_token(client, settings):
    right = {"Authorization": "Bearer " + "x" * 20}
    assert client.get("/metrics", headers=right).status_code == 404
    settings.METRICS_TOKEN = "x" * 20
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    edition.raise_version("first")
    response = client.get("/metrics", headers=right)
    assert response.status_code == 200
    assert "\nimmunoref_proposals_waiting 0\n" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
