"""Fills a migrated database for tests of a running site, publishes, says what stands in it.

Run as a program: `fill NUMBER` makes as many drugs and editors, and of each
drug two proposals; `publish PROPOSAL…` publishes them, looking again where somebody else was first;
`state` prints.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")
django.setup()

from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402
from django.db import transaction  # noqa: E402

from editorial import edition  # noqa: E402
from editorial.models import Proposal, User, Version  # noqa: E402
from editorial.workflow import RefusedError  # noqa: E402
from tests import factories  # noqa: E402
from tests.faults import acts  # noqa: E402
from tests.faults.serving import PASSWORD  # noqa: E402
from therapies import publishing, versions  # noqa: E402
from therapies.models import Drug, Entry, Statement  # noqa: E402

SECTIONS = ("benefits", "limits")


def fill(number: int) -> None:
    """Of each drug two proposals that do not contradict each other."""
    quick = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
    author = factories.user("author", is_superuser=True)
    for each in range(1, number + 1):
        drug = factories.full_drug(each)
        for section in SECTIONS:
            factories.statement(drug, section=section, text=f"As it was in {section}.")
        editor = factories.user(f"editor{each}", is_superuser=True, is_staff=True)
        User.objects.filter(pk=editor.pk).update(password=quick)
    versions.record(Entry.objects.order_by("entry_type", "slug"), "loaded from fixtures")
    edition.raise_version("filled")
    for each in range(1, number + 1):
        for section in SECTIONS:
            propose(Drug.objects.get(slug=f"drug-{each}").entry_ptr, section, author)


def propose(entry: Entry, section: str, author: User) -> Proposal:
    records = versions.unpack(versions.content_of(entry))
    for record in records:
        fields = record["fields"]
        if fields.get("section") == section and "text" in fields:
            fields["text"] = f"Changed in {section}."
    base = versions.based_on_live(entry)
    return publishing.propose(records, author, f"Of {section}.", base=base)


def publish(numbers: list[int]) -> None:
    publisher = User.objects.get(username="editor1")
    for number in numbers:
        while True:
            waiting = Proposal.objects.get(pk=number)
            live = publishing.standing(waiting).live
            try:
                publishing.publish(waiting, publisher, "Checked.", seen=live.number)
                break
            except RefusedError as refusal:
                sys.stdout.write(f"{refusal}\n")


def said() -> dict:
    texts = Statement.objects.filter(text__startswith="Changed in")
    return acts.state() | {
        "changed": sorted(f"{each.entry.slug} {each.section}" for each in texts),
        "numbers": {
            f"{kind} {slug}": list(
                Version.objects.filter(kind=kind, slug=slug)
                .order_by("pk")
                .values_list("number", flat=True)
            )
            for kind, slug in Version.objects.values_list("kind", "slug").distinct()
        },
        "statuses": dict(Proposal.objects.values_list("pk", "status")),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        with transaction.atomic():
            fill(int(sys.argv[2]))
    elif sys.argv[1] == "publish":
        publish(list(map(int, sys.argv[2:])))
    else:
        sys.stdout.write(json.dumps(said()))
