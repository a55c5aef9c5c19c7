"""Nodes of JSON-LD, and what all subjects need to make them.

Lists are cut at MOST, so that a page with hundreds of trials stays light: the page itself, and its
raw data, have all of them.
"""

from collections.abc import Iterable
from typing import Any

from editorial.choices import Status
from therapies.models import Entry

Node = dict[str, Any]

SCHEMA = "https://schema.org/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MOST = 25
LONGEST_TEXT = 500
LONGEST_DESCRIPTION = 200


def node(kind: str | list[str], **properties: Any) -> Node:
    """A node without what is not known: no empty text, list or node; 0 and False are values."""
    kept = {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    return {"@type": kind, **kept}


def identifier(root: str, entry: Any) -> str:
    """What an entry is called on every page of the site."""
    return f"{root}{entry.get_absolute_url()}#entry"


def reference(kind: str, entry: Any, root: str) -> Node:
    """An entry as it is named on the page of another."""
    return {
        "@type": kind,
        "@id": identifier(root, entry),
        "name": entry.name,
        "url": f"{root}{entry.get_absolute_url()}",
    }


def references(kind: str, entries: Iterable[Any], root: str) -> list[Node]:
    """The first of the published ones, each once."""
    found = {each.pk: each for each in entries if each.status == Status.PUBLISHED}
    return [reference(kind, each, root) for each in list(found.values())[:MOST]]


def entity(kind: str, entry: Entry, root: str, **properties: Any) -> Node:
    """The entry that a page is about."""
    base = reference(kind, entry, root)
    return base | {
        name: value
        for name, value in node(kind, **properties).items()
        if name not in ("@type", "name")
    }


def other_names(entry: Entry, *more: str) -> list[str]:
    """Names beside the entry's own, each once."""
    names = dict.fromkeys(filter(None, [*entry.synonyms, *more]))
    return [name for name in names if name != entry.name][:MOST]


def cut(text: str, longest: int = LONGEST_DESCRIPTION) -> str:
    """The text in one line; a longer one ends at the last whole word that fits."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def first_text(sections: Iterable[dict[str, Any]], audience: str, *names: str) -> str:
    """The first statement for an audience, of the first of these sections that has one."""
    told = {section["name"]: section[audience] for section in sections}
    return next((told[name][0].text for name in names if told.get(name)), "")
