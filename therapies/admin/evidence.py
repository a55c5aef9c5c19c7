from django.contrib import admin

from editorial.read_only import ReadOnlyAdmin
from therapies.admin.base import ClaimAdmin, VocabularyAdmin
from therapies.admin.entries import EntryAdmin
from therapies.models import (
    ClaimCheck,
    Comparison,
    Entry,
    NotFound,
    PivotalResult,
    Source,
    Statement,
)


@admin.register(Source)
class SourceAdmin(VocabularyAdmin):
    list_display = ("title", "kind", "publisher", "published", "accessed_on")
    list_filter = ("kind", "accessed_on")
    search_fields = ("title", "publisher", "url", "doi", "pmid", "slug")
    prepopulated_fields = {"slug": ("title",)}
    date_hierarchy = "accessed_on"


@admin.register(Entry)
class AnyEntryAdmin(ReadOnlyAdmin):
    """Serves the fields that name an entry of any kind; entries are edited as what they are."""

    search_fields = ("name", "slug", "synonyms")

    def has_module_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff


@admin.register(Statement)
class StatementAdmin(ClaimAdmin):
    list_display = ("entry", "section", "audience", "text")
    list_filter = ("section", "audience", "entry__entry_type")
    search_fields = ("text", "entry__name")
    autocomplete_fields = ("entry", "source")


@admin.register(NotFound)
class NotFoundAdmin(ClaimAdmin):
    list_display = ("entry", "topic", "place", "looked_on")
    list_filter = ("topic", "looked_on")
    search_fields = ("entry__name", "place", "note")
    autocomplete_fields = ("entry",)


@admin.register(Comparison)
class ComparisonAdmin(ClaimAdmin):
    list_display = ("entry", "condition", "trial_name", "measure", "value", "comparator_value")
    list_filter = ("measure", "comparator_kind")
    search_fields = ("entry__name", "condition__name", "trial_name", "population")
    autocomplete_fields = ("entry", "condition", "source")


@admin.register(PivotalResult)
class PivotalResultAdmin(ClaimAdmin):
    list_display = ("drug", "condition", "trial_name", "measure", "unit", "value")
    list_filter = ("measure", "unit")
    search_fields = ("drug__name", "condition__name", "trial_name", "biomarker")
    autocomplete_fields = ("drug", "condition", "source")


@admin.register(ClaimCheck)
class ClaimCheckAdmin(EntryAdmin):
    list_display = ("name", "verdict", "checked_on", "status")
    list_filter = ("status", "verdict")
    own_fields = (("verdict", "checked_on"), "why", "measures")
