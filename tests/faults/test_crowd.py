"""8 editors and 32 readers at once: nobody is told that the database is locked."""

import threading
import time
from collections import Counter

import pytest

from tests.faults.conftest import DRUGS
from tests.faults.serving import Person
from tests.faults.test_together import assert_everything_stands, stands

pytestmark = pytest.mark.faults
READERS, SECONDS = 32, 12
PAGES = [
    "/drugs/",
    "/",
    "/api/v1/drugs/",
    "/search/?q=drug",
    "/side-effects/matrix/",
    "/side-effects/",
]


def test_eight_write_while_thirty_two_read(database, filled, tally):
    site = filled(database, API_REQUESTS_PER_MINUTE="100000")
    numbers = sorted(map(int, stands(site)["statuses"]))
    pages = PAGES + [f"/drugs/drug-{number}/" for number in range(1, DRUGS + 1)]
    read, written, odd = Counter(), Counter(), []
    until = time.monotonic() + SECONDS

    def note(counts, answer, expected):
        counts[answer.status] += 1
        if answer.status not in expected or "database is locked" in answer.text:
            odd.append((answer.status, answer.text[-500:]))

    def reader(number):
        person = Person(site.port)
        while time.monotonic() < until:
            note(read, person.ask(pages[number % len(pages)]), {200})
            number += 1

    def writer(number):
        person = Person(site.port)
        note(written, person.sign_in(f"editor{number + 1}"), {302})
        for each in (numbers[number], numbers[number + DRUGS]):
            while (answer := person.publish(each)).status != 302:
                note(written, answer, {409, 503})
            note(written, answer, {302})

    with site.served(threads=40):
        threads = [threading.Thread(target=reader, args=[n]) for n in range(READERS)]
        threads += [threading.Thread(target=writer, args=[n]) for n in range(DRUGS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    found = stands(site)
    changes, kept = 2 * DRUGS, len(found["changed"])
    tally.held("32 readers beside 8 editors: pages", database.kind, sum(read.values()), len(odd))
    tally.held("8 editors publishing at once: changes", database.kind, changes, changes - kept)
    tally.held(
        "8 editors publishing at once: told to look or try again",
        database.kind,
        written[409] + written[503],
    )
    assert odd == []
    assert read[200] > READERS
    assert_everything_stands(found)
