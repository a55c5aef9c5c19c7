"""Changes between two releases in words: as data (changes.json) and as text (CHANGES.md)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from therapies.choices import EntryType
from therapies.mentions import names_of
from therapies.releases.changes import SOURCE, Changes, EntryChange, Row
from therapies.wording import Names, label_of, plural_of, title_of, written

LONGEST = 300
HEADINGS = {
    "added": "Added",
    "changed": "Changed",
    "withdrawn": "Withdrawn",
    "reviewed": "Held against its sources again, unchanged",
}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_data(changes: Changes | None, version: str, previous: str | None) -> dict[str, Any]:
    """With the names that what is mentioned has now."""
    data: dict[str, Any] = {"version": version, "previous": previous}
    if changes is None:
        return data | {"counts": {}, "entries": [], "others": [], "not_compared": 0}
    rows = [row for entry in changes.entries for row in entry.rows]
    names = names_of(
        {"model": row.key[0], "fields": fields}
        for row in rows
        for fields in (row.before, row.after)
        if fields
    )
    return data | {
        "counts": changes.counts(),
        "entries": [_entry(entry, names) for entry in changes.entries],
        "others": [_row(row, names) for row in changes.others],
        "not_compared": changes.unknown,
    }


def _entry(entry: EntryChange, names: Names) -> dict[str, Any]:
    kind, slug = entry.subject
    totals = Counter((plural_of(row.key[0]), row.change) for row in entry.rows)
    is_whole = entry.change in ("added", "withdrawn")
    return {
        "kind": kind,
        "kind_name": str(EntryType(kind).label),
        "slug": slug,
        "name": entry.name,
        "change": entry.change,
        "reasons": entry.reasons,
        "totals": [
            {"rows": rows, "change": change, "number": n} for (rows, change), n in totals.items()
        ],
        "rows": [] if is_whole else [_row(row, names) for row in entry.rows],
    }


def _row(row: Row, names: Names) -> dict[str, Any]:
    label = row.key[0]
    return {
        "model": label,
        "rows": plural_of(label),
        "key": list(row.key[1:]),
        "title": _title(row, names),
        "change": row.change,
        "fields": [
            {
                "name": name,
                "label": label_of(label, name),
                "before": row.before.get(name),
                "after": row.after.get(name),
                "in_words": [
                    written(label, name, fields, names) for fields in (row.before, row.after)
                ],
            }
            for name in row.fields
        ],
    }


def _title(row: Row, names: Names) -> str:
    """A source is known by its title rather than by its slug."""
    fields = row.after or row.before
    return fields["title"] if row.key[0] == SOURCE else title_of(row.key, names)


def as_text(data: dict[str, Any]) -> str:
    return "\n".join(_lines(data)) + "\n"


def _lines(data: dict[str, Any]) -> Iterator[str]:
    yield f"# Changes in release {data['version']}"
    yield ""
    if data["previous"] is None:
        yield "This is the first release: there is none to compare it with."
        return
    yield f"Against release {data['previous']}:"
    yield ""
    for what, ways in data["counts"].items():
        yield f"- {what}: " + ", ".join(f"{number} {way}" for way, number in ways.items())
    if data["not_compared"]:
        yield f"- rows of a form that is no longer known, not compared: {data['not_compared']}"
    for change, heading in HEADINGS.items():
        entries = [each for each in data["entries"] if each["change"] == change]
        if entries:
            yield from ("", f"## {heading}", "")
            for entry in entries:
                yield from _entry_lines(entry)
    if data["others"]:
        yield from ("", "## Sources and vocabularies", "")
        yield from _row_lines(data["others"], "")


def _entry_lines(entry: dict[str, Any]) -> Iterator[str]:
    yield f"- **{_plain(entry['name'])}** ({entry['kind_name'].lower()} `{entry['slug']}`)"
    for reason in entry["reasons"]:
        told = _plain(" ".join(reason["reason"].split()))
        yield f"  - why, version {reason['version']} of {reason['date']}: {told}"
    if not entry["reasons"]:
        yield "  - why: the history of this database does not say"
    yield from _row_lines(entry["rows"], "  ")


def _row_lines(rows: Iterable[dict[str, Any]], indent: str) -> Iterator[str]:
    for row in rows:
        line = f"{indent}- {row['change']}: {_plain(row['rows'])}, {_plain(row['title'])}"
        told = [each for each in row["fields"] if each["in_words"][0] != each["in_words"][1]]
        yield line + (":" if told else "")
        for each in told:
            before, after = (_short(value) or "nothing" for value in each["in_words"])
            yield f"{indent}  - {_plain(each['label'])}: {before} → {after}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return _plain(line if len(line) <= LONGEST else line[: LONGEST - 1] + "…")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return SPECIAL.sub(r"\\\1", text)
