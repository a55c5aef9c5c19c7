"""An editor beside the fleet, in a process of its own: answers each line with one line of JSON.

`addresses` what readers ask for; `publish TEXT` the drug of `page` says so from then on; `purge
NUMBER` what a cache in front has to forget since that version.
"""

import json
import random
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from bench.generate import set_up

# Of a hundred requests: front pages and lists, pages of drugs, of conditions and side effects,
# filtered lists, suggestions while somebody types.
MIX = {"lists": 20, "drugs": 45, "others": 15, "filtered": 10, "suggestions": 10}
LISTS = ("/", "/drugs/", "/conditions/", "/side-effects/", "/therapies/", "/claims/", "/about/")
MANY = 4000


def addresses() -> dict[str, list[str]]:
    """Pages of entries as often as the n-th most read is: 1/n."""
    from bench.addresses import questions
    from therapies.models import Condition, Drug, SideEffect

    chance = random.Random(1)  # noqa: S311
    drugs = list(Drug.objects.published().prefetch_related("routes"))
    others = [*Condition.objects.published()[:300], *SideEffect.objects.published()[:300]]
    rows = (
        (drug.modality, each.slug, drug.market_status)
        for drug in drugs
        for each in drug.routes.all()
    )
    filtered = [each.site() for each in questions(rows)][:MANY]
    pools = {
        "lists": list(LISTS),
        "drugs": [drug.get_absolute_url() for drug in drugs],
        "others": [each.get_absolute_url() for each in others],
        "filtered": filtered,
        "suggestions": [f"/search/suggest/?q={drug.name[:4].lower()}" for drug in drugs],
    }
    mixed: list[str] = []
    for name, share in MIX.items():
        pool = [address for address in pools[name] if address.isascii() and " " not in address]
        is_skewed = name in ("drugs", "others")
        weights = [1 / (place + 1) if is_skewed else 1 for place in range(len(pool))]
        mixed += chance.choices(pool, weights, k=share * MANY // 100)
    return {"mixed": mixed, "filtered": filtered}


def _drug() -> Any:
    from therapies.models import Drug

    return Drug.objects.published().order_by("-pk")[0]


def publish(text: str) -> dict[str, Any]:
    from editorial.models import ContentVersion, User
    from therapies import publishing, versions

    people = [
        User.objects.get_or_create(username=name, defaults={"is_superuser": True})[0]
        for name in ("bench-author", "bench-reviewer")
    ]
    drug = _drug()
    base = versions.based_on_live(drug.entry_ptr)
    rows = versions.unpack(versions.content_of(drug.entry_ptr))
    for row in rows:
        if row["model"] == "therapies.drug":
            row["fields"] = row["fields"] | {"why_included": text}
    proposal = publishing.propose(rows, people[0], "Measured.", base=base)
    before = ContentVersion.objects.latest().pk
    started = time.time()
    publishing.publish(proposal, people[1], "Measured.", seen=base.number if base else None)
    return {
        "before": before,
        "committed": time.time(),
        "seconds": time.time() - started,
        "version": ContentVersion.objects.latest().pk,
    }


def purge(since: str) -> list[str]:
    from django.core.management import call_command

    written = StringIO()
    call_command("purge_list", since=int(since), stdout=written)
    return written.getvalue().split()


def main() -> None:
    set_up(migrate=False)
    from editorial import databases

    steps = {
        "addresses": lambda _rest: addresses(),
        "page": lambda _rest: _drug().get_absolute_url(),
        "publish": publish,
        "purge": purge,
    }
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        # The database may have been away since the line before.
        databases.renew(databases.PRIMARY)
        print(json.dumps(steps[word](rest)), flush=True)


if __name__ == "__main__":
    main()
