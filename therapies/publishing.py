"""From an edit to the public page: proposed, looked at by a second person, published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from editorial import edition, workflow
from editorial.choices import Status
from editorial.models import Confirmation, Proposal, User, Version
from editorial.workflow import RefusedError
from therapies import differences, loading, search, versions
from therapies.canonical import Record
from therapies.models import Entry, Source
from therapies.naming import hidden_named
from therapies.reading import BrokenFixtureError

NOTHING = "[]"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Standing:
    """A proposal beside what is live now."""

    proposal: Proposal
    live: Version | None

    @cached_property
    def base(self) -> Version | None:
        if self.proposal.base_number is None:
            return None
        subject = (self.proposal.kind, self.proposal.slug)
        return Version.objects.of(*subject).get(number=self.proposal.base_number)

    @property
    def is_outdated(self) -> bool:
        """Whether something was published since the proposal was made."""
        return self.live is not None and self.live.number != (self.proposal.base_number or 0)

    @cached_property
    def merged(self) -> differences.Merged:
        base, live = self._contents()
        return differences.merge(base, self.proposal.content, live)

    @property
    def records(self) -> list[Record]:
        """What would be live if it were published now."""
        if self.is_outdated:
            return self.merged.records
        return versions.unpack(self.proposal.content)

    @cached_property
    def proposed(self) -> list[differences.SectionChange]:
        """What its author changed."""
        return differences.between(self._contents()[0], self.proposal.content)

    @cached_property
    def meanwhile(self) -> list[differences.SectionChange]:
        """What was published since."""
        return differences.between(*self._contents()) if self.is_outdated else []

    def _contents(self) -> tuple[str, str]:
        base = self.base.content if self.base else NOTHING
        return base, self.live.content if self.live else NOTHING


def standing(proposal: Proposal) -> Standing:
    return Standing(proposal, versions.last_of(proposal.kind, proposal.slug))


@transaction.atomic
def propose(
    records: Iterable[Record],
    by: User,
    reason: str,
    *,
    base: Version | None,
    revises: Proposal | None = None,
) -> Proposal:
    """Keep what somebody would have an entry say; what is live stays.

    Raises RefusedError when nothing would change, or no reason is given.
    """
    rows = list(records)
    content = versions.pack(rows)
    if not reason.strip():
        raise RefusedError(_("Say what you change and why: the reviewer and the history need it."))
    if len(reason) > LONGEST_REASON:
        raise RefusedError(_("The reason is too long: 2,000 characters at most."))
    if base is not None and not versions.changed_models(base.content, content):
        raise RefusedError(_("Nothing was changed, so there is nothing to propose."))
    if not by.has_perm(workflow.PROPOSE):
        raise RefusedError(_("You may not propose changes."))
    number = base.number if base else None
    if revises is not None:
        return workflow.revise(revises, by, content, reason.strip(), number)
    (entry,) = (row["fields"] for row in rows if row["model"] == Entry._meta.label_lower)
    return Proposal.objects.create(
        kind=entry["entry_type"],
        slug=entry["slug"],
        name=entry["name"],
        content=content,
        base_number=number,
        reason=reason.strip(),
        author=by,
    )


def propose_status(entry: Entry, status: Status, by: User, reason: str) -> Proposal:
    """Propose to take an entry off the public pages, or to bring it back."""
    live = versions.based_on_live(entry)
    rows = versions.unpack(versions.content_of(entry))
    for row in rows:
        if row["model"] == Entry._meta.label_lower:
            row["fields"] = row["fields"] | {"status": status.value}
    return propose(rows, by, reason, base=live)


def propose_again(version: Version, by: User, reason: str) -> Proposal:
    """Propose that an entry say again what it said in an older version."""
    base = versions.last_of(version.kind, version.slug)
    return propose(versions.unpack(version.content), by, reason, base=base)


@transaction.atomic
def publish(proposal: Proposal, by: User, reason: str, *, seen: int | None) -> Version:
    """Bring the entry to what the proposal says, and add a version to its history.

    `seen` is the number of the live version that the publisher looked at. Raises RefusedError
    when another was published since, or two changes contradict; nothing has changed then.
    """
    edition.take_turn()
    Entry.objects.select_for_update().filter(entry_type=proposal.kind, slug=proposal.slug).first()
    now = standing(proposal)
    if (now.live.number if now.live else None) != seen:
        raise RefusedError(
            _("Something was published meanwhile. Look at both changes before you publish.")
        )
    if now.is_outdated and now.merged.conflicts:
        raise RefusedError(
            _("The proposal contradicts what was published meanwhile. Send it back.")
        )
    outcomes = []

    def apply(accepted: Proposal) -> Entry:
        try:
            entry, outcome = loading.apply(now.records)
        except BrokenFixtureError as error:
            raise RefusedError(_("It cannot be published: %(why)s") % {"why": error}) from error
        outcomes.append(outcome)
        return entry

    settled = workflow.decide(proposal, by, reason, apply)
    entry = Entry.objects.get(entry_type=proposal.kind, slug=proposal.slug)
    _refuse_hidden(entry)
    search.update(entry)
    (version,) = versions.record(
        [entry],
        settled.reason,
        author=settled.author,
        publisher=by,
        override=settled.decision if settled.is_override else "",
        proposal=settled,
    )
    if outcomes[0].changed[str(Source._meta.verbose_name)]:
        cited = {row["fields"]["slug"] for row in now.records if row["model"] == "therapies.source"}
        record_citing(Source.objects.filter(slug__in=cited), by)
    return version


def _refuse_hidden(entry: Entry) -> None:
    """What readers see of an entry names nothing that they may not know of."""
    named = next(iter(hidden_named(entry)), None)
    if named:
        raise RefusedError(
            _(
                "%(entry)s would name %(hidden)s, which would not be public. Publish that first, "
                "or change what names it."
            )
            % {"entry": named[0], "hidden": named[1]}
        )


def record_citing(sources: Iterable[Source], by: User) -> None:
    """A source was corrected: every entry that cites it says something new."""
    for source in sources:
        reason = _("source corrected: %(title)s") % {"title": source.title}
        versions.record(list(source.citing_entries()), reason[:LONGEST_REASON], publisher=by)


@transaction.atomic
def confirm(
    entry: Entry, by: User, on: date, sources: Iterable[Source], note: str = ""
) -> Confirmation:
    """Record that somebody opened these sources again and found the entry still true."""
    if not by.has_perm(workflow.PUBLISH):
        raise RefusedError(_("You may propose changes, not confirm that an entry is true."))
    edition.take_turn()
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    workflow.confirm_review(locked, by, on)
    (version,) = versions.record([locked], _("confirmed: still true"), publisher=by)
    return Confirmation.objects.create(
        version=version,
        confirmed_by=by,
        confirmed_on=on,
        sources=sorted(source.slug for source in sources),
        note=note.strip(),
    )
