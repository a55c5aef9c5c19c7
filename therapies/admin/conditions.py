from django.contrib import admin

from therapies.admin.entries import EntryAdmin
from therapies.models import Condition


@admin.register(Condition)
class ConditionAdmin(EntryAdmin):
    list_display = ("name", "plain_name", "area", "doid", "status", "reviewed_on")
    list_filter = ("status", "area")
    search_fields = (*EntryAdmin.search_fields, "plain_name", "doid")
    autocomplete_fields = ("parent",)
    own_fields = ("plain_name", "parent", ("area", "doid"), "icd10_codes")
