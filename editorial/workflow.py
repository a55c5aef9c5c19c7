"""The only place that changes the status of content."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.choices import Status
from editorial.models import REVIEW_EVERY, ContentVersion, Publishable, User


def _save(content: Publishable, reason: str) -> None:
    """Save the content and raise the content version together."""
    content.edited_at = timezone.now()
    with transaction.atomic():
        content.save()
        ContentVersion.objects.create(reason=reason[:200])


def publish(content: Publishable, by: User) -> None:
    """Make it public and record who did so and when."""
    content.status = Status.PUBLISHED
    content.published_at = timezone.now().replace(microsecond=0)
    content.published_by = by
    _save(content, _("published: %(what)s") % {"what": content})


def retire(content: Publishable) -> None:
    """Take it off the public pages; what it was stays on record."""
    content.status = Status.RETIRED
    _save(content, _("retired: %(what)s") % {"what": content})


def confirm_review(content: Publishable, by: User, on: date) -> None:
    """Record that everything in it was checked again on that day."""
    content.reviewed_on = on
    content.reviewed_by = by
    content.review_due_on = on + REVIEW_EVERY
    _save(content, _("reviewed: %(what)s") % {"what": content})


def record_edit(content: Publishable) -> None:
    """Note that the content was edited here, so that loading fixtures does not overwrite it."""
    content.edited_at = timezone.now()
    content.save(update_fields=["edited_at"])
    if content.status == Status.PUBLISHED:
        ContentVersion.objects.create(reason=_("edited: %(what)s")[:160] % {"what": content})
