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


class LookAlike(Keyed):
    """Two published drugs of which some names may be mistaken for each other; kept both ways."""

    KEY = ("entry", "other")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(_("how well known the names are, the best first"))
    own_name = models.CharField(_("name of the drug"), max_length=250)
    name = models.CharField(_("name like it"), max_length=250)

    class Meta:
        verbose_name = _("pair of look-alike names")
        verbose_name_plural = _("pairs of look-alike names")
        constraints = [models.UniqueConstraint(fields=["entry", "other"], name="lookalike_once")]

    def __str__(self) -> str:
        return f"{self.own_name} / {self.name}"


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
