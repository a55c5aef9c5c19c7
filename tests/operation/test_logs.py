"""A request can be followed by its id, and nobody by the log."""

import io
import json
import logging
import logging.config
import sys

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from immunoref.operation import logs
from immunoref.operation.requests import Noted


class Server:
    """Asks the application as a server does."""

    def __init__(self, application):
        self.application = application

    def get(self, path, **headers):
        environ = RequestFactory().get(path).environ | {
            f"HTTP_{name.upper()}": value for name, value in headers.items()
        }
        told = {}

        def start(status, headers, failed=None):
            told.update(headers, status=int(status[:3]))

        parts = self.application(environ, start)
        told["body"] = b"".join(parts).decode()
        if hasattr(parts, "close"):
            parts.close()
        return told


@pytest.fixture
def server(settings, db, connection_stays):
    settings.REQUEST_LOG = True
    return Server(Noted(WSGIHandler()))


@pytest.fixture
def lines():
    """What is written to the log, by the settings for programs."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLine())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def of_requests(lines):
    return [line for line in lines() if line["logger"] == "immunoref.requests"]


def test_a_request_is_one_line_without_what_was_asked(server, lines):
    told = server.get("/search/?q=my+illness", x_forwarded_for="203.0.113.9")
    (line,) = of_requests(lines)
    assert line["request_id"] == told["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/search/", 200)
    assert line["milliseconds"] > 0
    assert "illness" not in json.dumps(lines())
    assert "203.0.113.9" not in json.dumps(lines())


def test_each_request_has_an_id_of_its_own(server):
    assert server.get("/healthz")["X-Request-Id"] != server.get("/healthz")["X-Request-Id"]


@pytest.mark.parametrize(
    ("given", "is_taken"), [("from-the-proxy-1", True), ("x", False), ("a b\r\nc-------", False)]
)
def test_only_a_proxy_gives_ids_and_only_plain_ones(settings, db, given, is_taken):
    settings.BEHIND_PROXY = True
    server = Server(Noted(WSGIHandler()))
    assert (server.get("/healthz", x_request_id=given)["X-Request-Id"] == given) is is_taken
    settings.BEHIND_PROXY = False
    server = Server(Noted(WSGIHandler()))
    assert server.get("/healthz", x_request_id=given)["X-Request-Id"] != given


def test_an_error_is_logged_with_the_id_that_its_page_shows(server, lines, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("it broke")

    monkeypatch.setattr("therapies.views.site.size_of_the_reference", broken)
    told = server.get("/about/?who=me")
    assert told["status"] == 500
    assert f"<code>{told['X-Request-Id']}</code>" in told["body"]
    (error,) = [line for line in lines() if line["level"] == "ERROR"]
    assert error["request_id"] == told["X-Request-Id"]
    assert "it broke" in error["exception"]
    assert "who=me" not in json.dumps(lines())


def test_rows_that_a_database_refused_are_not_told():
    text = "duplicate key\nDETAIL:  Key (email)=(somebody@example.org) exists."
    try:
        raise ValueError(text)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", None, sys.exc_info())
    for formatter in (logs.JsonLine(), logs.Line()):
        assert "duplicate key" in formatter.format(record)
        record.exc_text = None
        assert "somebody" not in formatter.format(record)


class Tracker(logging.Handler):
    got = []

    def emit(self, record):
        self.got.append(record.getMessage())


@pytest.mark.parametrize("form", ["line", "json"])
def test_errors_are_also_given_to_a_tracker(form):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logging.config.dictConfig(logs.configuration(form, f"{__name__}.Tracker"))
        logging.getLogger("some").warning("a warning")
        logging.getLogger("some").error("an error of %s", form)
    finally:
        root.handlers, root.level = before, level
    assert Tracker.got[-1] == f"an error of {form}"
    assert "a warning" not in Tracker.got
