"""The lists of the reference: which rows, by which filters, in which order, with which columns.

Each is declared once. Pages, downloads, the API and releases are ways to read the same lists.
"""

from therapies.listings import claims, pages
from therapies.listings.claims import (
    AWAITED_DRUGS,
    LABEL_COUNTS,
    NAMES,
    NOT_FOUND,
    PRODUCTIONS,
    REGULATORS,
    RESEARCH_OUTPUTS,
    ROUTES,
    SAFETY_DATASETS,
    STATEMENTS,
    TARGETS,
    WARNINGS,
)
from therapies.listings.listing import Listing
from therapies.listings.pages import (
    CLAIMS,
    COMPARISONS,
    CONDITIONS,
    COUNTRIES,
    DRUGS,
    GLOSSARY,
    INDICATIONS,
    INSTITUTIONS,
    MATRIX,
    MILESTONES,
    PRODUCTS,
    RATES,
    RESULTS,
    SIDE_EFFECTS,
    SOURCES,
    THERAPIES,
    TRIALS,
)

ALL = pages.ALL + claims.ALL

__all__ = [
    "ALL",
    "AWAITED_DRUGS",
    "CLAIMS",
    "COMPARISONS",
    "CONDITIONS",
    "COUNTRIES",
    "DRUGS",
    "GLOSSARY",
    "INDICATIONS",
    "INSTITUTIONS",
    "LABEL_COUNTS",
    "MATRIX",
    "MILESTONES",
    "NAMES",
    "NOT_FOUND",
    "PRODUCTIONS",
    "PRODUCTS",
    "RATES",
    "REGULATORS",
    "RESEARCH_OUTPUTS",
    "RESULTS",
    "ROUTES",
    "SAFETY_DATASETS",
    "SIDE_EFFECTS",
    "SOURCES",
    "STATEMENTS",
    "TARGETS",
    "THERAPIES",
    "TRIALS",
    "WARNINGS",
    "Listing",
]
