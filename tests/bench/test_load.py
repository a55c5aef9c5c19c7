"""The client that measures: it reads answers in any pieces and counts what is wrong."""

import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load, machine, wrk
from bench.responses import Answer, BrokenAnswerError, Reader

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n10;note=x\r\n0123456789abcdef\r\n0\r\nTrailer: x\r\n\r\n"
)
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 900\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (PLAIN, Answer(200, 5, False)),
        (CHUNKED, Answer(200, 21, False)),
        (UNCHANGED, Answer(304, 0, False)),
        (PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), Answer(200, 5, True)),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_an_answer_is_read_in_pieces_of_any_size(answer, expected, size):
    reader = Reader()
    pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
    assert [reader.feed(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert reader.take() == expected


def test_the_next_answer_may_have_come_with_the_first():
    reader = Reader()
    assert reader.feed(CHUNKED + PLAIN[:20])
    assert reader.take().size == 21
    assert reader.feed(PLAIN[20:])
    assert reader.take() == Answer(200, 5, False)


def test_without_a_length_the_end_of_the_connection_ends_an_answer():
    reader = Reader()
    assert not reader.feed(b"HTTP/1.1 200 OK\r\n\r\nhel")
    assert not reader.feed(b"lo")
    assert reader.ends_with_connection()
    assert reader.take() == Answer(200, 5, True)


@pytest.mark.parametrize(
    "broken",
    [
        b"SSH-2.0 hello\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfew\r\n",
        b"x" * 70_000,
    ],
)
def test_what_is_no_answer_is_refused(broken):
    with pytest.raises(BrokenAnswerError):
        Reader().feed(broken)


class Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked[self.path] += 1
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", "4")
        if self.path == "/last":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"page")

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = Counter()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def base_of(server):
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_each_address_is_asked_for_once_in_turn(site):
    addresses = [f"/{number}" for number in range(40)]
    outcome = load.ask(base_of(site), addresses, again=False, connections=4)
    assert site.asked == Counter(addresses)
    assert (len(outcome.times), outcome.received, not outcome.wrong) == (40, 160, True)
    assert 0 < outcome.percentile(0.5) <= outcome.percentile(0.99)


def test_wrong_statuses_are_counted_and_not_timed(site):
    outcome = load.ask(base_of(site), ["/", "/missing", "/"], again=False, connections=1)
    assert outcome.wrong == {"status 404": 1}
    assert len(outcome.times) == 2


def test_a_connection_that_the_server_closes_is_opened_again(site):
    addresses = ["/last", "/", "/last", "/"]
    outcome = load.ask(base_of(site), addresses, again=False, connections=1)
    assert site.asked == {"/last": 2, "/": 2}
    assert len(outcome.times) == 4


def test_headers_are_those_of_the_application(site):
    said = machine.headers_of(base_of(site), "/last")
    assert said == [("Content-Length", "4")]


def test_it_goes_on_until_the_time_is_over(site):
    outcome = load.ask(base_of(site), ["/"], seconds=0.3, connections=2)
    assert len(outcome.times) > 10
    assert 0.3 <= outcome.seconds < 2


def test_a_server_that_is_not_there_is_an_error():
    outcome = load.ask("http://127.0.0.1:9", ["/"], seconds=0.2, connections=2)
    assert outcome.wrong == {"ConnectionRefusedError": 2}
    assert outcome.rate == 0


def test_an_answer_that_never_comes_is_an_error(monkeypatch):
    monkeypatch.setattr(load, "PATIENCE", 0.1)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        outcome = load.ask(base, ["/"], seconds=0.1, connections=2)
    assert list(outcome.wrong) == ["no answer within 0 s"]


def test_the_noise_is_half_the_range_as_a_share_of_the_median():
    assert load.spread([90, 100, 120]) == pytest.approx(0.15)


def test_what_wrk_found_is_read():
    found = wrk.read("Running 1s test\nfound 1234.5 1.25 7 9.5 1234 5000 3\n")
    assert found == wrk.Found(1234.5, 1.25, 7, 9.5, 1234, 5000, 3)
    assert found.percentile(0.95) == 7
    assert found.wrong.total() == 3
    assert not wrk.read("found 1 1 1 1 1 1 0").wrong
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.read("unable to connect")
