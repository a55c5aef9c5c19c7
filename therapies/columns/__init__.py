"""The columns of every download. Their names are published: they are kept."""

from therapies.columns.evidence import CLAIMS, COMPARISONS, RESULTS
from therapies.columns.reference import (
    COMPARISON,
    CONDITIONS,
    DRUGS,
    GLOSSARY,
    INDICATIONS,
    RATES,
    SIDE_EFFECTS,
    SOURCES,
    THERAPIES,
)
from therapies.columns.research import COUNTRIES, INSTITUTIONS, MILESTONES, PRODUCTS, TRIALS

ALL = (
    THERAPIES,
    DRUGS,
    CONDITIONS,
    INDICATIONS,
    SIDE_EFFECTS,
    RATES,
    COMPARISON,
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

__all__ = [
    "ALL",
    "CLAIMS",
    "COMPARISON",
    "COMPARISONS",
    "CONDITIONS",
    "COUNTRIES",
    "DRUGS",
    "GLOSSARY",
    "INDICATIONS",
    "INSTITUTIONS",
    "MILESTONES",
    "PRODUCTS",
    "RATES",
    "RESULTS",
    "SIDE_EFFECTS",
    "SOURCES",
    "THERAPIES",
    "TRIALS",
]
