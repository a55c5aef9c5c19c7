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


class Status(MeaningfulChoices):
    DRAFT = "draft", _("Only editors see it."), _("Draft")
    PUBLISHED = "published", _("Everybody sees it."), _("Published")
    RETIRED = (
        "retired",
        _("It was public once and is kept for the record."),
        _("Retired"),
    )
