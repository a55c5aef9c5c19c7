"""PostgreSQL goes away and comes back while people read and edit, Redis with it."""

import time

import pytest

from tests.faults.conftest import HOST, PORT
from tests.faults.redis import URL, Redis
from tests.faults.serving import Person
from tests.faults.test_together import stands
from tests.waiting import until

pytestmark = pytest.mark.faults
TRUSTED = 6
GONE_FOR = 30
KEPT = ["/", "/drugs/", "/drugs/drug-1/", "/drugs/drug-2/", "/side-effects/effect-1/"]
NOT_KEPT = "/drugs/drug-3/"


def test_postgresql_is_gone_for_a_while(postgresql, filled, tally):
    site = filled(postgresql, TRUSTED_WHILE_SILENT=str(TRUSTED))
    number = min(map(int, stands(site)["statuses"]))
    reader, editor = Person(site.port), Person(site.port)
    read = 0
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
                read += 1
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
        until(lambda: reader.ask("/drugs/drug-2/").status == 200)
        until(lambda: reader.ask("/readyz").status == 200)
        until(lambda: "age" not in reader.ask("/drugs/drug-1/").headers)
        assert editor.publish(number).status == 302
        until(lambda: "Of benefits" in reader.ask("/drugs/drug-1/history/").text)
    tally.made("PostgreSQL stopped, started again", "PostgreSQL")
    tally.held("PostgreSQL gone: pages read, marked as stale", "PostgreSQL", read)
    tally.held("PostgreSQL gone: told so, and when to ask again", "PostgreSQL", 5)
    found = stands(site)
    assert found["wrong"] == []
    assert found["statuses"][str(number)] == "published"


def assert_gone(answer):
    assert answer.status == 503
    assert answer.headers["retry-after"] == "10"
    assert "no-store" in answer.headers["cache-control"]
    assert "The database does not answer" in answer.text
    assert "Traceback" not in answer.text


def test_both_are_gone_for_half_a_minute(postgresql, filled, tally):
    """Two servers, as everywhere with the settings that they have by themselves."""
    site = filled(postgresql, REDIS_URL=URL)
    number = min(map(int, stands(site)["statuses"]))
    first, second, editor = (Person(port, HOST) for port in (PORT, PORT + 1, PORT))
    stale = told = 0
    with Redis() as redis, site.served(), site._replace(port=PORT + 1).served():
        assert editor.sign_in("editor1").status == 302
        texts = {path: first.ask(path).text for path in KEPT}
        # The second knows the version, and its pages from Redis alone.
        assert second.ask(KEPT[0]).text == texts[KEPT[0]]
        with postgresql.stopped():
            began = time.monotonic()
            while (gone := time.monotonic() - began) < GONE_FOR:
                if gone > GONE_FOR / 2:
                    redis.kill()
                for person in (first, second):
                    for path, text in texts.items():
                        answer = person.ask(path)
                        assert (answer.status, answer.text) == (200, text), (gone, path)
                        stale += "ttl=-" in answer.headers.get("cache-status", "")
                for asked in (editor.ask("/admin/"), second.ask(NOT_KEPT)):
                    assert_gone(asked)
                    told += 1
                time.sleep(1)
            ages = [int(person.ask(KEPT[-1]).headers["age"]) for person in (first, second)]
            assert min(ages) >= GONE_FOR - 5
        until(lambda: [each.ask(NOT_KEPT).status for each in (first, second)] == [200, 200])
        until(lambda: not any("age" in each.ask(KEPT[0]).headers for each in (first, second)))
        assert editor.publish(number).status == 302
        until(lambda: "Of benefits" in second.ask("/drugs/drug-1/history/").text, within=5)
    tally.made("PostgreSQL stopped for 30 s, Redis killed meanwhile", "PostgreSQL", 2)
    tally.held("PostgreSQL gone: pages read, marked as stale", "PostgreSQL", stale)
    tally.held("PostgreSQL gone: told so, and when to ask again", "PostgreSQL", told)
    assert stands(site)["wrong"] == []
