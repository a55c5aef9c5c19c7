"""Redis is killed, or answers no more, and is there again: slower meanwhile, never wrong."""

import pytest

from tests.faults.conftest import HOST, PORT
from tests.faults.redis import URL, Redis
from tests.faults.serving import PASSWORD, Person, until
from tests.faults.test_together import stands

pytestmark = pytest.mark.faults
ALLOWED = 20
MISSED = 10
PAGES = ["/", "/drugs/", "/drugs/drug-1/", "/drugs/drug-2/", "/side-effects/matrix/"]
CHANGED = "/drugs/drug-1/"


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_redis_is_gone_for_a_while(how, database, filled, tally):
    site = filled(database, REDIS_URL=URL, API_REQUESTS_PER_MINUTE=str(ALLOWED))
    number = min(map(int, stands(site)["statuses"]))
    first, second, editor, late = (Person(port, HOST) for port in (PORT, PORT + 1) * 2)
    with Redis() as redis, site.served(), site._replace(port=PORT + 1).served():
        assert editor.sign_in("editor1").status == 302
        texts = {path: first.ask(path).text for path in PAGES}
        (redis.kill if how == "killed" else redis.freeze)()
        asked = [(person.ask(path), path) for person in (first, second) for path in PAGES]
        same = [(answer.status, answer.text) == (200, texts[path]) for answer, path in asked]
        assert all(same)
        assert editor.publish(number).status == 302
        for person in (first, second):
            until(lambda person=person: "Changed in" in person.ask(CHANGED).text, within=10)
        guesses = [guess("editor2") for _ in range(MISSED + 2)]
        assert guesses == [200] * MISSED + [429] * 2
        assert late.sign_in("editor3").status == 302
        programs = [first.ask("/api/v1/drugs/").status for _ in range(2 * ALLOWED + 1)]
        assert programs.count(429) >= 1
        assert "does not answer" in first.ask("/readyz").text
        (redis.start if how == "killed" else redis.thaw)()
        for person in (first, second):
            until(lambda person=person: '"cache": "ok"' in person.ask("/readyz").text)
            # What it kept of the version before is shown to nobody.
            assert "Changed in" in person.ask(CHANGED).text
        assert guess("editor2") in (200, 429)
    tally.made(f"Redis {how}, there again", database.kind)
    tally.held("Redis gone: pages, the new version among them", database.kind, len(asked) + 4)
    tally.held("Redis gone: sign-ins counted, the 11th refused", database.kind, len(guesses) + 1)
    tally.held("Redis gone: requests of programs counted", database.kind, len(programs))
    assert stands(site)["wrong"] == []


def guess(name):
    person = Person(PORT, HOST)
    person.ask("/admin/login/")
    said = {"username": name, "password": PASSWORD + "?"}
    return person.ask("/admin/login/", said).status
