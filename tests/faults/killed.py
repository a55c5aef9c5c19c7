"""Stops each act at many moments by SIGKILL, and says what stood then: one line of JSON for each.

Run as a program, with the kind of database and a directory: pytest's own connection is no part of
it. Whoever is stopped is a process of its own, forked from this one, which opens no database.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

kind, place = sys.argv[1], Path(sys.argv[2])
os.environ["DJANGO_SETTINGS_MODULE"] = "immunoref.settings"
os.environ["VAR_DIR"] = str(place)
from tests.faults.databases import KINDS  # noqa: E402

database = KINDS[kind](place)
os.environ["DATABASE_URL"] = database.url("work")
import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from tests.faults.acts import ACTS, Act, quietly, state  # noqa: E402

# Parts of all statements after which somebody pulls the plug.
PARTS = (0.0, 0.5, 1.0)
BY_CHANCE = 1
MOST_SAID = 3


def forked(act: Callable[[], Any], within: float | None = None) -> Any:
    """What the act returns in a process of its own; None if it was killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(act()).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    if within is not None:
        time.sleep(within)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert os.WEXITSTATUS(status) == 0, "it failed"
    return json.loads(said)


class Plug:
    """Counts statements and commits, and kills its process at one of them."""

    def __init__(self, at: str = "", number: int = -1) -> None:
        self.at, self.number = at, number
        self.counts = {"statement": 0, "commit": 0, "committed": 0}
        connection.execute_wrappers.append(self.statement)
        self.commit = connection._commit
        connection._commit = self.committing

    def passes(self, what: str) -> None:
        if (what, self.counts[what]) == (self.at, self.number):
            os.kill(os.getpid(), signal.SIGKILL)
        self.counts[what] += 1

    def statement(self, execute: Any, *asked: Any) -> Any:
        self.passes("statement")
        return execute(*asked)

    def committing(self) -> Any:
        self.passes("commit")
        done = self.commit()
        self.passes("committed")
        return done


def counted(act: Act) -> Any:
    plug, began = Plug(), time.monotonic()
    act.run(place / act.name)
    return plug.counts, time.monotonic() - began


def stopped(act: Act, at: str, number: int) -> None:
    Plug(at, number)
    act.run(place / act.name)


def moments(counts: dict[str, int]) -> list[tuple[str, int]]:
    found = [("statement", round(part * (counts["statement"] - 1))) for part in PARTS]
    # Two that follow each other in the middle, and the last.
    last = counts["commit"] - 1
    ends = sorted({last // 2, (last + 1) // 2, last})
    return found + [(what, number) for number in ends for what in ("commit", "committed")]


def tell(act: Act, moment: str, before: Any, found: Any, after: Any, again: Any) -> None:
    stood = "before" if found == before else "after" if found == after else "between"
    wrong = found.get("wrong", []) + again["wrong"]
    if stood == "between" and not (act.has_steps and is_a_step(before, found, after)):
        wrong.append("it is neither as before nor as after")
    if again != after:
        wrong.append(f"done again, it is not as it should be: {differing(again, after)}")
    said = {"act": act.name, "moment": moment, "stood": stood, "wrong": wrong[:MOST_SAID]}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def differing(one: Any, other: Any) -> list[str]:
    return [key for key in one | other if one.get(key) != other.get(key)]


def is_a_step(before: Any, found: Any, after: Any) -> bool:
    """Of proposals and migrations a whole number is there; everything else did not change."""
    if len(found["migrations"]) < len(after["migrations"]):
        return set(before["migrations"]) <= set(found["migrations"]) <= set(after["migrations"])
    own = ("proposals", "migrations")
    is_whole = all(each in after["proposals"] for each in found["proposals"])
    return is_whole and all(found[key] == after[key] for key in found if key not in own)


def try_all(act: Act) -> None:
    (place / act.name).mkdir()
    database.make("work")
    forked(lambda: quietly("migrate"))
    forked(lambda: act.prepare(place / act.name))
    database.copy("work", f"base_{act.name}")
    before = forked(state)
    counts, seconds = forked(lambda: counted(act))
    after = forked(state)
    assert before != after, "it does nothing"
    plugs = [(f"{what} {n}", (what, n), None) for what, n in moments(counts)]
    delays = [random.uniform(0, seconds) for _ in range(BY_CHANCE)]
    plugs += [(f"{delay:.2f} s", ("", 0), delay) for delay in delays]
    for moment, (what, number), within in plugs:
        database.copy(f"base_{act.name}", "work")
        ended = forked(lambda what=what, number=number: stopped(act, what, number), within)
        assert ended is None
        found = forked(state)
        forked(lambda: act.run(place / act.name))
        tell(act, moment, before, found, after, forked(state))


if __name__ == "__main__":
    wanted = sys.argv[3:]
    for each in ACTS:
        if not wanted or each.name in wanted:
            try_all(each)
