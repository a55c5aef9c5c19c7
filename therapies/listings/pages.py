"""The lists that readers have as pages."""

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from therapies.columns import evidence, reference, research
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
from therapies.listings.listing import Listing
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

THERAPIES = Listing(
    TherapyType.objects.order_by("name"),
    TherapyTypeFilter,
    reference.THERAPIES,
    _("Types of immunotherapy, a tree by the type that each is part of."),
    "therapy_type-list",
)
DRUGS = Listing(
    Drug.objects.order_by("name"),
    DrugFilter,
    reference.DRUGS,
    _("Drugs: substances and products that act on or by the immune system."),
    "drug-list",
)
CONDITIONS = Listing(
    Condition.objects.order_by("name"),
    ConditionFilter,
    reference.CONDITIONS,
    _("Diseases that drugs treat or prevent, a tree by the disease that each is part of."),
    "condition-list",
)
INDICATIONS = Listing(
    Approval.objects.order_by("indication__drug__name", "indication__slug", "regulator__name"),
    ApprovalFilter,
    reference.INDICATIONS,
    _("What a drug is approved for: a row for each indication and regulator."),
    "indication-list",
)
SIDE_EFFECTS = Listing(
    SideEffect.objects.order_by("name"),
    SideEffectFilter,
    reference.SIDE_EFFECTS,
    _("Unwanted effects of treatment."),
    "side_effect-list",
)
RATES = Listing(
    Rate.objects.order_by("side_effect__name", "dataset__drug__name", "dataset__slug"),
    RateFilter,
    reference.RATES,
    _("How often a side effect was seen in one population given one regimen."),
    "rate-list",
)
MATRIX = Listing(
    Rate.objects.order_by("dataset__drug__name", "side_effect__name", "dataset__slug"),
    MatrixFilter,
    reference.RATES,
    _("Rates of drugs given alone, by drug and side effect."),
    "side_effect-matrix",
)
COUNTRIES = Listing(
    Country.objects.order_by("name"),
    CountryFilter,
    research.COUNTRIES,
    _("Member states of the OIC."),
    "country-list",
)
INSTITUTIONS = Listing(
    Institution.objects.order_by("name"),
    InstitutionFilter,
    research.INSTITUTIONS,
    _("Bodies in member states of the OIC that do research or make products."),
    "institution-list",
)
TRIALS = Listing(
    Trial.objects.order_by("name"),
    TrialFilter,
    research.TRIALS,
    _("Registered trials in member states of the OIC."),
    "trial-list",
)
MILESTONES = Listing(
    Milestone.objects.order_by("-happened_on", "country__name", "slug"),
    MilestoneFilter,
    research.MILESTONES,
    _("What happened in a member state of the OIC, and when."),
    "milestone-list",
)
PRODUCTS = Listing(
    Product.objects.order_by("name", "country__name", "slug"),
    ProductFilter,
    research.PRODUCTS,
    _("Products made or developed in member states of the OIC."),
    "product-list",
)
GLOSSARY = Listing(
    GlossaryTerm.objects.order_by(Lower("term")),
    GlossaryFilter,
    reference.GLOSSARY,
    _("Words that a reader may not know, explained."),
    "glossary-list",
)
SOURCES = Listing(
    Source.objects.order_by("title", "slug"),
    SourceFilter,
    reference.SOURCES,
    _("Documents that were opened and read."),
    "source-list",
)
COMPARISONS = Listing(
    Comparison.objects.order_by("entry__name", "trial_name", "measure"),
    ComparisonFilter,
    evidence.COMPARISONS,
    _("Randomised head-to-head results of an immunotherapy and another treatment."),
    "comparison-list",
)
RESULTS = Listing(
    PivotalResult.objects.order_by("drug__name", "condition__name", "slug"),
    ResultFilter,
    evidence.RESULTS,
    _("Figures of the trials on which uses of a drug rest."),
    "result-list",
)
CLAIMS = Listing(
    ClaimCheck.objects.order_by("name"),
    ClaimFilter,
    evidence.CLAIMS,
    _("Sentences that are often repeated, each with what the evidence says of it."),
    "claim_check-list",
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
