"""From records as they would be to one proposal: tried first, and never a second beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from editorial import workflow
from editorial.models import Proposal, User, Version
from editorial.workflow import RefusedError
from therapies import loading, publishing, versions
from therapies.canonical import Record, records_by_entry
from therapies.importing import report
from therapies.importing.refusals import RefusedRecordError
from therapies.models import Entry, Source
from therapies.reading import BrokenFixtureError

SOURCE = Source._meta.label_lower


@dataclass(frozen=True)
class Draft:
    """An entry as it would be; `entry` is none for a new one."""

    entry: Entry | None
    records: list[Record]
    reason: str
    # By what the reasons of all proposals of this importer begin.
    marker: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposer:
    by: User
    write: bool

    @transaction.atomic
    def propose(self, draft: Draft) -> str:
        """The outcome, a word of `report`. Raises RefusedRecordError."""
        if draft.entry is not None:
            Entry.objects.select_for_update().get(pk=draft.entry.pk)
        content = tried(draft.records)
        kind, slug = _subject(versions.unpack(content))
        base = None
        if draft.entry is not None:
            if not _differ(versions.content_of(draft.entry), content):
                return report.UNCHANGED
            base = versions.based_on_live(draft.entry)
        earlier = self._earlier(kind, slug, draft.marker)
        number = base.number if base else None
        if earlier and earlier.base_number == number and not _differ(earlier.content, content):
            return report.WAITING
        if self.write:
            proposal = self._propose(draft, content, base, earlier)
            self._comment(proposal, draft.notes)
        else:
            transaction.set_rollback(True)
        if earlier:
            return report.REVISED
        return report.CHANGED if draft.entry else report.NEW

    def _propose(
        self, draft: Draft, content: str, base: Version | None, earlier: Proposal | None
    ) -> Proposal:
        rows = versions.unpack(content)
        try:
            return publishing.propose(rows, self.by, draft.reason, base=base, revises=earlier)
        except RefusedError as error:
            raise RefusedRecordError(str(error)) from error

    def rows_of(self, entry: Entry, marker: str) -> tuple[list[Record], bool]:
        """What the entry says, or would say by our open proposal; whether it is the latter."""
        earlier = self._earlier(entry.entry_type, entry.slug, marker)
        if earlier:
            standing = publishing.standing(earlier)
            if not (standing.is_outdated and standing.merged.conflicts):
                return standing.records, True
        return versions.unpack(versions.content_of(entry)), False

    def _earlier(self, kind: str, slug: str, marker: str) -> Proposal | None:
        """What this importer proposed under the same account and nobody decided about."""
        found = Proposal.objects.of(kind, slug).open().filter(author=self.by)
        return found.filter(reason__startswith=marker).first()

    def _comment(self, proposal: Proposal, notes: Iterable[str]) -> None:
        text = "\n".join(notes)
        if len(text) > workflow.LONGEST_COMMENT:
            text = f"{text[: workflow.LONGEST_COMMENT - 1]}…"
        if text and not proposal.comments.filter(author=self.by, text=text).exists():
            workflow.comment(proposal, self.by, text)


def tried(records: list[Record]) -> str:
    """The canonical form of the entry as the database would hold it; nothing stays of it."""
    try:
        with transaction.atomic():
            entry, _outcome = loading.apply(records, is_trial=True)
            content = versions.pack(records_by_entry([entry])[entry.pk])
            transaction.set_rollback(True)
    except BrokenFixtureError as error:
        raise RefusedRecordError(str(error)) from error
    return content


def _subject(rows: list[Record]) -> tuple[str, str]:
    label = Entry._meta.label_lower
    (fields,) = (row["fields"] for row in rows if row["model"] == label)
    return fields["entry_type"], fields["slug"]


def _differ(before: str, after: str) -> bool:
    """Reading the same source again says nothing new."""
    return _told(before) != _told(after)


def _told(content: str) -> dict[versions.Key, dict[str, object]]:
    return {
        key: {name: value for name, value in fields.items() if name != "accessed_on"}
        if key[0] == SOURCE
        else versions.told(key[0], fields)
        for key, fields in versions.by_key(versions.unpack(content)).items()
    }
