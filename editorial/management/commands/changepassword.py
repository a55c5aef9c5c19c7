"""Django's command, with a line in the audit log."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword

from editorial import audit
from editorial.choices import AuditKind
from editorial.models import User


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        done = super().handle(*args, **options)
        # It raises unless it changed the password, by default of who is signed in to the server.
        name = options["username"] or getpass.getuser()
        user = User.objects.get(username=name)
        audit.record(AuditKind.PASSWORD_CHANGED, user, detail="on the server")
        return done
