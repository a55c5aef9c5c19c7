"""What the admin of every claim and every vocabulary does."""

from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest

from editorial import workflow
from editorial.read_only import GuardedAdmin, ReadOnlyAdmin
from therapies import publishing
from therapies.models import Source

HTTPS = {models.URLField: {"assume_scheme": "https"}}
SMALL_TEXT = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 70})},
    models.JSONField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 70})},
}


class ClaimAdmin(ReadOnlyAdmin):
    """Claims are edited on their entry's page."""

    list_select_related: Any = True
    list_per_page = 50


class VocabularyAdmin(GuardedAdmin):
    """Words and documents that entries share. They have no page of their own to be reviewed."""

    formfield_overrides: Any = HTTPS

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            workflow.record_vocabulary(obj)
            if change and isinstance(obj, Source):
                publishing.record_citing([obj], request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            workflow.record_vocabulary(obj)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)
