"""Limits hold while Redis is silent."""

import pytest

from editorial import throttle
from immunoref import env

pytest.importorskip("redis")


@pytest.fixture
def silent(monkeypatch, settings):
    """A port on which nobody listens."""
    monkeypatch.setenv("X", "redis://127.0.0.1:9/0")
    settings.CACHES = {
        name: env.cache("X", location=f"of a test {name}") for name in ("default", "requests")
    }


def test_guessing_ends_while_redis_is_silent_and_who_is_right_comes_in(silent):
    for _ in range(throttle.MOST_OF_ACCOUNT):
        throttle.attempt("editor", "203.0.113.1")
        throttle.succeeded("editor", "203.0.113.1")
    for _ in range(throttle.MOST_OF_ACCOUNT):
        throttle.attempt("editor", "203.0.113.1")
    with pytest.raises(throttle.TooManyError):
        throttle.attempt("editor", "203.0.113.1")
    throttle.attempt("another", "203.0.113.1")
    throttle.clear("editor")
    throttle.attempt("editor", "203.0.113.1")


def test_a_silent_redis_is_left_alone_for_a_while(silent, monkeypatch):
    redis = pytest.importorskip("redis")
    asked = []
    connect = redis.connection.Connection.connect
    monkeypatch.setattr(
        redis.connection.Connection, "connect", lambda self: asked.append(1) or connect(self)
    )
    monkeypatch.setattr("immunoref.caching.counting._rests_until", {})
    for _ in range(5):
        throttle.attempt("somebody", "203.0.113.2")
    assert len(asked) <= 4
