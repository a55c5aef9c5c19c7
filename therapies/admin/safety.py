from django.contrib import admin

from therapies.admin.base import ClaimAdmin
from therapies.admin.entries import EntryAdmin
from therapies.models import Rate, SafetyDataset, SideEffect


@admin.register(SideEffect)
class SideEffectAdmin(EntryAdmin):
    list_display = ("name", "plain_name", "organ_class", "is_immune_related", "status")
    list_filter = ("status", "organ_class", "is_immune_related")
    search_fields = (*EntryAdmin.search_fields, "plain_name")
    autocomplete_fields = ("source",)
    own_fields = (
        "plain_name",
        ("organ_class", "is_immune_related"),
        "plain_description",
        ("source", "locator"),
    )


class RateInline(admin.TabularInline):
    model = Rate
    extra = 0
    autocomplete_fields = ("side_effect",)


@admin.register(SafetyDataset)
class SafetyDatasetAdmin(ClaimAdmin):
    list_display = ("drug", "title", "population", "regimen_kind", "treated")
    list_filter = ("regimen_kind", "grade_scale")
    search_fields = ("title", "population", "drug__name")
    autocomplete_fields = ("drug", "condition", "source")
    inlines = (RateInline,)


@admin.register(Rate)
class RateAdmin(ClaimAdmin):
    list_display = ("drug", "dataset", "side_effect", "percent", "percent_grade_3_plus")
    list_filter = ("side_effect__organ_class", "stated_band")
    list_select_related = ("dataset__drug", "side_effect")
    search_fields = ("side_effect__name", "dataset__drug__name", "dataset__title")
    autocomplete_fields = ("dataset", "side_effect")

    @admin.display(ordering="dataset__drug__name")
    def drug(self, rate: Rate) -> str:
        return str(rate.dataset.drug)
