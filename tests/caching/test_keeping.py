"""What is kept is found again by whoever asks the same, and by nobody else."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from editorial import edition, workflow
from immunoref.caching import front
from immunoref.caching.asking import key_of, tidied
from immunoref.caching.front import KeptFirst
from immunoref.caching.keeping import CACHE, OVERHEAD, Kept, Memory, Pages, Shared, pages
from tests import factories
from therapies.models import Drug
from therapies.views import details, lists

pytestmark = pytest.mark.django_db


class Server:
    """Calls the application as a server would."""

    def __init__(self):
        self.application = KeptFirst(get_wsgi_application())

    def get(self, path, method="GET", **environ):
        asked = RequestFactory().generic(method, path).environ | environ
        answered = {}

        def start_response(status, headers):
            answered.update(status=status, headers=dict(headers), given=headers)

        answered["body"] = b"".join(self.application(asked, start_response))
        return answered


@pytest.fixture
def server(kept, connection_stays):
    return Server()


@pytest.fixture
def rendered(monkeypatch):
    """Addresses that a view was asked for."""
    asked = []
    for view in (lists.DrugList, details.DrugDetail):
        dispatch = view.dispatch

        def noting(self, request, *args, dispatch=dispatch, **kwargs):
            asked.append(request.get_full_path())
            return dispatch(self, request, *args, **kwargs)

        monkeypatch.setattr(view, "dispatch", noting)
    return asked


def test_a_page_is_rendered_once_for_each_version(server, rendered, django_assert_num_queries):
    first = server.get("/drugs/")
    with django_assert_num_queries(1):
        second = server.get("/drugs/")
    assert second["status"] == first["status"] == "200 OK"
    assert second["body"] == first["body"]
    assert second["headers"] == first["headers"]
    assert "Content-Security-Policy" in second["headers"]
    assert rendered == ["/drugs/"]
    workflow.publish(Drug.objects.get(), factories.user())
    third = server.get("/drugs/")
    assert third["headers"]["ETag"] != first["headers"]["ETag"]
    assert len(rendered) == 2


def test_who_has_it_is_told_so(server, rendered):
    first = server.get("/drugs/")["headers"]
    for known in (
        {"HTTP_IF_NONE_MATCH": first["ETag"]},
        {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]},
        {"HTTP_IF_NONE_MATCH": first["ETag"], "HTTP_IF_MODIFIED_SINCE": "nonsense"},
    ):
        answer = server.get("/drugs/", **known)
        assert (answer["status"], answer["body"]) == ("304 Not Modified", b"")
        assert answer["headers"]["ETag"] == first["ETag"]
        assert answer["headers"]["Cache-Control"] == first["Cache-Control"]
        assert not {"Content-Length", "Content-Type"} & set(answer["headers"])
    for other in (
        {"HTTP_IF_NONE_MATCH": '"other"', "HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]},
        {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"HTTP_IF_MODIFIED_SINCE": "nonsense"},
    ):
        assert server.get("/drugs/", **other)["status"] == "200 OK"
    assert len(rendered) == 1


def test_a_download_is_not_kept_but_known(server, rendered):
    tag = server.get("/drugs/?format=csv")["headers"]["ETag"]
    assert server.get("/drugs/?format=csv")["body"]
    assert len(rendered) == 2
    again = server.get("/drugs/?format=csv", HTTP_IF_NONE_MATCH=tag)
    assert again["status"] == "304 Not Modified"
    assert len(rendered) == 2


def test_head_is_answered_from_what_get_left(server, rendered):
    server.get("/drugs/", method="HEAD")
    page = server.get("/drugs/")
    head = server.get("/drugs/", method="HEAD")
    assert head["body"] == b""
    assert head["headers"] == page["headers"]
    assert len(rendered) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "localhost"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_COOKIE": "voice=professional"},
        {"QUERY_STRING": "compare=drug-1"},
        {"SCRIPT_NAME": "/elsewhere"},
    ],
)
def test_no_answer_is_given_to_who_asked_something_else(server, rendered, other):
    server.get("/drugs/", **other)
    usual = server.get("/drugs/")
    assert len(rendered) == 2
    assert usual["body"] == server.get("/drugs/")["body"]
    assert b"localhost" not in usual["body"]
    assert usual["headers"]["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "planted",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_FOR": "evil.example"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_REFERER": "https://evil.example/"},
        {"HTTP_COOKIE": "other=evil.example; voice=evil.example; csrftoken=evil.example"},
        {"HTTP_ACCEPT_LANGUAGE": "fr"},
        {"HTTP_RANGE": "bytes=0-1"},
    ],
)
def test_what_is_not_in_the_key_changes_nothing(server, rendered, planted):
    """Whoever comes first cannot leave something of theirs to others."""
    theirs = server.get("/drugs/drug-1/", **planted)
    assert theirs["headers"]["Cache-Control"].startswith("public")
    assert b"evil" not in theirs["body"]
    pages.memory.clear()
    clean = server.get("/drugs/drug-1/")
    assert theirs["body"] == clean["body"]
    assert theirs["headers"] == clean["headers"]


def test_the_scheme_a_proxy_tells_is_in_the_key(monkeypatch):
    asked = RequestFactory().get("/").environ
    told = asked | {"HTTP_X_FORWARDED_PROTO": "https"}
    assert key_of(asked) == key_of(told)
    monkeypatch.setattr("immunoref.caching.asking.IS_BEHIND_PROXY", True)
    assert key_of(asked) != key_of(told)


@pytest.mark.parametrize(
    ("address", "environ"),
    [
        ("/drugs/none/", {}),
        ("/drugs/?page=1", {}),
        ("/drugs/?kind=nonsense", {}),
        ("/drugs/drug-1/?voice=plain", {}),
        ("/search/?q=drug", {}),
        ("/search/suggest/?q=drug", {}),
        ("/report/", {}),
        ("/admin/login/", {}),
        ("/healthz", {}),
        ("/drugs/", {"HTTP_COOKIE": "sessionid=x"}),
        ("/drugs/", {"HTTP_AUTHORIZATION": "Basic eA=="}),
        ("/drugs/", {"HTTP_HOST": "evil.example"}),
        ("/drugs/", {"REQUEST_METHOD": "POST"}),
        (f"/drugs/?q={'x' * 3000}", {}),
    ],
)
def test_what_is_never_kept(server, address, environ):
    server.get(address, **environ)
    assert pages.memory.size == 0


def test_a_header_that_speaks_to_one_client_is_not_kept(server, rendered, monkeypatch):
    answer = lists.DrugList._answer

    def counted(self, request):
        response = answer(self, request)
        response["RateLimit"] = '"minute";r=7'
        return response

    monkeypatch.setattr(lists.DrugList, "_answer", counted)
    tag = server.get("/drugs/")["headers"]["ETag"]
    server.get("/drugs/")
    assert len(rendered) == 2
    again = server.get("/drugs/", HTTP_IF_NONE_MATCH=tag)
    assert again["status"] == "304 Not Modified"
    assert "RateLimit" not in again["headers"]


def test_an_answer_that_differs_by_something_unknown_is_not_kept(server, monkeypatch):
    answer = lists.DrugList._answer

    def varied(self, request):
        response = answer(self, request)
        response["Vary"] = "Accept-Language"
        return response

    monkeypatch.setattr(lists.DrugList, "_answer", varied)
    server.get("/drugs/")
    assert pages.memory.size == 0


def test_a_server_that_changes_the_list_of_headers_changes_nothing(server):
    server.get("/drugs/")
    server.get("/drugs/")["given"].append(("X-Theirs", "1"))
    assert "X-Theirs" not in server.get("/drugs/")["headers"]


def test_the_middleware_alone_finds_what_is_kept(kept, client, rendered):
    first = client.get("/drugs/")
    second = client.get("/drugs/")
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert client.get("/drugs/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(rendered) == 1


def test_off_means_off(server, rendered, monkeypatch):
    monkeypatch.setattr(pages.memory, "most", 0)
    monkeypatch.setattr(pages, "shared", None)
    server.get("/drugs/")
    server.get("/drugs/")
    assert len(rendered) == 2


def test_names_are_sorted_and_values_are_not():
    assert tidied("b=2&a=1&b=1") == "a=1&b=2&b=1"
    assert tidied("b=%20&a=x+y&&") == "a=x+y&b=%20"
    assert tidied("b=1&%61=2&a=1") == "b=1&%61=2&a=1"


@pytest.fixture
def now(reference):
    return edition.Watch().current()


def answer_of(size):
    return Kept('"x"', None, (), (), b"x" * size)


def test_memory_is_bounded_and_lets_go_of_what_was_asked_for_least(now):
    memory = Memory(20 * (1000 + OVERHEAD))
    for number in range(30):
        memory.put(now, (str(number),), answer_of(1000))
        assert memory.get(now, ("0",)) is not None or number > 20
    assert memory.size <= memory.most
    assert memory.get(now, ("0",)) is not None
    assert memory.get(now, ("1",)) is None
    memory.put(now, ("large",), answer_of(memory.most))
    assert memory.get(now, ("large",)) is None
    memory.put(now, ("29",), answer_of(500))
    assert memory.size == sum(each.size for each in memory._answers.values())


def test_an_older_edition_neither_finds_nor_leaves_anything(now):
    edition.raise_version("newer")
    watch = edition.Watch()
    watch._serial = now.serial
    newer = watch.current()
    memory = Memory(10**6)
    memory.put(now, ("page",), answer_of(10))
    memory.put(newer, ("page",), answer_of(20))
    memory.put(now, ("page",), answer_of(30))
    assert memory.get(now, ("page",)) is None
    assert len(memory.get(newer, ("page",)).body) == 20


class Cache:
    def __init__(self):
        self.rows = {}

    def get(self, name):
        return self.rows.get(name)

    def set(self, name, value, seconds):
        self.rows[name] = value


class Gone:
    asked = 0

    def get(self, name):
        self.asked += 1
        raise ConnectionError

    def set(self, *args):
        self.get("")


def test_processes_share_what_one_of_them_rendered(now, monkeypatch):
    monkeypatch.setattr("immunoref.caching.keeping.caches", {CACHE: Cache()})
    one, other = Pages(1, is_shared=True), Pages(1, is_shared=True)
    one.keep(now, ("page",), answer_of(10))
    assert other.find(now, ("page",)) == answer_of(10)
    assert other.memory.get(now, ("page",)) is not None
    assert other.find(now, ("other page",)) is None
    edition.raise_version("newer")
    assert Pages(1, is_shared=True).find(edition.Watch().current(), ("page",)) is None


def test_a_redis_that_is_gone_is_left_alone_for_a_while(now, monkeypatch):
    gone = Gone()
    monkeypatch.setattr("immunoref.caching.keeping.caches", {CACHE: gone})
    moments = [0.0]
    shared = Shared(clock=lambda: moments[0])
    for _ in range(5):
        shared.put(now, ("page",), answer_of(10))
        assert shared.get(now, ("page",)) is None
    assert gone.asked == 1
    moments[0] += 11
    assert shared.get(now, ("page",)) is None
    assert gone.asked == 2


def test_without_redis_pages_are_only_slower(server, rendered, monkeypatch):
    """A port on which nobody listens, and the real client."""
    redis = pytest.importorskip("django.core.cache.backends.redis")
    pytest.importorskip("redis")
    closed = redis.RedisCache(
        "redis://127.0.0.1:9/0", {"OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2}}
    )
    monkeypatch.setattr("immunoref.caching.keeping.caches", {CACHE: closed})
    monkeypatch.setattr(pages, "shared", Shared())
    assert server.get("/drugs/")["body"] == server.get("/drugs/")["body"]
    assert len(rendered) == 1
    edition.raise_version("newer")
    server.get("/drugs/")
    assert len(rendered) == 2


def test_what_is_kept_says_that_it_could_not_be_confirmed(server, monkeypatch):
    server.get("/drugs/")
    assert "Age" not in server.get("/drugs/")["headers"]
    monkeypatch.setattr(front.watch, "unconfirmed_for", lambda: 7)
    kept = server.get("/drugs/")
    assert kept["headers"]["Age"] == "7"
    assert kept["headers"]["Cache-Status"].startswith("immunoref; hit; ttl=-7;")
    unchanged = server.get("/drugs/", HTTP_IF_NONE_MATCH=kept["headers"]["ETag"])
    assert unchanged["status"] == front.UNCHANGED
    assert unchanged["headers"]["Age"] == "7"


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_given_back_after_asking(monkeypatch, kept):
    closed = []
    monkeypatch.setattr(front, "close_old_connections", lambda: closed.append(True))
    server = Server()
    server.get("/drugs/")
    server.get("/drugs/")
    assert len(closed) == 1
