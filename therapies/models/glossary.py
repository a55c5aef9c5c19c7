"""Words that a reader may not know, explained."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from therapies.models.base import Keyed, KeyedQuerySet, ListField
from therapies.models.evidence import Sourced
from therapies.validators import validate_words


class GlossaryTermQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        """Terms have no status of their own: each is public."""
        return self

    def for_list(self) -> Self:
        return self.select_related("source")


class GlossaryTerm(Keyed, Sourced):
    """A word with its meaning in one or two plain sentences, and the forms it is met in."""

    KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    term = models.CharField(_("term"), max_length=120, unique=True)
    other_forms = ListField(
        _("other forms"),
        default=list,
        blank=True,
        validators=[validate_words],
        help_text=_("Plural, abbreviation, other spelling: whatever is to be found in texts."),
    )
    definition = models.TextField(_("definition, in one or two plain sentences"))

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("glossary term")
        constraints = [
            models.CheckConstraint(
                name="glossaryterm_defined", condition=~Q(term="") & ~Q(definition="")
            )
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary-list')}#{self.slug}"

    @property
    def letter(self) -> str:
        return self.term[:1].upper()

    @property
    def other_words(self) -> list[str]:
        """The other forms less those that only lengthen the term, such as its plural."""
        return [form for form in self.other_forms if not form.startswith(self.term)]

    @property
    def note_id(self) -> str:
        """Of the pop-up that explains the term on the page of an entry."""
        return f"term-{self.slug}"

    @property
    def forms(self) -> list[str]:
        return [self.term, *self.other_forms]
