"""Drugs whose names may be mistaken for each other: -mab, -cel and -kinra have many neighbours.

They are looked for when the index is written, so that every drug on a page can be asked for at
the price of one query.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from editorial.choices import Status
from therapies.choices import EntryType, FoundBy
from therapies.models import LookAlike, SearchName
from therapies.search.backends import Candidate, backend
from therapies.search.closeness import is_alike

MOST_SHOWN = 3
BATCH = 20
# Every name is compared while the index is written, hence with fewer than a misspelt one is.
MOST_CANDIDATES = 25
MISTAKABLE = (FoundBy.NAME, FoundBy.INN, FoundBy.BRAND, FoundBy.BIOSIMILAR_BRAND)

Pair = tuple[int, int]
Likeness = tuple[int, str, str]


def look_alikes(drugs: Iterable[int]) -> dict[int, list[LookAlike]]:
    """Of each drug, given by its key, the first few published ones with a name like its names."""
    found: dict[int, list[LookAlike]] = defaultdict(list)
    rows = LookAlike.objects.filter(entry__in=drugs, other__status=Status.PUBLISHED)
    for row in rows.select_related("other").order_by("place", "name", "pk"):
        if len(found[row.entry_id]) < MOST_SHOWN:
            found[row.entry_id].append(row)
    return dict(found)


def write_all() -> None:
    LookAlike.objects.all().delete()
    _write(_mistakable())


def write(entry: int) -> None:
    """Bring the pairs of one drug to what the index says of it now."""
    LookAlike.objects.filter(Q(entry=entry) | Q(other=entry)).delete()
    _write(_mistakable().filter(entry=entry))


def _mistakable() -> QuerySet[SearchName]:
    drugs = SearchName.objects.filter(entry_type=EntryType.DRUG, kind__in=MISTAKABLE)
    return drugs.order_by("rank", "folded", "pk")


def _write(names: Iterable[SearchName]) -> None:
    best: dict[Pair, Likeness] = {}
    waiting = list(names)
    for start in range(0, len(waiting), BATCH):
        some = waiting[start : start + BATCH]
        compared = backend().candidates([name.respelt for name in some], MOST_CANDIDATES)
        for name, candidates in zip(some, compared, strict=True):
            for other in candidates:
                if _may_be_mistaken(name, other):
                    _note(best, name, other)
    LookAlike.objects.bulk_create(
        (
            LookAlike(entry_id=entry, other_id=other, place=place, own_name=own, name=name)
            for (entry, other), (place, own, name) in best.items()
        ),
        batch_size=1000,
    )


def _may_be_mistaken(name: SearchName, other: Candidate) -> bool:
    is_other_drug = other.entry_type == EntryType.DRUG and other.entry_id != name.entry_id
    return is_other_drug and other.kind in MISTAKABLE and is_alike(name.respelt, other.respelt)


def _note(best: dict[Pair, Likeness], name: SearchName, other: Candidate) -> None:
    """Both ways round, as those names that are best known."""
    place = name.rank + other.rank
    for pair, likeness in (
        ((name.entry_id, other.entry_id), (place, name.text, other.text)),
        ((other.entry_id, name.entry_id), (place, other.text, name.text)),
    ):
        best[pair] = min(best.get(pair, likeness), likeness)
