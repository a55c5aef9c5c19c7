"""Who signed in, and who changed what an account may do."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import AuditKind
from editorial.models.append_only import AppendOnly, AppendOnlyQuerySet
from editorial.models.people import User


class AuditEventQuerySet(AppendOnlyQuerySet):
    def for_list(self) -> Self:
        return self.select_related("actor", "about")


class AuditEvent(AppendOnly):
    """One thing that happened to an account. Accounts it names can be deactivated, not deleted.

    The address is kept without its last octet (IPv6: without its last 80 bits): that tells a
    sign-in from another network or country, which is what the log is read for, and does not tell
    which colleague sat at which desk, which is nobody's business. A name that no account has is
    not kept at all: people type passwords into the wrong field.
    """

    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    kind = models.CharField(_("what"), max_length=30, choices=AuditKind)
    actor = models.ForeignKey(
        User,
        verbose_name=_("by whom"),
        help_text=_("Nobody: it was not signed in, or it was done on the server."),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    about = models.ForeignKey(
        User,
        verbose_name=_("about whom"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    address = models.CharField(_("address, shortened"), max_length=45, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("audit event")
        constraints = [
            models.CheckConstraint(
                name="auditevent_kind_known", condition=Q(kind__in=AuditKind.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"
