"""From a file to what it would change, and from there to one proposal for each entry."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from editorial import history
from editorial.models import Proposal, User, Version
from editorial.workflow import RefusedError
from therapies import differences, publishing, versions
from therapies.canonical import records_by_entry
from therapies.models import Entry
from therapies.tables import files
from therapies.tables.checking import Checker, Draft
from therapies.tables.files import Problem
from therapies.tables.sheets import REMOVE, Sheet
from therapies.tables.trying import Trial


@dataclass(frozen=True)
class Change:
    """What would change in one entry."""

    draft: Draft
    after: str

    @property
    def name(self) -> str:
        return str(self.draft.entry or self.draft.slug)

    @property
    def is_new(self) -> bool:
        return self.draft.entry is None

    @cached_property
    def sections(self) -> list[differences.SectionChange]:
        return differences.between(self.draft.before, self.after)


@dataclass
class Report:
    """What a file means, with nothing written."""

    sheet: Sheet
    rows: int
    missing: list[str]
    changes: list[Change]
    unchanged: int
    problems: list[Problem] = field(default_factory=list)
    is_cut: bool = False
    # Stands for the file and for what was live: other letters if either is another.
    seen: str = ""

    @cached_property
    def rows_by_change(self) -> dict[str, int]:
        """How many rows of the sheet's own kind are added, changed and removed."""
        label = self.sheet.last.label
        drafts = [change.draft for change in self.changes]
        added = sum(key[0] == label for draft in drafts for key in draft.added)
        touched = sum(key[0] == label for draft in drafts for key in draft.touched)
        removed = sum(key[0] == label for draft in drafts for key in draft.removed)
        return {"added": added, "changed": touched - added, "removed": removed}

    @property
    def can_be_proposed(self) -> bool:
        return bool(self.changes) and not self.problems


def check(sheet: Sheet, name: str, content: bytes) -> Report:
    """Read a file and try it. Raises RefusedFileError."""
    table = files.read(sheet, name, content)
    checker = Checker(sheet, table)
    checker.run()
    trial = Trial(checker)
    after = trial.run()
    drafts = checker.drafts
    live = [f"{slug} {history.digest(drafts[slug].before)}" for slug in sorted(drafts)]
    return Report(
        sheet,
        rows=len(table.lines),
        missing=[each for each in sheet.headers if each not in (*table.headers, REMOVE)],
        changes=[Change(drafts[slug], after[slug]) for slug in sorted(after)],
        unchanged=sum(not (draft.touched or draft.removed) for draft in drafts.values()),
        problems=sorted(checker.problems, key=lambda problem: problem.row),
        is_cut=trial.is_cut,
        seen=history.digest("\n".join([sheet.name, hashlib.sha256(content).hexdigest(), *live])),
    )


@transaction.atomic
def propose(report: Report, seen: str, by: User, reason: str) -> list[Proposal]:
    """One proposal for each entry that the file changes: all of them or none.

    `seen` is the `seen` of the report that was looked at. Raises RefusedError.
    """
    if report.problems:
        raise RefusedError(_("The file has errors. Nothing was proposed."))
    if seen != report.seen:
        raise RefusedError(
            _(
                "The file, or what is live, is not what you looked at. Look at the changes "
                "below and propose again."
            )
        )
    if not report.changes:
        raise RefusedError(_("The file changes nothing, so there is nothing to propose."))
    bases = _bases([change.draft for change in report.changes if change.draft.entry])
    return [
        publishing.propose(
            versions.unpack(change.after), by, reason, base=bases.get(change.draft.slug)
        )
        for change in report.changes
    ]


def _bases(drafts: list[Draft]) -> dict[str, Version | None]:
    """The live versions that the file was read against. Nothing is published until this ends."""
    pks = [draft.entry.pk for draft in drafts if draft.entry]
    live = {each.slug: each for each in Entry.objects.select_for_update().filter(pk__in=pks)}
    subjects = [(each.entry_type, each.slug) for each in live.values()]
    last = {version.slug: version for version in Version.objects.newest(subjects)}
    records = records_by_entry(list(live.values()))
    found = {}
    for draft in drafts:
        entry = live[draft.slug]
        if versions.pack(records[entry.pk]) != draft.before:
            said = _("%(entry)s was changed this very moment. Try again.")
            raise RefusedError(said % {"entry": entry})
        version = last.get(draft.slug)
        is_last = version is not None and version.digest == history.digest(draft.before)
        found[draft.slug] = version if is_last else versions.based_on_live(entry)
    return found
