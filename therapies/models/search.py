"""What searching reads: every name and every statement of what is published, folded.

Written by `therapies.search` alone and derived from the rest. The indexes that the databases keep
over these tables are made by migration 0003.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from therapies.choices import EntryType, FoundBy
from therapies.models.base import Entry, Keyed
from therapies.models.evidence import Statement


class SearchName(Keyed):
    """A name by which a published entry is found; what is spelt alike is kept once."""

    KEY = ("entry", "folded")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    entry_type = models.CharField(_("entry type"), max_length=20, choices=EntryType)
    kind = models.CharField(_("kind"), max_length=20, choices=FoundBy)
    rank = models.PositiveSmallIntegerField(_("place of the kind among the kinds"))
    text = models.CharField(_("name"), max_length=250)
    folded = models.TextField(_("folded"))
    respelt = models.TextField(_("folded, in American spelling"))
    words = models.TextField(_("words that find it"))
    entry_folded = models.TextField(_("folded name of the entry"))

    class Meta:
        verbose_name = _("indexed name")
        constraints = [models.UniqueConstraint(fields=["entry", "folded"], name="searchname_once")]

    def __str__(self) -> str:
        return self.text


class SearchText(Keyed):
    """A statement of a published entry, as the words in it."""

    KEY = ("statement",)

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(_("place of the section on the page"))
    words = models.TextField(_("words that find it"))
    entry_folded = models.TextField(_("folded name of the entry"))

    class Meta:
        verbose_name = _("indexed statement")

    def __str__(self) -> str:
        return str(self.statement)
