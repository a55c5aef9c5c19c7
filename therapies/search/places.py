"""Where entries sit: the names that lead to each, from the top of the site down."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from therapies.choices import EntryType
from therapies.models import Condition, Drug, Entry, Institution, SideEffect, TherapyType

Path = list[str]


def paths(entries: Iterable[Entry]) -> dict[int, Path]:
    """One path for each entry, with a fixed number of queries for each kind among them."""
    pks: dict[str, list[int]] = {}
    for entry in entries:
        pks.setdefault(entry.entry_type, []).append(entry.pk)
    found: dict[int, Path] = {}
    for kind, wanted in pks.items():
        found |= PATHS[EntryType(kind)](wanted)
    return found


def _ancestors(model: Any) -> dict[int, Path]:
    """Of each node its own name and those above it, from the root down."""
    nodes = {
        pk: (name, parent)
        for pk, name, parent in model.objects.values_list("pk", "name", "parent_id")
    }
    lines: dict[int, Path] = {}
    for pk in nodes:
        line: Path = []
        at: int | None = pk
        while at is not None:
            name, at = nodes[at]
            line.append(name)
        lines[pk] = line[::-1]
    return lines


def _of_types(pks: list[int]) -> dict[int, Path]:
    lines = _ancestors(TherapyType)
    return {pk: [gettext("Therapies"), *lines[pk][:-1]] for pk in pks}


def _of_conditions(pks: list[int]) -> dict[int, Path]:
    lines = _ancestors(Condition)
    return {pk: [gettext("Conditions"), *lines[pk][:-1]] for pk in pks}


def _of_drugs(pks: list[int]) -> dict[int, Path]:
    lines = _ancestors(TherapyType)
    types = Drug.objects.filter(pk__in=pks).values_list("pk", "primary_type_id")
    return {pk: [gettext("Drugs"), *lines[kind]] for pk, kind in types}


def _of_side_effects(pks: list[int]) -> dict[int, Path]:
    effects = SideEffect.objects.filter(pk__in=pks).only("organ_class")
    return {each.pk: [gettext("Side effects"), each.get_organ_class_display()] for each in effects}


def _of_institutions(pks: list[int]) -> dict[int, Path]:
    places = Institution.objects.filter(pk__in=pks).values_list("pk", "country__name")
    return {pk: [gettext("Research"), country] for pk, country in places}


def _of_countries(pks: list[int]) -> dict[int, Path]:
    return {pk: [gettext("Research"), gettext("Countries")] for pk in pks}


def _of_trials(pks: list[int]) -> dict[int, Path]:
    return {pk: [gettext("Research"), gettext("Trials")] for pk in pks}


def _of_claim_checks(pks: list[int]) -> dict[int, Path]:
    return {pk: [gettext("Claims, checked")] for pk in pks}


PATHS = {
    EntryType.THERAPY_TYPE: _of_types,
    EntryType.DRUG: _of_drugs,
    EntryType.CONDITION: _of_conditions,
    EntryType.SIDE_EFFECT: _of_side_effects,
    EntryType.COUNTRY: _of_countries,
    EntryType.INSTITUTION: _of_institutions,
    EntryType.TRIAL: _of_trials,
    EntryType.CLAIM_CHECK: _of_claim_checks,
}
