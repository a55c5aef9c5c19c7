"""Measures the admin with the drug that has most rows: open, propose, see the difference, publish.

Run it with `make bench`. It fills a database of its own in a temporary place, or an empty one at
BENCH_DATABASE_URL, with the reference, and prints queries and seconds of each step (the median of a
few rounds; machines are noisy).
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page_types import start

ROUNDS = 5


def main(directory: str) -> None:
    start(directory)
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.test.utils import setup_test_environment

    from editorial.models import Proposal, User
    from tests.admin.conftest import change, form_data
    from therapies.loading import load
    from therapies.models import Drug

    setup_test_environment()
    load(ROOT / "fixtures")
    people = {}
    for role in ("Contributor", "Reviewer"):
        user = User.objects.create_user(role.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        people[role] = Client()
        people[role].force_login(user)
    rows = Count("safety_datasets__rates")
    drug = Drug.objects.annotate(rows=rows).order_by("-rows").first()
    assert drug is not None
    size = len(form_data(people["Contributor"], change(drug)))
    print(f"{drug.name}: {drug.rows} rates, {size} fields, {connection.vendor}")  # type: ignore[attr-defined]
    steps: dict[str, list[tuple[int, float]]] = {}

    def measured(step: str, act: Any) -> Any:
        queries: list[str] = []

        def counted(execute: Any, sql: str, *rest: Any) -> Any:
            queries.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counted):
            started = time.perf_counter()
            answer = act()
            seconds = time.perf_counter() - started
        assert answer.status_code in (200, 302), answer.status_code
        steps.setdefault(step, []).append((len(queries), seconds))
        return answer

    own, other = people["Contributor"], people["Reviewer"]
    for number in range(ROUNDS):
        measured("open the form", lambda: own.get(change(drug)))
        data = form_data(own, change(drug))
        data |= {"reason": "Measured.", "why_included": f"Measured {number}."}
        measured("propose", lambda data=data: own.post(change(drug), data))
        page = change(Proposal.objects.latest("pk"))
        shown = measured("see the difference", lambda page=page: other.get(page))
        preview = page.replace("/change/", "/preview/")
        measured("preview", lambda preview=preview: other.get(preview))
        live = shown.context["now"].live.number
        decision = {"step": "publish", "text": "Measured.", "seen": live}
        measured("publish", lambda page=page, data=decision: other.post(page, data))
    for step, taken in steps.items():
        queries, seconds = (statistics.median(each) for each in zip(*taken, strict=True))
        print(f"{step:20} {queries:5.0f} queries {seconds:7.2f} s")


if __name__ == "__main__":
    os.environ.setdefault("SECOND_FACTOR", "false")
    with tempfile.TemporaryDirectory() as place:
        main(place)
