from django.contrib import admin

from therapies.admin.base import EntryAdmin
from therapies.models import Route, Target, TherapyType


@admin.register(TherapyType)
class TherapyTypeAdmin(EntryAdmin):
    list_display = ("name", "parent", "kind", "direction", "maturity", "status", "reviewed_on")
    list_filter = ("status", "kind", "direction", "maturity")
    autocomplete_fields = ("parent",)
    own_fields = ("parent", ("kind", "direction", "maturity"))
    list_select_related = ("parent",)


@admin.register(Target)
class TargetAdmin(admin.ModelAdmin):
    list_display = ("name", "gene_symbol")
    search_fields = ("name", "gene_symbol", "synonyms")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Route)
class RouteAdmin(admin.ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
