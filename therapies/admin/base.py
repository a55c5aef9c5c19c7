"""What the admin of every entry and every claim does."""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from editorial import workflow
from therapies import search
from therapies.canonical import encode, entry_records
from therapies.models import Entry, NotFound, Statement

PUBLISHING = ("status", "published_at", "published_by", "reviewed_on", "reviewed_by")
HTTPS = {models.URLField: {"assume_scheme": "https"}}
SMALL_TEXT = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 70})},
    models.JSONField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 70})},
}


class EntryForm(forms.ModelForm):
    """Refuses to save over what somebody else saved, or a load of fixtures wrote, meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.fields["seen"].initial = fingerprint(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and "seen" in self.fields:
            list(Entry.objects.select_for_update().filter(pk=self.instance.pk))
            live = type(self.instance).objects.get(pk=self.instance.pk)
            if self.cleaned_data.get("seen") != fingerprint(live):
                raise ValidationError(
                    _(
                        "This entry was changed by somebody else while you had it open. Nothing "
                        "was saved. Open it in another tab, see what changed, and enter your "
                        "changes there."
                    )
                )
        return cleaned


def fingerprint(entry: Entry) -> str:
    """SHA-256 of the entry with all its claims in the canonical form."""
    return hashlib.sha256(encode(entry_records(entry)).encode()).hexdigest()


class StatementInline(admin.StackedInline):
    model = Statement
    fk_name = "entry"
    extra = 0
    classes = ("collapse",)
    autocomplete_fields = ("source",)
    fields = (("section", "audience", "position"), "text", ("source", "locator"), "note")
    formfield_overrides = SMALL_TEXT

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source")


class NotFoundInline(admin.TabularInline):
    model = NotFound
    fk_name = "entry"
    extra = 0
    classes = ("collapse",)


class EntryAdmin(admin.ModelAdmin):
    """A new entry is a draft; publishing, retiring and confirming are actions of the list."""

    form = EntryForm
    inlines: Any = (StatementInline, NotFoundInline)
    list_display: Any = ("name", "status", "reviewed_on", "review_due_on")
    list_filter: Any = ("status", "reviewed_on")
    search_fields: Any = ("name", "slug", "synonyms")
    readonly_fields: Any = PUBLISHING
    prepopulated_fields = {"slug": ("name",)}
    formfield_overrides = SMALL_TEXT
    actions = ("publish", "retire", "confirm_review")
    own_fields: tuple[Any, ...] = ()
    ordering = ("name",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = () if not self.has_change_permission(request, obj) else ("seen",)
        return (
            (None, {"fields": (("name", "slug"), "synonyms", *self.own_fields, *hidden)}),
            (
                _("Publishing and review"),
                {
                    "fields": (
                        ("status", "published_at", "published_by"),
                        ("reviewed_on", "reviewed_by", "review_due_on"),
                    )
                },
            ),
        )

    def view_on_site(self, obj: Entry) -> str | None:
        return obj.get_absolute_url() if obj.status == "published" else None

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        workflow.record_edit(form.instance)
        search.update(form.instance)
        if form.instance.status == "published":
            text = _("The public sees the change now.")
        else:
            text = _("Saved as a draft: the public does not see it.")
        messages.info(request, text)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, lambda entry: workflow.publish(entry, request.user))

    @admin.action(description=_("Take off the public pages"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, workflow.retire)

    @admin.action(description=_("Confirm: still true today"), permissions=["change"])
    def confirm_review(self, request: HttpRequest, queryset: QuerySet) -> None:
        today = timezone.localdate()
        self._each(
            request, queryset, lambda entry: workflow.confirm_review(entry, request.user, today)
        )

    def _each(self, request: HttpRequest, rows: QuerySet, act: Callable[[Any], None]) -> None:
        entries = list(rows)
        for entry in entries:
            with transaction.atomic():
                act(entry)
                search.update(entry)
        text = ngettext("%(count)d entry changed.", "%(count)d entries changed.", len(entries))
        messages.success(request, text % {"count": len(entries)})


class ClaimAdmin(admin.ModelAdmin):
    """Claims are edited on their entry's page; their own lists serve finding and filtering."""

    list_select_related: Any = True
    list_per_page = 50
    formfield_overrides = SMALL_TEXT
    owner: str = "drug"

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _record(_owner(obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        entry = _owner(obj)
        super().delete_model(request, obj)
        _record(entry)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        with transaction.atomic():
            for claim in queryset:
                self.delete_model(request, claim)


def _record(entry: Entry) -> None:
    workflow.record_edit(entry)
    search.update(entry)


def _owner(claim: Any) -> Entry:
    entry = claim
    for step in claim.OWNER.split("__"):
        entry = getattr(entry, step)
    return entry
