from django.contrib import admin

from therapies.admin.base import SMALL_TEXT
from therapies.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    list_display = ("term", "definition", "source")
    list_select_related = ("source",)
    search_fields = ("term", "other_forms", "definition")
    prepopulated_fields = {"slug": ("term",)}
    autocomplete_fields = ("source",)
    formfield_overrides = SMALL_TEXT
    fields = (("term", "slug"), "other_forms", "definition", ("source", "locator"))
