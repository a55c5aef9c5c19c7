from django.contrib import admin

from therapies.admin.base import HTTPS, SMALL_TEXT, VocabularyAdmin
from therapies.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(VocabularyAdmin):
    list_display = ("term", "definition", "source")
    list_select_related = ("source",)
    search_fields = ("term", "other_forms", "definition")
    prepopulated_fields = {"slug": ("term",)}
    autocomplete_fields = ("source",)
    formfield_overrides = HTTPS | SMALL_TEXT
    fields = (("term", "slug"), "other_forms", "definition", ("source", "locator"))
