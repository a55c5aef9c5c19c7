"""The lists of the reference: which rows, by which filters, in which order, with which columns.

Each is declared once. Pages, downloads, the API and releases are ways to read the same lists.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict

from therapies import columns
from therapies.exports import Export
from therapies.filters.base import FacetedFilterSet
from therapies.filters.claims import (
    ApprovalFilter,
    MatrixFilter,
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
from therapies.filters.evidence import ClaimFilter, ComparisonFilter, ResultFilter
from therapies.models import (
    Approval,
    ClaimCheck,
    Comparison,
    Condition,
    Country,
    Drug,
    GlossaryTerm,
    Institution,
    Milestone,
    PivotalResult,
    Product,
    Rate,
    SideEffect,
    Source,
    TherapyType,
    Trial,
)


@dataclass(frozen=True)
class Listing:
    """Rows in their usual order; `page` names the address that shows them to readers."""

    queryset: Any
    filterset_class: type[FacetedFilterSet]
    export: Export
    page: str

    @property
    def name(self) -> str:
        return self.export.name

    def filtered(self, query: QueryDict) -> FacetedFilterSet:
        """What is published, by the filters of an address."""
        return self.filterset_class(query, queryset=self.queryset.all().published())

    def rows(self, filterset: FacetedFilterSet) -> QuerySet:
        """The rows of a valid choice of filters, in the order asked for. Equals stand as entered,
        so that the order is the same on every page."""
        rows = filterset.ordered(filterset.qs.for_list())
        return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")


THERAPIES = Listing(
    TherapyType.objects.order_by("name"), TherapyTypeFilter, columns.THERAPIES, "therapy_type-list"
)
DRUGS = Listing(Drug.objects.order_by("name"), DrugFilter, columns.DRUGS, "drug-list")
CONDITIONS = Listing(
    Condition.objects.order_by("name"), ConditionFilter, columns.CONDITIONS, "condition-list"
)
INDICATIONS = Listing(
    Approval.objects.order_by("indication__drug__name", "indication__slug", "regulator"),
    ApprovalFilter,
    columns.INDICATIONS,
    "indication-list",
)
SIDE_EFFECTS = Listing(
    SideEffect.objects.order_by("name"),
    SideEffectFilter,
    columns.SIDE_EFFECTS,
    "side_effect-list",
)
RATES = Listing(
    Rate.objects.order_by("side_effect__name", "dataset__drug__name", "dataset__slug"),
    RateFilter,
    columns.RATES,
    "rate-list",
)
MATRIX = Listing(
    Rate.objects.order_by("dataset__drug__name", "side_effect__name", "dataset__slug"),
    MatrixFilter,
    columns.RATES,
    "side_effect-matrix",
)
COUNTRIES = Listing(
    Country.objects.order_by("name"), CountryFilter, columns.COUNTRIES, "country-list"
)
INSTITUTIONS = Listing(
    Institution.objects.order_by("name"),
    InstitutionFilter,
    columns.INSTITUTIONS,
    "institution-list",
)
TRIALS = Listing(Trial.objects.order_by("name"), TrialFilter, columns.TRIALS, "trial-list")
MILESTONES = Listing(
    Milestone.objects.order_by("-happened_on", "country__name", "slug"),
    MilestoneFilter,
    columns.MILESTONES,
    "milestone-list",
)
PRODUCTS = Listing(
    Product.objects.order_by("name", "country__name", "slug"),
    ProductFilter,
    columns.PRODUCTS,
    "product-list",
)
GLOSSARY = Listing(
    GlossaryTerm.objects.order_by(Lower("term")), GlossaryFilter, columns.GLOSSARY, "glossary-list"
)
SOURCES = Listing(Source.objects.all(), SourceFilter, columns.SOURCES, "source-list")
COMPARISONS = Listing(
    Comparison.objects.order_by("entry__name", "trial_name", "measure"),
    ComparisonFilter,
    columns.COMPARISONS,
    "comparison-list",
)
RESULTS = Listing(
    PivotalResult.objects.order_by("drug__name", "condition__name", "slug"),
    ResultFilter,
    columns.RESULTS,
    "result-list",
)
CLAIMS = Listing(
    ClaimCheck.objects.order_by("name"), ClaimFilter, columns.CLAIMS, "claim_check-list"
)

# The matrix is the list of rates in another form.
ALL = (
    THERAPIES,
    DRUGS,
    CONDITIONS,
    INDICATIONS,
    SIDE_EFFECTS,
    RATES,
    COUNTRIES,
    INSTITUTIONS,
    TRIALS,
    MILESTONES,
    PRODUCTS,
    GLOSSARY,
    SOURCES,
    COMPARISONS,
    RESULTS,
    CLAIMS,
)
