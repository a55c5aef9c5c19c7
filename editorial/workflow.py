"""The only place that changes the status of content and of proposals."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial import edition
from editorial.choices import ProposalStatus, Status
from editorial.models import Comment, Proposal, Publishable, User

PUBLISH = "editorial.publish_proposal"
OVERRIDE = "editorial.override_proposal"
PROPOSE = "editorial.add_proposal"
LONGEST_COMMENT = 4000


class RefusedError(Exception):
    """A step that the rules forbid, in the words of whoever tried it."""


def _save(content: Publishable, reason: str) -> None:
    """Save the content and raise the content version together."""
    content.edited_at = timezone.now()
    with transaction.atomic():
        content.save()
        edition.raise_version(reason, subject=content.subject)


def publish(content: Publishable, by: User) -> None:
    """Make it public and record who did so and when."""
    content.status = Status.PUBLISHED
    content.published_at = timezone.now().replace(microsecond=0)
    content.published_by = by
    if content.reviewed_on is None:
        content.reviewed_on, content.reviewed_by = timezone.localdate(), by
        content.review_due_on = content.reviewed_on + content.review_every
    _save(content, _("published: %(what)s") % {"what": content})


def retire(content: Publishable) -> None:
    """Take it off the public pages; what it was stays on record."""
    content.status = Status.RETIRED
    _save(content, _("retired: %(what)s") % {"what": content})


def confirm_review(content: Publishable, by: User, on: date) -> None:
    """Record that everything in it was checked again on that day."""
    content.reviewed_on = on
    content.reviewed_by = by
    content.review_due_on = on + content.review_every
    _save(content, _("reviewed: %(what)s") % {"what": content})


def record_vocabulary(row: object) -> None:
    """Words that many entries share changed: whatever keeps pages must renew them."""
    edition.raise_version(_("vocabulary: %(what)s") % {"what": row})


@transaction.atomic
def decide(
    proposal: Proposal, by: User, reason: str, apply: Callable[[Proposal], Publishable]
) -> Proposal:
    """Publish a proposal: `apply` brings the live content to what it says.

    Raises RefusedError; nothing has changed then.
    """
    proposal = _locked(proposal)
    _must_be(proposal, ProposalStatus.WAITING)
    is_own = proposal.author_id == by.pk
    if not by.has_perm(PUBLISH):
        raise RefusedError(_("You may propose changes, not publish them."))
    if is_own and not by.has_perm(OVERRIDE):
        raise RefusedError(_("Who proposes a change does not publish it: somebody else must."))
    if not reason.strip():
        if is_own:
            why = _("Say why you publish a change of your own: it is shown in public.")
        else:
            why = _("Say why you publish it: what you checked, and against which source.")
        raise RefusedError(why)
    proposal.is_override = is_own
    _settle(proposal, ProposalStatus.PUBLISHED, by, reason)
    content = apply(proposal)
    if content.status == Status.RETIRED:
        retire(content)
    else:
        publish(content, by)
    return proposal


@transaction.atomic
def send_back(proposal: Proposal, by: User, reason: str) -> Proposal:
    proposal = _locked(proposal)
    _must_be(proposal, ProposalStatus.WAITING)
    if not by.has_perm(PUBLISH):
        raise RefusedError(_("You may propose changes, not decide about them."))
    if not reason.strip():
        raise RefusedError(_("Say what is to be changed."))
    return _settle(proposal, ProposalStatus.SENT_BACK, by, reason)


@transaction.atomic
def withdraw(proposal: Proposal, by: User) -> Proposal:
    proposal = _locked(proposal)
    _must_be(proposal, ProposalStatus.WAITING, ProposalStatus.SENT_BACK)
    _must_be_author(proposal, by)
    return _settle(proposal, ProposalStatus.WITHDRAWN, by, "")


@transaction.atomic
def revise(
    proposal: Proposal, by: User, content: str, reason: str, base_number: int | None
) -> Proposal:
    """The author changes what is proposed; it waits again."""
    proposal = _locked(proposal)
    _must_be(proposal, ProposalStatus.WAITING, ProposalStatus.SENT_BACK)
    _must_be_author(proposal, by)
    proposal.content, proposal.reason, proposal.base_number = content, reason, base_number
    proposal.status = ProposalStatus.WAITING
    proposal.decided_by = proposal.decided_at = None
    proposal.save()
    return proposal


@transaction.atomic
def comment(proposal: Proposal, by: User, text: str) -> Comment:
    if not text.strip():
        raise RefusedError(_("The comment is empty."))
    if len(text) > LONGEST_COMMENT:
        raise RefusedError(_("The comment is too long: 4,000 characters at most."))
    if not by.has_perm(PROPOSE):
        raise RefusedError(_("You may not comment."))
    return Comment.objects.create(proposal=proposal, author=by, text=text.strip())


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=proposal.pk)


def _must_be(proposal: Proposal, *states: ProposalStatus) -> None:
    if proposal.status not in states:
        state = proposal.get_status_display()
        raise RefusedError(_("The proposal is not open any more: %(state)s.") % {"state": state})


def _must_be_author(proposal: Proposal, by: User) -> None:
    if proposal.author_id != by.pk:
        raise RefusedError(_("Only who proposed a change may change or withdraw it."))


def _settle(proposal: Proposal, status: ProposalStatus, by: User, reason: str) -> Proposal:
    proposal.status = status
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.decision = reason.strip()
    proposal.save()
    return proposal
