"""What was public when: only ever added to."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models.append_only import AppendOnly, AppendOnlyQuerySet
from editorial.models.people import User
from editorial.models.proposals import Proposal


class ContentVersion(models.Model):
    """One row each time the published content changed; the newest is the version in force."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    digest = models.CharField(_("SHA-256 of the loaded files"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    # Empty where it cannot be told, as after a load: then anything may have changed.
    kind = models.CharField(_("kind of what changed"), max_length=20, blank=True)
    slug = models.CharField(_("slug of what changed"), max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"
        verbose_name = _("content version")

    def __str__(self) -> str:
        return f"{self.pk} ({self.created_at:%Y-%m-%d})"

    @classmethod
    def subjects_between(cls, version: int, later: int) -> set[tuple[str, str]] | None:
        """Kind and slug of all that changed from one version to a later one; None where it cannot
        be told."""
        versions = cls.objects.filter(pk__gte=version, pk__lte=later).order_by("pk")
        first, *others = versions.values_list("pk", "kind", "slug") or [(0, "", "")]
        subjects = {(kind, slug) for _pk, kind, slug in others}
        is_told = first[0] == version and subjects and all(kind for kind, _slug in subjects)
        return subjects if is_told else None


class VersionQuerySet(AppendOnlyQuerySet):
    def of(self, kind: str, slug: str) -> Self:
        """Of one piece of content, newest first."""
        return self.filter(kind=kind, slug=slug).order_by("-number")

    def newest(self, subjects: Iterable[tuple[str, str]] | None = None) -> Self:
        """The last version of each, of all or of some."""
        later = self.filter(
            kind=models.OuterRef("kind"),
            slug=models.OuterRef("slug"),
            number__gt=models.OuterRef("number"),
        )
        newest = self.filter(~models.Exists(later))
        return (
            newest if subjects is None else newest.filter(slug__in=[slug for _, slug in subjects])
        )

    def without_content(self) -> Self:
        return self.defer("content")


class Version(AppendOnly):
    """What one piece of content said from a moment on. `previous` and `hash` chain all versions."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.CharField(_("slug"), max_length=120)
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=250)
    content = models.TextField(_("content in the canonical form"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    sections = models.JSONField(_("changed sections"), default=list)
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(
        User,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    publisher = models.ForeignKey(
        User,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    override = models.TextField(_("why one person alone published it"), blank=True)
    proposal = models.OneToOneField(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        null=True,
        related_name="version",
    )
    created_at = models.DateTimeField(_("in force since"))
    previous = models.CharField(_("hash of the version before it"), max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("version")
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "number"], name="version_number_once"),
            models.CheckConstraint(name="version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="version_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="version_by_two_people_or_says_why",
                condition=Q(author=None) | ~Q(author=F("publisher")) | ~Q(override=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.number}"


class HistoryHead(models.Model):
    """The end of the chain: one row, locked while a version is added."""

    count = models.PositiveBigIntegerField(_("versions"), default=0)
    hash = models.CharField(_("hash of the last version"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("end of the history")
        constraints = [models.CheckConstraint(name="one_history_head", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.count}"


class Confirmation(AppendOnly):
    """Somebody checked the content again and found it still true."""

    version = models.OneToOneField(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="confirmation"
    )
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, related_name="+"
    )
    confirmed_on = models.DateField(_("confirmed on"))
    sources = models.JSONField(_("sources opened again"), default=list)
    note = models.TextField(_("note"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("confirmation")

    def __str__(self) -> str:
        return f"{self.version.name}, {self.confirmed_on}"
