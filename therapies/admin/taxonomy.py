from django.contrib import admin

from therapies.admin.base import ClaimAdmin, VocabularyAdmin
from therapies.admin.entries import EntryAdmin
from therapies.models import AwaitedDrug, Route, Target, TherapyType


class AwaitedDrugInline(admin.TabularInline):
    model = AwaitedDrug
    extra = 0
    classes = ("collapse",)


@admin.register(AwaitedDrug)
class AwaitedDrugAdmin(ClaimAdmin):
    list_display = ("name", "therapy_type", "reason", "note")
    list_filter = ("reason", "therapy_type__kind")
    search_fields = ("name", "therapy_type__name")
    autocomplete_fields = ("therapy_type",)


@admin.register(TherapyType)
class TherapyTypeAdmin(EntryAdmin):
    list_display = (
        "name",
        "parent",
        "kind",
        "direction",
        "maturity",
        "mechanism",
        "status",
        "reviewed_on",
    )
    list_filter = ("status", "kind", "direction", "maturity", "mechanism")
    autocomplete_fields = ("parent",)
    own_fields = ("parent", ("kind", "direction", "maturity"), "mechanism")
    list_select_related = ("parent",)
    inlines = (AwaitedDrugInline, *EntryAdmin.inlines)


@admin.register(Target)
class TargetAdmin(VocabularyAdmin):
    list_display = ("name", "gene_symbol")
    search_fields = ("name", "gene_symbol", "synonyms")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Route)
class RouteAdmin(VocabularyAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
