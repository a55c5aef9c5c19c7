"""The entry: a thing with a page. Everything else in the reference belongs to one."""

from datetime import timedelta
from functools import cache, reduce
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Right
from django.urls import get_script_prefix, reverse
from django.utils.encoding import force_str
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from editorial.models import Publishable, PublishableQuerySet
from therapies.characters import Decoder
from therapies.choices import EntryType, Precision
from therapies.validators import validate_words

# Trials change by the month, what is approved and what harms by the year, what a disease is slowly.
REVIEW_EVERY = {
    EntryType.THERAPY_TYPE: timedelta(days=730),
    EntryType.DRUG: timedelta(days=365),
    EntryType.CONDITION: timedelta(days=730),
    EntryType.SIDE_EFFECT: timedelta(days=730),
    EntryType.COUNTRY: timedelta(days=365),
    EntryType.INSTITUTION: timedelta(days=365),
    EntryType.TRIAL: timedelta(days=182),
    EntryType.CLAIM_CHECK: timedelta(days=365),
}


class ListField(models.JSONField):
    """Whatever is typed as one is refused in words where it is none, or could not be stored."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"decoder": Decoder} | kwargs)

    def deconstruct(self) -> Any:
        """To the database it is Django's own."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options


class KeyedQuerySet(models.QuerySet):
    def get_by_natural_key(self, *key: Any) -> Any:
        return self.get(**dict(zip(self.model.key_lookups(), key, strict=True)))

    def within_owner(self) -> Self:
        """In the usual order of what one owner has. The name of the owner, which comes first there,
        would cost joins."""
        _owner, *others = self.model._meta.ordering or ()
        return self.order_by(*others)


class Keyed(models.Model):
    """A row known by a natural key: the fields in `KEY`, a relation standing for its own key."""

    KEY: tuple[str, ...]

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(
            reduce(getattr, lookup.split("__"), self) for lookup in type(self).key_lookups()
        )

    @classmethod
    def key_lookups(cls) -> list[str]:
        """The key as flat lookups, such as drug__slug."""
        lookups = []
        for name in cls.KEY:
            related = cls._meta.get_field(name).related_model
            inner = related.key_lookups() if related else [""]
            lookups += [f"{name}__{lookup}" if lookup else name for lookup in inner]
        return lookups

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802
        """As Django has it, which would translate every label of the field each time."""
        value = getattr(self, field.attname)
        labels = _labels(field, get_language())
        return labels.get(value) or force_str(value, strings_only=True)


@cache
def _labels(field: models.Field, language: str) -> dict[Any, str]:
    return {value: str(label) for value, label in field.flatchoices}


class OwnedQuerySet(KeyedQuerySet):
    """Claims that are public as soon as the entry is to which they belong."""

    def published(self) -> Self:
        return self.filter(**{f"{self.model.OWNER}__status": Status.PUBLISHED})

    def for_list(self) -> Self:
        fields = {field.name: field for field in self.model._meta.fields}
        named = [name for name in (*self.model.KEY, "source") if name in fields]
        related = [name for name in named if fields[name].is_relation]
        return self.select_related(self.model.OWNER, *related)


class EntryQuerySet(KeyedQuerySet, PublishableQuerySet):
    def for_list(self) -> Self:
        return self

    def for_detail(self) -> Self:
        return self.select_related("reviewed_by", "published_by")


class Entry(Keyed, Publishable):
    """Parent row of every thing with a page. `entry_type` says which child table holds the rest."""

    KEY = ("entry_type", "slug")

    entry_type = models.CharField(
        _("entry type"), max_length=20, choices=EntryType, editable=False, db_index=True
    )
    name = models.CharField(_("name"), max_length=250)
    slug = models.SlugField(_("slug"), max_length=120)
    synonyms = ListField(_("other names"), default=list, blank=True, validators=[validate_words])

    objects = EntryQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["name"]
        verbose_name_plural = _("entries")
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(fields=["entry_type", "slug"], name="entry_slug_once"),
            models.CheckConstraint(
                name="entry_type_known", condition=Q(entry_type__in=EntryType.values)
            ),
            models.CheckConstraint(name="entry_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of(self.entry_type, self.slug)

    @property
    def subject(self) -> tuple[str, str]:
        return (str(self.entry_type), self.slug)

    @property
    def review_every(self) -> timedelta:
        return REVIEW_EVERY[EntryType(self.entry_type)]


def address_of(entry_type: str, slug: str) -> str:
    """As `reverse` finds it, without looking for each slug anew."""
    return f"{_place_of(entry_type, get_script_prefix())}{slug}/"


@cache
def _place_of(entry_type: str, _prefix: str) -> str:
    return reverse(f"{entry_type}-detail", args=["-"]).removesuffix("-/")


def public(relation: str, model: Any) -> models.Prefetch:
    """To read entries that rows are related to, as far as readers may know of them."""
    return models.Prefetch(relation, queryset=model.objects.published())


def beside(model: Any, found: models.Aggregate) -> models.Subquery:
    """What is found of each row, beside the rows, not joined to them: what counts or sorts them by
    something else needs no groups, and a page of them asks for no more than its own."""
    same = model._default_manager.filter(pk=models.OuterRef("pk")).order_by().values("pk")
    return models.Subquery(same.annotate(found=found).values("found"))


def number_of_published(path: str) -> models.Count:
    """Of the entries that a path leads to, each once."""
    return models.Count(path, distinct=True, filter=Q(**{f"{path}__status": Status.PUBLISHED}))


class KindOfEntry(Entry):
    """Base of the child tables: one row each beside the row of Entry."""

    KEY = ("slug",)
    TYPE: EntryType

    entry_ptr = models.OneToOneField(
        Entry,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_%(class)s",
    )

    class Meta:
        abstract = True
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.entry_type = self.TYPE
        super().save(*args, **kwargs)


def precise_date_constraints(table: str, field: str) -> list[models.CheckConstraint]:
    """A date known to the year is stored as 1 January, one known to the month as its first day.

    The text of the date is compared because every tool can evaluate that, while Django's date
    functions exist only inside its own connections to SQLite.
    """
    precision = f"{field.removesuffix('_on')}_precision"
    text = Cast(field, models.CharField(max_length=10))
    return [
        models.CheckConstraint(
            name=f"{table}_{field}_paired",
            condition=Q(**{f"{field}__isnull": True, precision: ""})
            | Q(**{f"{field}__isnull": False, f"{precision}__in": Precision.values}),
            violation_error_message=_("A date and its precision belong together."),
        ),
        models.CheckConstraint(
            name=f"{table}_{field}_within_precision",
            condition=Q(**{f"{field}__isnull": True})
            | Q(**{precision: Precision.DAY})
            | (
                Q(**{precision: Precision.MONTH})
                & Q(models.lookups.Exact(Right(text, 3), models.Value("-01")))
            )
            | (
                Q(**{precision: Precision.YEAR})
                & Q(models.lookups.Exact(Right(text, 6), models.Value("-01-01")))
            ),
            violation_error_message=_(
                "A date known only to the month or the year is stored as its first day."
            ),
        ),
    ]
