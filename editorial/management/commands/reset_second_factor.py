"""For the last superuser, whom nobody else can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from editorial import audit, second_factor, sessions, throttle
from editorial.choices import AuditKind
from editorial.models import User


class Command(BaseCommand):
    help = "Remove an account's second factor; its next sign-in sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> str:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        with transaction.atomic():
            second_factor.remove(user)
            sessions.end_of(user)
            audit.record(AuditKind.SECOND_FACTOR_RESET, user, detail="on the server")
        throttle.clear(user.get_username())
        return f"The next sign-in of {user.get_username()} sets up a new second factor."
