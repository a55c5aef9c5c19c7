"""Versions, what people said, what was loaded, and what readers report."""

from django.contrib import admin
from django.http import HttpRequest

from editorial.models import (
    Comment,
    Confirmation,
    ContentVersion,
    ErrorReport,
    HistoryHead,
    Version,
)
from editorial.models.history import VersionQuerySet
from editorial.read_only import GuardedAdmin, ReadOnlyAdmin


@admin.register(ContentVersion)
class ContentVersionAdmin(ReadOnlyAdmin):
    list_display = ("pk", "created_at", "reason")
    search_fields = ("reason",)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "name", "kind", "number", "reason", "author", "publisher")
    list_select_related = ("author", "publisher")
    list_filter = ("kind", "created_at")
    search_fields = ("name", "slug", "reason")

    def get_queryset(self, request: HttpRequest) -> VersionQuerySet:
        return super().get_queryset(request).without_content()


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("version", "confirmed_by", "confirmed_on", "note")
    list_select_related = ("version", "confirmed_by")
    list_filter = ("confirmed_on",)


@admin.register(HistoryHead)
class HistoryHeadAdmin(ReadOnlyAdmin):
    list_display = ("count", "hash")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments are written on their proposal's page."""

    list_display = ("created_at", "author", "text", "proposal")
    list_select_related = ("author", "proposal")
    search_fields = ("text", "proposal__name")


@admin.register(ErrorReport)
class ErrorReportAdmin(GuardedAdmin):
    """The inbox: what the reader wrote stays as it came."""

    list_display = ("created_at", "page", "claim", "message", "status")
    list_filter = ("status", "created_at")
    search_fields = ("page", "claim", "message", "reply")
    readonly_fields = ("page", "claim", "message", "evidence", "created_at")
    fields = (*readonly_fields, "status", "reply")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def view_on_site(self, obj: ErrorReport) -> str | None:
        """A path of this site alone, whatever else the row may hold."""
        is_path = obj.page.startswith("/") and not obj.page.startswith("//")
        return obj.page if is_path else None
