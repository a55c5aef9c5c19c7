"""Content with a status."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from editorial.models.people import User

REVIEW_EVERY = timedelta(days=365)


class PublishableQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def overdue(self) -> Self:
        """Those whose next review should have been."""
        return self.filter(review_due_on__lt=timezone.localdate())


class Publishable(models.Model):
    """Content with a status. Only `editorial.workflow` and the loader of fixtures write it."""

    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, db_index=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User,
        verbose_name=_("reviewed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    review_due_on = models.DateField(_("next review due on"), null=True, blank=True)
    edited_at = models.DateTimeField(
        _("edited at"), null=True, blank=True, editable=False, serialize=False
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_status_known",
                condition=Q(status__in=Status.values),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_paired",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                violation_error_message=_("When and by whom it was published belong together."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_known",
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message=_("What is published says when and by whom."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_reviewed_paired",
                condition=Q(reviewed_on__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
                violation_error_message=_("When and by whom it was reviewed belong together."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_due_after_review",
                condition=Q(review_due_on__isnull=True)
                | Q(reviewed_on__isnull=True)
                | Q(review_due_on__gt=F("reviewed_on")),
                violation_error_message=_("The next review is due after the last one."),
            ),
        ]

    @property
    def subject(self) -> tuple[str, str]:
        """Kind and slug, under which versions, proposals and addresses know it."""
        return ("", "")

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def review_every(self) -> timedelta:
        """How long a review holds."""
        return REVIEW_EVERY

    @property
    def months_since_review(self) -> int | None:
        """Whole months."""
        if self.reviewed_on is None:
            return None
        today = timezone.localdate()
        months = 12 * (today.year - self.reviewed_on.year) + today.month - self.reviewed_on.month
        return max(months - (today.day < self.reviewed_on.day), 0)

    @property
    def review_expected_on(self) -> date | None:
        """The day set for the next review, else the usual time after the last one."""
        if self.review_due_on or self.reviewed_on is None:
            return self.review_due_on
        return self.reviewed_on + self.review_every

    @property
    def is_review_due(self) -> bool:
        expected = self.review_expected_on
        return expected is not None and expected < timezone.localdate()
