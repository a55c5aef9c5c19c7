"""The map of the domain.

An *entry* has a page: TherapyType, Drug, Condition, SideEffect, Country, Institution, Trial,
ClaimCheck. A *claim* is a fact about an entry and cannot exist without a Source. Each claim
names its owner, the entry in whose file it is kept, in `OWNER`.
"""

from therapies.models.approvals import Approval, Indication, LabelCount, Regulator, Warning
from therapies.models.base import Entry
from therapies.models.comparisons import Comparison
from therapies.models.conditions import Condition
from therapies.models.drugs import AwaitedDrug, Drug, Name, Production
from therapies.models.evidence import (
    Claim,
    ClaimCheck,
    NotFound,
    Source,
    Sourced,
    Statement,
)
from therapies.models.glossary import GlossaryTerm
from therapies.models.output import Product, ResearchOutput
from therapies.models.research import Country, Institution, Milestone, Trial
from therapies.models.results import PivotalResult
from therapies.models.safety import PERCENT_FIELDS, Rate, SafetyDataset
from therapies.models.search import LookAlike, SearchName, SearchText
from therapies.models.side_effects import SideEffect
from therapies.models.taxonomy import Route, Target, TherapyType

__all__ = [
    "PERCENT_FIELDS",
    "Approval",
    "AwaitedDrug",
    "Claim",
    "ClaimCheck",
    "Comparison",
    "Condition",
    "Country",
    "Drug",
    "Entry",
    "GlossaryTerm",
    "Indication",
    "Institution",
    "LabelCount",
    "LookAlike",
    "Milestone",
    "Name",
    "NotFound",
    "PivotalResult",
    "Product",
    "Production",
    "Rate",
    "Regulator",
    "ResearchOutput",
    "Route",
    "SafetyDataset",
    "SearchName",
    "SearchText",
    "SideEffect",
    "Source",
    "Sourced",
    "Statement",
    "Target",
    "TherapyType",
    "Trial",
    "Warning",
]
