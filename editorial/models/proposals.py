"""Changes that wait for a second person."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import ProposalStatus
from editorial.models.people import User


class ProposalQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """For somebody who may publish, longest first."""
        return self.filter(status=ProposalStatus.WAITING).order_by("changed_at")

    def of(self, kind: str, slug: str) -> Self:
        return self.filter(kind=kind, slug=slug)

    def open(self) -> Self:
        return self.filter(status__in=(ProposalStatus.WAITING, ProposalStatus.SENT_BACK))

    def for_list(self) -> Self:
        return self.select_related("author", "decided_by").defer("content")


class Proposal(models.Model):
    """One piece of content as somebody would have it. What is live stays live meanwhile."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.CharField(_("slug"), max_length=120)
    name = models.CharField(_("name"), max_length=250)
    content = models.TextField(_("content in the canonical form"))
    base_number = models.PositiveIntegerField(
        _("based on version"), null=True, help_text=_("None: it would be new.")
    )
    reason = models.TextField(_("what changes and why"))
    author = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="proposals"
    )
    created_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("waiting since"), auto_now=True)
    status = models.CharField(
        _("state"), max_length=10, choices=ProposalStatus, default=ProposalStatus.WAITING
    )
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason for the decision"), blank=True)
    is_override = models.BooleanField(_("published by one person alone"), default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("proposal")
        permissions = [
            ("publish_proposal", "Can publish what others proposed"),
            ("override_proposal", "Can publish a proposal of one's own, with a stated reason"),
        ]
        constraints = [
            models.CheckConstraint(
                name="proposal_status_known", condition=Q(status__in=ProposalStatus.values)
            ),
            models.CheckConstraint(name="proposal_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposal_decision_paired",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_published_is_decided",
                condition=~Q(status=ProposalStatus.PUBLISHED) | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_by_two_people_or_says_why",
                condition=~Q(status=ProposalStatus.PUBLISHED)
                | ~Q(author=F("decided_by"))
                | (Q(is_override=True) & ~Q(decision="")),
                violation_error_message=_("Who proposes a change does not publish it."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "changed_at"], name="proposal_queue"),
            models.Index(fields=["kind", "slug"], name="proposal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.reason[:60]}"

    @property
    def is_open(self) -> bool:
        return self.status in (ProposalStatus.WAITING, ProposalStatus.SENT_BACK)


class Comment(models.Model):
    """What somebody said of a proposal."""

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="comments"
    )
    author = models.ForeignKey(
        User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("comment"), max_length=4000)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        constraints = [models.CheckConstraint(name="comment_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]
