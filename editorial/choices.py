"""Words of the publishing machinery, each with one sentence of meaning."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeaningfulChoices(models.TextChoices):
    """Text choices declared as (value, meaning, label)."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class ProposalStatus(MeaningfulChoices):
    WAITING = "waiting", _("Somebody else is to look at it."), _("Waiting")
    SENT_BACK = "sent_back", _("Its author is asked to change it."), _("Sent back")
    PUBLISHED = "published", _("It is what the public sees, or saw."), _("Published")
    WITHDRAWN = "withdrawn", _("Its author took it back."), _("Withdrawn")


class ReportStatus(MeaningfulChoices):
    NEW = "new", _("Nobody has looked at it."), _("New")
    CHECKING = "checking", _("Somebody is holding it against the sources."), _("Being checked")
    MENDED = "mended", _("It was right, and the reference was changed."), _("Mended")
    NOT_AN_ERROR = "not_an_error", _("The sources bear the reference out."), _("Not an error")


class Status(MeaningfulChoices):
    DRAFT = "draft", _("Only editors see it."), _("Draft")
    PUBLISHED = "published", _("Everybody sees it."), _("Published")
    RETIRED = (
        "retired",
        _("It was public once and is kept for the record."),
        _("Retired"),
    )
