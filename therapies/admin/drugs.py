from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from therapies.admin.base import SMALL_TEXT, ClaimAdmin
from therapies.admin.entries import EntryAdmin, NotFoundInline, StatementInline
from therapies.admin.entry_form import EntryForm
from therapies.admin.nested import NestedInline
from therapies.admin.relations import KnownRelationsInline
from therapies.models import (
    Approval,
    Comparison,
    Drug,
    Indication,
    LabelCount,
    Name,
    PivotalResult,
    Production,
    Rate,
    SafetyDataset,
    Warning,
)


class DrugForm(EntryForm):
    def clean(self):
        cleaned = super().clean()
        types = self.cleaned_data.get("therapy_types")
        primary = self.cleaned_data.get("primary_type")
        if primary and types is not None and primary not in types:
            raise ValidationError(
                {"therapy_types": _("The primary therapy type is one of the therapy types.")}
            )
        return cleaned


class NameInline(KnownRelationsInline, admin.TabularInline):
    model = Name
    autocomplete_fields = ("source",)
    fields = ("text", "kind", "language", "country", "holder", "source", "locator")


class ProductionInline(KnownRelationsInline, admin.TabularInline):
    model = Production
    autocomplete_fields = ("source",)


class WarningInline(KnownRelationsInline, admin.StackedInline):
    model = Warning
    autocomplete_fields = ("regulator", "source")
    fields = (("kind", "regulator"), "title", "text", ("source", "locator"), "note")
    formfield_overrides = SMALL_TEXT


class IndicationInline(NestedInline):
    model = Indication
    inner_model = Approval
    inner_fields = (
        "regulator",
        "status",
        "decided_on",
        "decided_precision",
        "date_source",
        "ended_on",
        "ended_precision",
        "source",
        "locator",
        "note",
    )
    autocomplete_fields = ("condition",)
    fields = (("condition", "slug"), "setting", "population", "partners")


class LabelCountInline(KnownRelationsInline, admin.TabularInline):
    model = LabelCount
    autocomplete_fields = ("regulator", "source")


class SafetyDatasetInline(NestedInline):
    model = SafetyDataset
    inner_model = Rate
    inner_fields = (
        "side_effect",
        "percent",
        "percent_grade_3_plus",
        "comparator_percent",
        "comparator_percent_grade_3_plus",
        "events",
        "upper_bounds",
        "stated_band",
        "locator",
    )
    inner_extra = 2
    autocomplete_fields = ("condition", "source")
    fields = (
        ("title", "slug"),
        "population",
        "condition",
        ("regimen", "regimen_kind"),
        ("treated", "comparator", "comparator_treated"),
        ("grade_scale", "grade_scale_version"),
        ("source", "locator"),
        "note",
    )


class ComparisonInline(KnownRelationsInline, admin.StackedInline):
    model = Comparison
    extra = 0
    autocomplete_fields = ("condition", "source")
    fields = (
        ("trial_name", "condition", "population"),
        ("comparator_kind", "comparator", "is_added"),
        ("measure", "value", "comparator_value"),
        ("interval_low", "interval_high"),
        ("treated", "comparator_treated"),
        ("source", "locator"),
        "note",
    )


class PivotalResultInline(KnownRelationsInline, admin.StackedInline):
    model = PivotalResult
    extra = 0
    autocomplete_fields = ("condition", "source")
    fields = (
        ("trial_name", "slug"),
        ("condition", "population"),
        ("comparator", "biomarker"),
        ("treated", "comparator_treated"),
        ("measure", "unit", "value", "comparator_value"),
        ("interval_low", "interval_high"),
        ("source", "locator"),
        "note",
    )


@admin.register(Drug)
class DrugAdmin(EntryAdmin):
    form = DrugForm
    list_display = ("name", "modality", "primary_type", "market_status", "status", "reviewed_on")
    list_filter = ("status", "market_status", "modality", "therapy_types__kind")
    search_fields = (*EntryAdmin.search_fields, "names__text")
    list_select_related = ("primary_type",)
    autocomplete_fields = ("primary_type", "therapy_types", "targets", "routes", "source")
    own_fields = (
        ("modality", "market_status"),
        ("primary_type", "therapy_types"),
        ("targets", "routes"),
        "atc_codes",
        "why_included",
        ("source", "locator"),
    )
    inlines = (
        NameInline,
        IndicationInline,
        LabelCountInline,
        WarningInline,
        SafetyDatasetInline,
        PivotalResultInline,
        ComparisonInline,
        StatementInline,
        ProductionInline,
        NotFoundInline,
    )


@admin.register(Name)
class NameAdmin(ClaimAdmin):
    list_display = ("text", "kind", "country", "holder", "drug")
    list_filter = ("kind", "country")
    search_fields = ("text", "drug__name")
    autocomplete_fields = ("drug", "source")


@admin.register(Production)
class ProductionAdmin(ClaimAdmin):
    list_display = ("drug", "maker", "country", "activity")
    list_filter = ("activity", "country")
    search_fields = ("maker", "drug__name")
    autocomplete_fields = ("drug", "source")
