"""The only place that writes the audit log."""

from django.http import HttpRequest

from editorial import addresses
from editorial.choices import AuditKind
from editorial.models import AuditEvent, User

LONGEST_DETAIL = 200


def record(
    kind: AuditKind,
    about: User | None,
    *,
    request: HttpRequest | None = None,
    actor: User | None = None,
    detail: str = "",
) -> None:
    """Without an actor it was whoever is signed in; without a request, the command line."""
    if actor is None and request is not None and request.user.is_authenticated:
        actor = request.user
    AuditEvent.objects.create(
        kind=kind,
        actor_id=actor.pk if actor else None,
        about_id=about.pk if about else None,
        detail=detail[:LONGEST_DETAIL],
        address=addresses.shortened(addresses.of(request)) if request else "",
    )
