"""Sources, and the claims that rest on them alone."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, When
from django.utils.translation import gettext_lazy as _

from therapies.choices import (
    Audience,
    EntryType,
    Measure,
    Section,
    SourceKind,
    Topic,
    Verdict,
)
from therapies.models.base import (
    Entry,
    EntryQuerySet,
    Keyed,
    KeyedQuerySet,
    KindOfEntry,
    ListField,
    OwnedQuerySet,
    address_of,
)
from therapies.validators import validate_doi, validate_pmid


class SourceQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        """Sources have no status of their own: each is public."""
        return self

    def for_list(self) -> Self:
        return self


class Source(Keyed):
    """A document that was opened and read on `accessed_on`."""

    KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind)
    title = models.CharField(_("title"), max_length=400)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=600, unique=True)
    doi = models.CharField(_("DOI"), max_length=120, blank=True, validators=[validate_doi])
    pmid = models.CharField(_("PMID"), max_length=9, blank=True, validators=[validate_pmid])
    published = models.CharField(
        _("published"),
        max_length=10,
        blank=True,
        help_text=_("Year, year-month or full date."),
    )
    accessed_on = models.DateField(_("read on"))

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "slug"]
        verbose_name = _("source")
        constraints = [
            models.UniqueConstraint(fields=["doi"], condition=~Q(doi=""), name="source_doi_once"),
            models.UniqueConstraint(
                fields=["pmid"], condition=~Q(pmid=""), name="source_pmid_once"
            ),
            models.CheckConstraint(
                name="source_titled",
                condition=~Q(title="") & Q(url__startswith="http"),
                violation_error_message=_("A source has a title and an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("source", self.slug)

    def citing_entries(self) -> models.QuerySet:
        """Published entries of which this source backs at least one claim."""
        owners = [
            relation.related_model.objects.filter(**{relation.field.name: self})
            .order_by()
            .values_list(f"{owner}_id" if (owner := _owner(relation.related_model)) else "pk")
            for relation in self._meta.related_objects
            if issubclass(relation.related_model, Entry) or _owner(relation.related_model)
        ]
        pks = {pk for (pk,) in owners[0].union(*owners[1:])}
        return Entry.objects.published().filter(pk__in=pks).order_by("entry_type", "name")


def _owner(model: Any) -> str:
    return getattr(model, "OWNER", "")


class Sourced(models.Model):
    """No source, no claim: the column refuses null."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT)
    locator = models.CharField(
        _("where in the source"), max_length=200, help_text=_("Section 4.8, table 2 …")
    )

    class Meta:
        abstract = True


class Claim(Keyed, Sourced):
    """A fact about an entry. `OWNER` is the path of relations to the entry it belongs to."""

    OWNER = "entry"

    note = models.CharField(_("note"), max_length=600, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Statement(Claim):
    """Prose about an entry for one audience; short, because each has exactly one source."""

    KEY = ("entry", "section", "audience", "position")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="statements")
    section = models.CharField(_("section"), max_length=20, choices=Section)
    audience = models.CharField(_("audience"), max_length=15, choices=Audience)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["entry", "section", "audience", "position"]
        verbose_name = _("statement")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "section", "audience", "position"],
                name="statement_once",
            ),
            models.CheckConstraint(name="statement_not_empty", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} ({self.get_audience_display()})"


class StatedEntryQuerySet(EntryQuerySet):
    """Entries whose page shows their statements with sources, section after section."""

    def for_detail(self) -> Self:
        order = Case(*(When(section=name, then=at) for at, name in enumerate(Section.values)))
        statements = Statement.objects.select_related("source").order_by(
            order, "audience", "position"
        )
        return super().for_detail().prefetch_related(Prefetch("statements", queryset=statements))


class NotFound(Keyed):
    """Looked for, not found, on this day: a gap that can be seen."""

    KEY = ("entry", "topic", "place")

    OWNER = "entry"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="not_found")
    topic = models.CharField(_("what was looked for"), max_length=15, choices=Topic)
    place = models.CharField(_("where"), max_length=300)
    looked_on = models.DateField(_("looked on"))
    note = models.CharField(_("note"), max_length=600, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "topic", "place"]
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [
            models.UniqueConstraint(fields=["entry", "topic", "place"], name="notfound_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.place}"


def validate_measures(values: object) -> None:
    if not isinstance(values, list) or not set(values) <= set(Measure.values):
        raise ValidationError(
            _("Write a list of: %(names)s."), params={"names": ", ".join(Measure.values)}
        )


class ClaimCheckQuerySet(StatedEntryQuerySet):
    def for_list(self) -> Self:
        return self.annotate(statements_count=Count("statements"))


class ClaimCheck(KindOfEntry):
    """A sentence that is often repeated; its statements of section Evidence say why the verdict."""

    TYPE = EntryType.CLAIM_CHECK

    verdict = models.CharField(_("verdict"), max_length=15, choices=Verdict)
    why = models.TextField(_("why, in two sentences"))
    checked_on = models.DateField(_("checked on"))
    measures = ListField(
        _("comparisons on its page"),
        default=list,
        blank=True,
        validators=[validate_measures],
        help_text=_("Measures of the head-to-head comparisons that bear on it."),
    )

    objects = ClaimCheckQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("claim check")
        constraints = [
            models.CheckConstraint(name="claimcheck_argued", condition=~Q(why="")),
        ]
