"""Django's command, with a line in the audit log."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from editorial import audit
from editorial.choices import AuditKind
from editorial.models import User


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=known):
            for kind in (AuditKind.ACCOUNT_MADE, AuditKind.SUPERUSER_GIVEN):
                audit.record(kind, user, detail="on the server")
