"""What readers report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import ReportStatus


class ErrorReport(models.Model):
    """A reader says that something on a page is wrong. No account, no address, no tracking."""

    page = models.CharField(_("page"), max_length=300)
    claim = models.CharField(_("claim"), max_length=300, blank=True)
    message = models.TextField(_("what is wrong"), max_length=2000)
    evidence = models.CharField(_("how you know"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    status = models.CharField(
        _("status"), max_length=15, choices=ReportStatus, default=ReportStatus.NEW
    )
    reply = models.TextField(_("note of the editors"), blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("error report")
        constraints = [
            models.CheckConstraint(
                name="errorreport_status_known", condition=Q(status__in=ReportStatus.values)
            ),
            models.CheckConstraint(name="errorreport_says_something", condition=~Q(message="")),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.message[:60]}"
