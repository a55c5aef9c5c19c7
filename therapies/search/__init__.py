"""Searching: names and words folded to one spelling, in a table that either database indexes."""

from therapies.search.finding import MOST_OF_A_KIND, Group, Hit, Results, find, near, suggest
from therapies.search.indexing import is_built, rebuild, update
from therapies.search.question import LONGEST_TEXT

__all__ = [
    "LONGEST_TEXT",
    "MOST_OF_A_KIND",
    "Group",
    "Hit",
    "Results",
    "find",
    "is_built",
    "near",
    "rebuild",
    "suggest",
    "update",
]
