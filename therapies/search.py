"""Finding entries by any of their names."""

from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Q

from therapies.models import Entry, Name

MOST_HITS = 100
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Hit:
    """An entry and, where it was not its own name, the name that matched."""

    entry: Entry
    matched: str


def find(text: str) -> list[Hit]:
    """Published entries of which some name contains the text, exact and leading matches first."""
    words = " ".join(text.split())[:LONGEST_TEXT]
    if not words:
        return []
    names = dict(
        Name.objects.filter(text__icontains=words)
        .order_by("-text")
        .values_list("drug_id", "text")[:MOST_HITS]
    )
    entries = Entry.objects.published().filter(
        Q(name__icontains=words) | Q(synonyms__icontains=words) | Q(pk__in=names)
    )
    hits = [Hit(entry, _matched(entry, words, names)) for entry in entries[:MOST_HITS]]
    return sorted(hits, key=lambda hit: _closeness(hit, words.casefold()))


def _matched(entry: Entry, words: str, names: dict[int, str]) -> str:
    folded = words.casefold()
    if folded in entry.name.casefold():
        return ""
    for synonym in entry.synonyms:
        if folded in synonym.casefold():
            return synonym
    return names.get(entry.pk, "")


def _closeness(hit: Hit, folded: str) -> tuple[bool, bool, str]:
    name = (hit.matched or hit.entry.name).casefold()
    return (name != folded, not name.startswith(folded), hit.entry.name.casefold())


def near(word: str, most: int = 5) -> list[Entry]:
    """Published entries whose slug or name is spelt nearly like the word."""
    entries = {}
    for entry in Entry.objects.published():
        entries[entry.slug] = entries[entry.name.casefold()] = entry
    close = get_close_matches(word.casefold()[:LONGEST_TEXT], entries, n=2 * most, cutoff=0.6)
    return list({entries[each].pk: entries[each] for each in close}.values())[:most]
