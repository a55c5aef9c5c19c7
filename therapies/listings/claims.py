"""The lists of claims that readers meet on pages of entries, and of small vocabularies."""

from django.utils.translation import gettext_lazy as _

from therapies.columns import claims
from therapies.filters import owned
from therapies.listings.listing import Listing
from therapies.models import (
    AwaitedDrug,
    LabelCount,
    Name,
    NotFound,
    Production,
    Regulator,
    ResearchOutput,
    Route,
    SafetyDataset,
    Statement,
    Target,
    Warning,
)

NAMES = Listing(
    Name.objects.order_by("drug__name", "kind", "text", "country"),
    owned.NameFilter,
    claims.NAMES,
    _("Names of drugs: brands, codes, abbreviations, common misspellings."),
)
STATEMENTS = Listing(
    Statement.objects.order_by(
        "entry__name", "entry__entry_type", "section", "audience", "position"
    ),
    owned.StatementFilter,
    claims.STATEMENTS,
    _("Prose about an entry: short statements, each with one source."),
)
WARNINGS = Listing(
    Warning.objects.order_by("drug__name", "kind", "title", "regulator__name"),
    owned.WarningFilter,
    claims.WARNINGS,
    _("Boxed or equivalent warnings of regulators."),
)
LABEL_COUNTS = Listing(
    LabelCount.objects.order_by("drug__name", "regulator__name"),
    owned.LabelCountFilter,
    claims.LABEL_COUNTS,
    _("How many indications the current text of a regulator lists."),
)
PRODUCTIONS = Listing(
    Production.objects.order_by("drug__name", "country", "maker", "activity"),
    owned.ProductionFilter,
    claims.PRODUCTIONS,
    _("Who makes a drug, where, and what is done there."),
)
SAFETY_DATASETS = Listing(
    SafetyDataset.objects.order_by("drug__name", "slug"),
    owned.SafetyDatasetFilter,
    claims.SAFETY_DATASETS,
    _("Populations in which side effects were counted: what rates are rates of."),
)
AWAITED_DRUGS = Listing(
    AwaitedDrug.objects.order_by("therapy_type__name", "name"),
    owned.AwaitedDrugFilter,
    claims.AWAITED_DRUGS,
    _("Drugs that belong here and are not here yet."),
)
RESEARCH_OUTPUTS = Listing(
    ResearchOutput.objects.order_by("country__name", "measure", "period"),
    owned.ResearchOutputFilter,
    claims.RESEARCH_OUTPUTS,
    _("Figures that papers counted of a country. Those of different papers do not add up."),
)
NOT_FOUND = Listing(
    NotFound.objects.order_by("entry__name", "entry__entry_type", "topic", "place"),
    owned.NotFoundFilter,
    claims.NOT_FOUND,
    _("What was looked for and not found, where and when."),
)
REGULATORS = Listing(
    Regulator.objects.order_by("name"),
    owned.RegulatorFilter,
    claims.REGULATORS,
    _("Authorities that approve medicines."),
)
TARGETS = Listing(
    Target.objects.order_by("name"),
    owned.TargetFilter,
    claims.TARGETS,
    _("Molecules and cells that drugs bind."),
)
ROUTES = Listing(
    Route.objects.order_by("name"),
    owned.RouteFilter,
    claims.ROUTES,
    _("Ways in which drugs are given."),
)

ALL = (
    NAMES,
    STATEMENTS,
    WARNINGS,
    LABEL_COUNTS,
    PRODUCTIONS,
    SAFETY_DATASETS,
    AWAITED_DRUGS,
    RESEARCH_OUTPUTS,
    NOT_FOUND,
    REGULATORS,
    TARGETS,
    ROUTES,
)
