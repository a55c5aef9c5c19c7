"""The lists, each a declaration."""

from typing import Any

from django.db.models.functions import Lower

from therapies import columns
from therapies.filters.claims import (
    ApprovalFilter,
    MilestoneFilter,
    ProductFilter,
    RateFilter,
)
from therapies.filters.entries import (
    ConditionFilter,
    CountryFilter,
    DrugFilter,
    GlossaryFilter,
    InstitutionFilter,
    SideEffectFilter,
    SourceFilter,
    TherapyTypeFilter,
    TrialFilter,
)
from therapies.glossary import RATE_WORDS, Glossary
from therapies.models import (
    Approval,
    Condition,
    Country,
    Drug,
    GlossaryTerm,
    Institution,
    Milestone,
    Product,
    Rate,
    SideEffect,
    Source,
    TherapyType,
    Trial,
)
from therapies.pictures import years
from therapies.views.base import EntryList, number_sources


class TherapyTypeList(EntryList):
    queryset = TherapyType.objects.order_by("name")
    filterset_class = TherapyTypeFilter
    export = columns.THERAPIES
    template_name = "therapies/therapies.html"
    page_sizes = (500,)

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"rows": TherapyType.objects.as_tree(context["rows"])}


class DrugList(EntryList):
    queryset = Drug.objects.order_by("name")
    filterset_class = DrugFilter
    export = columns.DRUGS
    template_name = "therapies/drugs.html"


class ConditionList(EntryList):
    queryset = Condition.objects.order_by("name")
    filterset_class = ConditionFilter
    export = columns.CONDITIONS
    template_name = "therapies/conditions.html"


class IndicationList(EntryList):
    queryset = Approval.objects.order_by("indication__drug__name", "indication__slug", "regulator")
    filterset_class = ApprovalFilter
    export = columns.INDICATIONS
    template_name = "therapies/indications.html"


class SideEffectList(EntryList):
    queryset = SideEffect.objects.order_by("name")
    filterset_class = SideEffectFilter
    export = columns.SIDE_EFFECTS
    template_name = "therapies/side_effects.html"


class RateList(EntryList):
    queryset = Rate.objects.order_by("side_effect__name", "dataset__drug__name", "dataset__slug")
    filterset_class = RateFilter
    export = columns.RATES
    template_name = "therapies/rates.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        glossary = Glossary.of_page()
        return {"words": glossary.use(RATE_WORDS), "notes": glossary.notes}


class CountryList(EntryList):
    queryset = Country.objects.order_by("name")
    filterset_class = CountryFilter
    export = columns.COUNTRIES
    template_name = "therapies/countries.html"
    page_sizes = (100,)


class InstitutionList(EntryList):
    queryset = Institution.objects.order_by("name")
    filterset_class = InstitutionFilter
    export = columns.INSTITUTIONS
    template_name = "therapies/institutions.html"


class TrialList(EntryList):
    queryset = Trial.objects.order_by("name")
    filterset_class = TrialFilter
    export = columns.TRIALS
    template_name = "therapies/trials.html"


class MilestoneList(EntryList):
    queryset = Milestone.objects.order_by("-happened_on", "country__name", "slug")
    filterset_class = MilestoneFilter
    export = columns.MILESTONES
    template_name = "therapies/milestones.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "sources": number_sources(context["rows"], self.request.path),
            "counts": years.of_days(context["filterset"].qs.values_list("happened_on", flat=True)),
        }


class ProductList(EntryList):
    queryset = Product.objects.order_by("name", "country__name", "slug")
    filterset_class = ProductFilter
    export = columns.PRODUCTS
    template_name = "therapies/products.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"sources": number_sources(context["rows"], self.request.path)}


class GlossaryList(EntryList):
    queryset = GlossaryTerm.objects.order_by(Lower("term"))
    filterset_class = GlossaryFilter
    export = columns.GLOSSARY
    template_name = "therapies/glossary.html"
    page_sizes = (1000,)

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"sources": number_sources(context["rows"], self.request.path)}


class SourceList(EntryList):
    queryset = Source.objects.all()
    filterset_class = SourceFilter
    export = columns.SOURCES
    template_name = "therapies/sources.html"
