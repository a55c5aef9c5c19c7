from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from editorial.read_only import ReadOnlyAdmin
from therapies.models import LookAlike, SearchName, SearchText


class IndexAdmin(ReadOnlyAdmin):
    """Derived rows that nobody edits; they go with their entry."""

    list_select_related = ("entry",)
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """They may go with their entry, never alone."""
        own_pages = reverse(f"admin:therapies_{self.opts.model_name}_changelist")
        return not request.path.startswith(own_pages)


@admin.register(SearchName)
class SearchNameAdmin(IndexAdmin):
    list_display = ("text", "kind", "entry")
    list_filter = ("kind", "entry_type")
    search_fields = ("text", "folded")


@admin.register(SearchText)
class SearchTextAdmin(IndexAdmin):
    list_display = ("statement", "entry")
    list_select_related = ("entry", "statement")
    search_fields = ("words",)


@admin.register(LookAlike)
class LookAlikeAdmin(IndexAdmin):
    list_display = ("own_name", "entry", "name", "other")
    list_select_related = ("entry", "other")
    search_fields = ("own_name", "name")
