"""Entries that miss something, or show what the public cannot see."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q
from django.utils import timezone

from editorial.choices import Status
from therapies.choices import NameKind, Section, Topic
from therapies.models import (
    AwaitedDrug,
    Condition,
    Drug,
    Entry,
    GlossaryTerm,
    Indication,
    Institution,
    Rate,
    SafetyDataset,
    SideEffect,
    Statement,
    TherapyType,
)
from therapies.search.folding import fold, respell


def published_under_unpublished() -> Iterator[tuple[str, str]]:
    """Published entries or claims that show something the public cannot see."""
    relations: tuple[tuple[type, str, str], ...] = (
        (TherapyType, "", "parent"),
        (Condition, "", "parent"),
        (Drug, "", "primary_type"),
        (Drug, "", "therapy_types"),
        (Institution, "", "country"),
        (Indication, "drug", "condition"),
        (SafetyDataset, "drug", "condition"),
        (Rate, "dataset__drug", "side_effect"),
    )
    # A list, not a subquery: before it is analysed, PostgreSQL plans the latter badly.
    hidden = list(Entry.objects.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))
    for model, owner, relation in relations:
        is_public = Q(**{f"{owner}__status" if owner else "status": Status.PUBLISHED})
        is_hidden = Q(**{f"{relation}__in": hidden})
        name = f"{owner}__name" if owner else "name"
        rows = model.objects.filter(is_public & is_hidden)  # type: ignore[attr-defined]
        for where, what in rows.values_list(name, f"{relation}__name").distinct():
            yield where, f"{relation.replace('_', ' ')} is not published: {what}"


def overdue_reviews() -> Iterator[tuple[str, str]]:
    """Published entries whose next review is past due."""
    today = timezone.localdate()
    for entry in Entry.objects.published().filter(review_due_on__lt=today):
        yield str(entry), f"due since {entry.review_due_on}"


def drugs_without_brand() -> Iterator[tuple[str, str]]:
    """Drugs with neither a brand name nor a record that none was found."""
    named = Q(names__kind__in=[NameKind.BRAND, NameKind.BIOSIMILAR_BRAND])
    looked = Q(not_found__topic=Topic.BRAND)
    known = Drug.objects.filter(named | looked).values("pk")
    for drug in Drug.objects.exclude(pk__in=known):
        yield str(drug), "no brand name, and no record that none was found"


def awaited_drugs_that_are_here() -> Iterator[tuple[str, str]]:
    """Drugs that are said to be missing although they have a page."""
    here = {
        respell(fold(name)) for drug in Drug.objects.all() for name in (drug.name, *drug.synonyms)
    }
    for awaited in AwaitedDrug.objects.select_related("therapy_type"):
        if respell(fold(awaited.name)) in here:
            yield str(awaited.therapy_type), f"{awaited.name} is here"


def primary_type_missing() -> Iterator[tuple[str, str]]:
    """Drugs whose primary therapy type is not among their therapy types."""
    right = Drug.objects.filter(therapy_types=F("primary_type")).values("pk")
    for drug in Drug.objects.exclude(pk__in=right).select_related("primary_type"):
        yield str(drug), f"{drug.primary_type} is not among its therapy types"


def side_effects_without_help() -> Iterator[tuple[str, str]]:
    """Side effects that do not say, from a source, when to call for help."""
    said = Statement.objects.filter(section=Section.SEEK_HELP).values("entry")
    for side_effect in SideEffect.objects.exclude(pk__in=said):
        yield str(side_effect), "does not say when to call for help"


def entries_twice() -> Iterator[tuple[str, str]]:
    """Entries whose name, however it is spelt, is also a name of another of their kind.

    Two may share a synonym: "sore mouth" is said of stomatitis and of pain in the mouth.
    """
    called: dict[tuple[str, str], set[str]] = defaultdict(set)
    entries = list(Entry.objects.all())
    for entry in entries:
        for name in (entry.name, *entry.synonyms):
            called[entry.entry_type, respell(fold(name))].add(entry.slug)
    for entry in entries:
        others = called[entry.entry_type, respell(fold(entry.name))] - {entry.slug}
        for other in sorted(others):
            yield entry.slug, f"{other} is called {entry.name} too"


def ambiguous_glossary_forms() -> Iterator[tuple[str, str]]:
    """Forms by which two terms of the glossary would be found."""
    terms: dict[str, set[str]] = defaultdict(set)
    for term in GlossaryTerm.objects.all():
        for form in term.forms:
            terms[form.casefold()].add(term.term)
    for form, named in terms.items():
        if len(named) > 1:
            yield ", ".join(sorted(named)), form
