"""Searching: names and words folded to one spelling, in a table that either database indexes."""

from therapies.search.finding import (
    MOST_OF_A_KIND,
    Group,
    Hit,
    Results,
    Suggestions,
    find,
    near,
    suggest,
)
from therapies.search.indexing import is_built, rebuild, update
from therapies.search.lookalikes import look_alikes
from therapies.search.question import LONGEST_TEXT
from therapies.search.targets import TargetHit

__all__ = [
    "LONGEST_TEXT",
    "MOST_OF_A_KIND",
    "Group",
    "Hit",
    "Results",
    "Suggestions",
    "TargetHit",
    "find",
    "is_built",
    "look_alikes",
    "near",
    "rebuild",
    "suggest",
    "update",
]
