from django.contrib import admin

from therapies.admin.base import ClaimAdmin
from therapies.admin.entries import EntryAdmin, NotFoundInline, StatementInline
from therapies.admin.relations import KnownRelationsInline
from therapies.models import Country, Institution, Milestone, Product, ResearchOutput, Trial


class MilestoneInline(KnownRelationsInline, admin.StackedInline):
    model = Milestone
    autocomplete_fields = ("institution", "source")


class ProductInline(KnownRelationsInline, admin.StackedInline):
    model = Product
    autocomplete_fields = ("drug", "institution", "source")


class ResearchOutputInline(KnownRelationsInline, admin.StackedInline):
    model = ResearchOutput
    autocomplete_fields = ("source",)


@admin.register(Country)
class CountryAdmin(EntryAdmin):
    list_display = ("name", "iso_code", "region", "oic_member_since", "status")
    list_filter = ("status", "region")
    autocomplete_fields = ("source",)
    own_fields = (("iso_code", "region", "oic_member_since"), ("source", "locator"))
    inlines = (
        StatementInline,
        ProductInline,
        ResearchOutputInline,
        MilestoneInline,
        NotFoundInline,
    )


@admin.register(Institution)
class InstitutionAdmin(EntryAdmin):
    list_display = ("name", "kind", "city", "country", "status")
    list_filter = ("status", "kind", "country")
    search_fields = (*EntryAdmin.search_fields, "native_name", "city")
    list_select_related = ("country",)
    autocomplete_fields = (
        "country",
        "therapy_types",
        "conditions",
        "coordinates_source",
        "source",
    )
    own_fields = (
        "native_name",
        ("kind", "city", "country"),
        ("latitude", "longitude", "coordinates_source"),
        "ror_id",
        ("therapy_types", "conditions"),
        ("source", "locator"),
    )


@admin.register(Trial)
class TrialAdmin(EntryAdmin):
    list_display = ("name", "registry_id", "phase", "trial_status", "data_as_of", "status")
    list_filter = ("status", "registry", "phase", "trial_status", "countries")
    search_fields = (*EntryAdmin.search_fields, "registry_id")
    autocomplete_fields = ("countries", "institutions", "drugs", "conditions", "source")
    own_fields = (
        ("registry", "registry_id", "phase"),
        ("trial_status", "data_as_of"),
        "why_stopped",
        ("enrolment", "started_on", "started_precision"),
        ("countries", "institutions"),
        ("drugs", "conditions"),
        "other_interventions",
        ("source", "locator"),
    )


@admin.register(Milestone)
class MilestoneAdmin(ClaimAdmin):
    list_display = ("country", "happened_on", "text", "institution")
    list_filter = ("country", "happened_on")
    search_fields = ("text", "country__name")
    autocomplete_fields = ("country", "institution", "source")


@admin.register(Product)
class ProductAdmin(ClaimAdmin):
    list_display = ("name", "country", "kind", "maker", "decision", "regulator")
    list_filter = ("kind", "decision", "country")
    search_fields = ("name", "maker", "substance", "country__name")
    autocomplete_fields = ("country", "drug", "institution", "source")


@admin.register(ResearchOutput)
class ResearchOutputAdmin(ClaimAdmin):
    list_display = ("country", "measure", "value", "unit", "period")
    list_filter = ("country",)
    search_fields = ("measure", "country__name")
    autocomplete_fields = ("country", "source")
