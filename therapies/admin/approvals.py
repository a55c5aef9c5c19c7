from django.contrib import admin

from therapies.admin.base import ClaimAdmin, VocabularyAdmin
from therapies.models import Approval, Indication, LabelCount, Regulator, Warning


class ApprovalInline(admin.StackedInline):
    model = Approval
    extra = 0
    autocomplete_fields = ("regulator", "source", "date_source")


@admin.register(Indication)
class IndicationAdmin(ClaimAdmin):
    list_display = ("drug", "condition", "setting", "population", "partners")
    search_fields = ("drug__name", "condition__name", "setting", "population")
    autocomplete_fields = ("drug", "condition")
    inlines = (ApprovalInline,)


@admin.register(Approval)
class ApprovalAdmin(ClaimAdmin):
    list_display = ("drug", "indication", "regulator", "status", "decided_on", "ended_on")
    list_filter = ("regulator", "status", "decided_on")
    list_select_related = ("indication__drug", "indication__condition", "regulator")
    search_fields = ("indication__drug__name", "indication__condition__name")
    autocomplete_fields = ("indication", "regulator", "source", "date_source")

    @admin.display(ordering="indication__drug__name")
    def drug(self, approval: Approval) -> str:
        return str(approval.indication.drug)


@admin.register(LabelCount)
class LabelCountAdmin(ClaimAdmin):
    list_display = ("drug", "regulator", "indications")
    list_filter = ("regulator",)
    search_fields = ("drug__name",)
    autocomplete_fields = ("drug", "regulator", "source")


@admin.register(Warning)
class WarningAdmin(ClaimAdmin):
    list_display = ("drug", "title", "kind", "regulator")
    list_filter = ("kind", "regulator")
    search_fields = ("title", "text", "drug__name")
    autocomplete_fields = ("drug", "regulator", "source")


@admin.register(Regulator)
class RegulatorAdmin(VocabularyAdmin):
    list_display = ("name", "full_name", "jurisdiction")
    search_fields = ("name", "full_name")
    prepopulated_fields = {"slug": ("name",)}
