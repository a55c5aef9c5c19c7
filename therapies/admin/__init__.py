"""The editors' workbench, one module a subject. Importing a module registers its models."""

from therapies.admin import (
    approvals,
    conditions,
    drugs,
    evidence,
    glossary,
    proposals,
    research,
    safety,
    search,
    taxonomy,
)

__all__ = [
    "approvals",
    "conditions",
    "drugs",
    "evidence",
    "glossary",
    "proposals",
    "research",
    "safety",
    "search",
    "taxonomy",
]
