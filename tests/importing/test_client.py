"""The client against a server that answers well, badly, late and not at all."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.importing.conftest import Reply
from therapies.importing.client import Client, NothingFoundError
from therapies.importing.refusals import UnusableError


def test_it_reads_json_and_says_who_asks(service, client):
    service.replies = [Reply({"studies": []})]
    assert client.get(service.address).document == {"studies": []}
    assert service.agents == ["immunoref importer (reference of immunotherapies)"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_it_asks_again_and_waits_longer_each_time(service, client, pauses, status):
    service.replies = [Reply({}, status), Reply({}, status), Reply({"studies": []})]
    assert client.get(service.address).document == {"studies": []}
    assert pauses == [2, 4]


def test_it_waits_as_long_as_it_is_told(service, client, pauses):
    later = datetime.now(UTC) + timedelta(seconds=90)
    service.replies = [
        Reply({}, 429, {"Retry-After": "17"}),
        Reply({}, 503, {"Retry-After": format_datetime(later, usegmt=True)}),
        Reply({}, 429, {"Retry-After": "soon"}),
        Reply({"ok": 1}),
    ]
    client.get(service.address)
    assert pauses[0] == 17
    assert 80 < pauses[1] <= 90
    assert pauses[2] == 8


def test_it_does_not_wait_for_an_hour(service, client, pauses):
    service.replies = [Reply({}, 429, {"Retry-After": "3600"})]
    with pytest.raises(UnusableError, match="it asks to wait 3600 seconds"):
        client.get(service.address)
    assert not pauses


def test_it_gives_up(service, client):
    service.answer = lambda query: Reply({"error": "down"}, 503)
    with pytest.raises(UnusableError, match=r"HTTP 503 .*down.*asked 5 times"):
        client.get(service.address)
    assert len(service.asked) == 5


def test_a_question_that_is_refused_is_asked_once(service, client):
    service.replies = [Reply(body=b"Invalid value `X` for parameter `query.cond`", status=400)]
    with pytest.raises(UnusableError, match="HTTP 400 Invalid value"):
        client.get(service.address)
    assert len(service.asked) == 1


def test_nothing_found_is_told_apart(service, client):
    service.replies = [Reply({"error": {"code": "NOT_FOUND"}}, 404)]
    with pytest.raises(NothingFoundError):
        client.get(service.address)


@pytest.mark.parametrize(
    "broken",
    [
        Reply({"studies": [1, 2, 3]}, cut=9),
        Reply(body=b'{"studies": [1, 2'),
        Reply(body=b"<html><body>Down for maintenance</body></html>"),
        Reply(body=b"[" * 100_000),
        Reply(body=b"\xff\xfe\x00{"),
        Reply([1, 2]),
        Reply(body=b""),
    ],
    ids=["cut off", "truncated", "web page", "nested", "no text", "list", "empty"],
)
def test_a_broken_answer_is_asked_for_again_and_then_named(service, client, broken):
    service.replies = [broken, Reply({"ok": 1})]
    assert client.get(service.address).document == {"ok": 1}
    service.answer = lambda query: broken
    with pytest.raises(UnusableError, match="asked 5 times"):
        client.get(service.address)


def test_a_web_page_is_called_so(service, client):
    service.answer = lambda query: Reply(body=b"  <!doctype html><title>Sorry</title>")
    with pytest.raises(UnusableError, match="answers with a web page: <!doctype html>"):
        client.get(service.address)


def test_an_answer_has_an_end(service):
    service.replies = [Reply({"studies": ["x" * 5000]})]
    small = Client(every=0, sleep=lambda seconds: None, most_bytes=1000)
    with pytest.raises(UnusableError, match="longer than 1000 bytes"):
        small.get(service.address)


def test_nobody_answers(client, pauses):
    with pytest.raises(UnusableError, match="asked 5 times"):
        client.get("http://127.0.0.1:9/")
    assert pauses == [2, 4, 8, 16]


def test_other_addresses_are_not_opened(client):
    with pytest.raises(UnusableError, match="not an address of the web"):
        client.get("file:///etc/hostname")


def test_questions_keep_their_distance(service):
    now = [100.0]
    pauses = []

    def sleep(seconds):
        pauses.append(round(seconds, 3))
        now[0] += seconds

    service.answer = lambda query: Reply({})
    polite = Client(every=1.3, sleep=sleep, clock=lambda: now[0])
    polite.get(service.address)
    now[0] += 0.5
    polite.get(service.address)
    now[0] += 5
    polite.get(service.address)
    assert pauses == [0.8]
