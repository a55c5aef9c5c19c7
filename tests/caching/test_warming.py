"""Pages that readers asked for are there again after a new version."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from editorial import edition
from immunoref.caching import front
from immunoref.caching.asking import key_of
from immunoref.caching.keeping import CACHE, Shared, pages
from immunoref.caching.warming import KeptWarm, environ_of
from tests.caching.test_keeping import Cache
from therapies.published import names
from therapies.published.cells import tables

READERS = (
    {"HTTP_ACCEPT_ENCODING": "br, gzip", "HTTP_HOST": "testserver"},
    {"HTTP_COOKIE": "voice=plain; other=1", "HTTP_HX_REQUEST": "true"},
    {"QUERY_STRING": "sort=name&kind=cancer", "wsgi.url_scheme": "https"},
)


class SharedCache(Cache):
    def add(self, name, value, seconds):
        is_new = name not in self.rows
        self.rows.setdefault(name, value)
        return is_new


class Made:
    """The application beneath, noting what it was asked for."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.application(environ, start_response)


@pytest.fixture
def made(kept, connection_stays):
    return Made()


@pytest.fixture
def warm(made, monkeypatch):
    """Nothing runs aside: a test says when."""
    monkeypatch.setattr(KeptWarm, "_begin", lambda self: None)
    return KeptWarm(made, sleep=lambda seconds: None)


def get(warm, path):
    asked = RequestFactory().get(path, HTTP_HOST="testserver").environ
    return b"".join(front.KeptFirst(warm)(asked, lambda status, headers: None))


@pytest.mark.parametrize("environ", READERS)
def test_a_page_is_asked_for_as_its_reader_did(environ):
    key = key_of(RequestFactory().get("/drugs/").environ | environ)
    assert key_of(environ_of(key)) == key


def test_pages_are_there_before_they_are_asked_for_again(warm, made):
    for path in ("/about/", "/drugs/", "/drugs/", "/glossary/", "/glossary/", "/glossary/"):
        get(warm, path)
    edition.raise_version("newer")
    get(warm, "/conditions/")
    made.asked.clear()
    warm.run()
    assert made.asked == ["/glossary/", "/drugs/", "/about/"]
    before = get(warm, "/drugs/")
    assert made.asked == ["/glossary/", "/drugs/", "/about/"]
    pages.memory.clear()
    assert get(warm, "/drugs/") == before


def test_names_are_read_after_the_first_answer_and_each_version(made, monkeypatch):
    begun, read = [], []
    monkeypatch.setattr(KeptWarm, "_begin", lambda self: begun.append("again"))
    monkeypatch.setattr(names, "current", lambda: read.append("names"))
    monkeypatch.setattr(tables, "let_go", lambda: read.append("matrix let go"))
    warm = KeptWarm(made)
    for path in ("/about/", "/glossary/"):
        get(warm, path)
    assert begun == ["again"]
    warm.run()
    assert read == ["names", "matrix let go"]
    edition.raise_version("newer")
    get(warm, "/about/")
    assert begun == ["again", "again"]


def test_a_version_that_comes_meanwhile_begins_anew(warm, made):
    for path in ("/about/", "/glossary/", "/glossary/"):
        get(warm, path)
    edition.raise_version("newer")
    get(warm, "/conditions/")
    made.asked.clear()
    make = warm._make

    def publishing(*found):
        make(*found)
        if len(made.asked) == 1:
            edition.raise_version("newest")

    warm._make = publishing
    warm.run()
    stamp = edition.watch.current().stamp
    assert set(made.asked[1:]) == {"/about/", "/glossary/", "/conditions/"}
    assert pages.memory._stamp == stamp
    assert {key[0] for key in pages.memory._answers} == {"/about/", "/glossary/", "/conditions/"}


def test_a_memory_that_is_nearly_full_is_left_alone(warm, made):
    get(warm, "/about/")
    edition.raise_version("newer")
    get(warm, "/drugs/")
    made.asked.clear()
    pages.memory.size = int(pages.memory.most * 0.8)
    warm.run()
    assert made.asked == []


def test_of_processes_with_redis_one_makes_a_page(warm, made, monkeypatch):
    monkeypatch.setattr("immunoref.caching.keeping.caches", {CACHE: SharedCache()})
    monkeypatch.setattr(pages, "shared", Shared())
    get(warm, "/about/")
    get(warm, "/glossary/")
    edition.raise_version("newer")
    get(warm, "/drugs/")
    made.asked.clear()
    now = edition.watch.current()
    about = next(key for key in warm._weights if key[0] == "/about/")
    assert pages.shared.is_mine_to_make(now, about)
    warm.run()
    assert made.asked == ["/glossary/"]
