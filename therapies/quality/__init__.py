"""What is wrong with the reference although the database allows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from therapies.quality.claims import (
    dead_slugs,
    decisions_after_their_document,
    decisions_in_the_future,
    rates_against_counts,
    rates_without_population,
    sentences_twice,
)
from therapies.quality.entries import (
    ambiguous_glossary_forms,
    awaited_drugs_that_are_here,
    drugs_without_brand,
    entries_twice,
    overdue_reviews,
    primary_type_missing,
    published_under_unpublished,
    side_effects_without_help,
)
from therapies.quality.sources import (
    duplicate_sources,
    impossible_ages,
    malformed_identifiers,
    unfit_sources,
)

CHECKS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
    dead_slugs,
    published_under_unpublished,
    overdue_reviews,
    entries_twice,
    awaited_drugs_that_are_here,
    drugs_without_brand,
    primary_type_missing,
    side_effects_without_help,
    ambiguous_glossary_forms,
    rates_without_population,
    rates_against_counts,
    decisions_in_the_future,
    decisions_after_their_document,
    sentences_twice,
    duplicate_sources,
    unfit_sources,
    impossible_ages,
    malformed_identifiers,
)


@dataclass(frozen=True)
class Finding:
    check: str
    where: str
    what: str


def findings() -> list[Finding]:
    return [
        Finding(check.__name__.replace("_", " "), where, what)
        for check in CHECKS
        for where, what in check()
    ]
