"""Fills a migrated database for tests of a running site, publishes, says what stands in it.

Run as a program: `fill NUMBER` makes as many drugs and editors, and of each
drug two proposals; `contradict NUMBER` makes of each drug as many that say different things, and
prints them, a line for each drug; `publish PROPOSAL…` publishes them, looking again where somebody
else was first; `rows` and `state` print what there is.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")
django.setup()

from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402
from django.db import transaction  # noqa: E402

from editorial import edition, history  # noqa: E402
from editorial.models import Proposal, User, Version  # noqa: E402
from editorial.workflow import RefusedError  # noqa: E402
from tests import factories  # noqa: E402
from tests.backups.conftest import rows_here  # noqa: E402
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
            entry = Drug.objects.get(slug=f"drug-{each}").entry_ptr
            propose(entry, section, author, f"Changed in {section}.")


def contradict(number: int) -> None:
    author = User.objects.get(username="author")
    for entry in Entry.objects.filter(slug__startswith="drug-").order_by("slug"):
        made = []
        for _ in range(number):
            waiting = propose(entry, SECTIONS[0], author, "Says something.")
            text = f"Says {waiting.pk}."
            Proposal.objects.filter(pk=waiting.pk).update(
                content=waiting.content.replace("Says something.", text)
            )
            made.append(waiting.pk)
        sys.stdout.write(" ".join(map(str, made)) + "\n")


def propose(entry: Entry, section: str, author: User, text: str) -> Proposal:
    records = versions.unpack(versions.content_of(entry))
    for record in records:
        fields = record["fields"]
        if fields.get("section") == section and "text" in fields:
            fields["text"] = text
    base = versions.based_on_live(entry)
    return publishing.propose(records, author, f"Of {section}.", base=base)


def publish(numbers: list[int]) -> None:
    publisher = User.objects.get(username="editor1")
    for number in numbers:
        while True:
            waiting = Proposal.objects.get(pk=number)
            now = publishing.standing(waiting)
            if now.is_outdated and now.merged.conflicts:
                sys.stdout.write("It contradicts.\n")
                break
            try:
                publishing.publish(waiting, publisher, "Checked.", seen=now.live.number)
                break
            except RefusedError as refusal:
                sys.stdout.write(f"{refusal}\n")


def rows() -> dict[str, tuple[int, str]]:
    """Of each table how many, and a digest of all they say."""
    found = rows_here().items()
    return {name: (len(said), history.digest("\n".join(said))) for name, said in found}


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
        "rivals": sorted(
            Statement.objects.filter(text__startswith="Says ").values_list("text", flat=True)
        ),
        "statuses": dict(Proposal.objects.values_list("pk", "status")),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        with transaction.atomic():
            fill(int(sys.argv[2]))
    elif sys.argv[1] == "contradict":
        contradict(int(sys.argv[2]))
    elif sys.argv[1] == "rows":
        sys.stdout.write(json.dumps(rows()))
    elif sys.argv[1] == "publish":
        publish(list(map(int, sys.argv[2:])))
    else:
        sys.stdout.write(json.dumps(said()))
