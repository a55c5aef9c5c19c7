"""Reading the audit log."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.choices import AuditKind
from editorial.models import AuditEvent
from editorial.read_only import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "about", "actor", "detail", "address")
    list_filter = ("kind", "created_at")
    search_fields = ("about__username", "actor__username", "detail")
    fields = ("created_at", "kind", "meaning", "about", "actor", "detail", "address")
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).for_list()

    @admin.display(description=_("meaning"))
    def meaning(self, event: AuditEvent) -> str:
        return str(AuditKind(event.kind).meaning)
