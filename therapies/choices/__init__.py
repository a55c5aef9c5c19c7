"""The vocabularies that never grow at run time, each word with one sentence of meaning."""

from therapies.choices.approvals import ApprovalStatus, Precision, WarningKind
from therapies.choices.conditions import Area
from therapies.choices.drugs import Activity, MarketStatus, Modality, NameKind, WhyAwaited
from therapies.choices.evidence import (
    Audience,
    Comparator,
    Measure,
    ResultMeasure,
    ResultUnit,
    Section,
    SourceKind,
    Topic,
    Verdict,
    Voice,
)
from therapies.choices.research import (
    Decision,
    InstitutionKind,
    Phase,
    ProductKind,
    Region,
    Registry,
    TrialStatus,
)
from therapies.choices.safety import Band, GradeScale, OrganClass, RegimenKind
from therapies.choices.search import FoundBy
from therapies.choices.taxonomy import Direction, EntryType, Kind, Maturity, Mechanism

__all__ = [
    "Activity",
    "ApprovalStatus",
    "Area",
    "Audience",
    "Band",
    "Comparator",
    "Decision",
    "Direction",
    "EntryType",
    "FoundBy",
    "GradeScale",
    "InstitutionKind",
    "Kind",
    "MarketStatus",
    "Maturity",
    "Measure",
    "Mechanism",
    "Modality",
    "NameKind",
    "OrganClass",
    "Phase",
    "Precision",
    "ProductKind",
    "RegimenKind",
    "Region",
    "Registry",
    "ResultMeasure",
    "ResultUnit",
    "Section",
    "SourceKind",
    "Topic",
    "TrialStatus",
    "Verdict",
    "Voice",
    "WarningKind",
    "WhyAwaited",
]
