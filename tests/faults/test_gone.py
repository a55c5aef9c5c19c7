"""PostgreSQL, or Redis, goes away and comes back while people read and edit."""

import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.faults.serving import PASSWORD, Person, until
from tests.faults.test_together import stands

pytestmark = pytest.mark.faults
TRUSTED = 6
REDIS = 63900


def test_postgresql_is_gone_for_a_while(postgresql, filled, tally):
    site = filled(postgresql, TRUSTED_WHILE_SILENT=str(TRUSTED))
    number = min(map(int, stands(site)["statuses"]))
    reader, editor = Person(site.port), Person(site.port)
    with site.served():
        assert editor.sign_in("editor1").status == 302
        kept = reader.ask("/drugs/drug-1/")
        assert kept.status == 200
        assert "age" not in kept.headers
        with postgresql.stopped():
            stopped_at = time.monotonic()
            while time.monotonic() - stopped_at < TRUSTED - 2:
                again = reader.ask("/drugs/drug-1/")
                assert (again.status, again.text) == (200, kept.text)
                tally["read from what is kept, without PostgreSQL"] += 1
                time.sleep(0.3)
            assert int(again.headers["age"]) >= 1
            assert "ttl=-" in again.headers["cache-status"]
            assert_gone(reader.ask("/drugs/drug-2/"))
            assert_gone(editor.ask("/admin/"))
            sent = editor.ask(f"/admin/editorial/proposal/{number}/change/", {"step": "publish"})
            assert_gone(sent)
            assert "What you sent was not saved" in sent.text
            problem = reader.ask("/api/v1/drugs/")
            assert (problem.status, problem.headers["retry-after"]) == (503, "10")
            assert reader.ask("/healthz").status == 200
            assert reader.ask("/readyz").status == 503
            until(lambda: reader.ask("/drugs/drug-1/").status == 503)
            tally["told that the database is gone, and when to ask again"] += 5
        until(lambda: reader.ask("/drugs/drug-2/").status == 200)
        until(lambda: reader.ask("/readyz").status == 200)
        assert "age" not in reader.ask("/drugs/drug-1/").headers
        assert editor.publish(number).status == 302
        until(lambda: "Of benefits" in reader.ask("/drugs/drug-1/history/").text)
    tally["PostgreSQL stopped and started again"] += 1
    found = stands(site)
    assert found["wrong"] == []
    assert found["statuses"][str(number)] == "published"


def assert_gone(answer):
    assert answer.status == 503
    assert answer.headers["retry-after"] == "10"
    assert "no-store" in answer.headers["cache-control"]
    assert "The database does not answer" in answer.text
    assert "Traceback" not in answer.text


def test_redis_is_gone_for_a_while(database, filled, tally):
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed here")
    allowed = 20
    more = {"REDIS_URL": f"redis://127.0.0.1:{REDIS}/0", "API_REQUESTS_PER_MINUTE": str(allowed)}
    site = filled(database, **more)
    number = min(map(int, stands(site)["statuses"]))
    reader, editor, late = Person(site.port), Person(site.port), Person(site.port)
    with redis() as running, site.served():
        assert editor.sign_in("editor1").status == 302
        kept = reader.ask("/drugs/drug-1/")
        running.kill()
        running.wait()
        tally["Redis killed and started again"] += 1
        assert reader.ask("/drugs/drug-1/").text == kept.text
        assert editor.publish(number).status == 302
        until(lambda: "Of benefits" in reader.ask("/drugs/drug-1/history/").text)
        guesses = [guess(site, "editor2") for _ in range(12)]
        assert guesses == [200] * 10 + [429] * 2
        assert late.sign_in("editor3").status == 302
        asked = [reader.ask("/api/v1/drugs/").status for _ in range(2 * allowed + 1)]
        assert asked.count(429) >= 1
        tally["requests held without Redis"] += len(asked) + len(guesses) + 5
        assert "does not answer" in reader.ask("/readyz").text
        with redis():
            until(lambda: '"cache": "ok"' in reader.ask("/readyz").text)
            assert guess(site, "editor2") in (200, 429)
            assert reader.ask("/drugs/drug-1/").status == 200
    assert stands(site)["wrong"] == []


def guess(site, name):
    person = Person(site.port)
    person.ask("/admin/login/")
    said = {"username": name, "password": PASSWORD + "?"}
    return person.ask("/admin/login/", said).status


@contextmanager
def redis():
    command = ["redis-server", "--port", str(REDIS), "--save", "", "--appendonly", "no"]
    running = subprocess.Popen(
        [*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(answers)
        yield running
    finally:
        running.kill()
        running.wait()


def answers():
    command = ["redis-cli", "-p", str(REDIS), "ping"]
    return subprocess.run(command, capture_output=True, check=False).stdout == b"PONG\n"
