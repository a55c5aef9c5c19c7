"""Rates for tables of thousands of cells: read as plain rows, said as the model says them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from therapies.choices import Band, EntryType
from therapies.models.counted import Counted

MOST_ADDRESSES = 5_000


@lru_cache(MOST_ADDRESSES)
def address(kind: str, slug: str) -> str:
    return reverse(f"{kind}-detail", args=[slug])


class Effect(NamedTuple):
    """Of a side effect what a heading needs."""

    pk: int
    name: str
    slug: str
    organ_class: str

    def get_absolute_url(self) -> str:
        return address(EntryType.SIDE_EFFECT, self.slug)


class Dataset(NamedTuple):
    pk: int
    drug_id: int
    slug: str
    treated: int | None
    regimen_kind: str


class Figure(Counted):
    """One rate. `cells` keeps what was made of it, by what it was made for."""

    __slots__ = (
        "cells",
        "dataset",
        "events",
        "percent",
        "percent_grade_3_plus",
        "pk",
        "side_effect",
        "stated_band",
        "upper_bounds",
    )

    def __init__(self, row: tuple[Any, ...], dataset: Dataset, side_effect: Effect) -> None:
        self.pk, self.percent, self.percent_grade_3_plus, self.events, self.stated_band = row
        self.dataset, self.side_effect = dataset, side_effect
        self.upper_bounds: Any = ()
        self.cells: dict[Any, Any] = {}

    def get_stated_band_display(self) -> str:
        return str(Band(self.stated_band).label)


DATASET = ("drug_id", "slug", "treated", "regimen_kind")
VALUES = ("pk", "percent", "percent_grade_3_plus", "events", "stated_band")


def effects(side_effects: QuerySet) -> dict[int, Effect]:
    rows = side_effects.values_list("pk", "name", "slug", "organ_class")
    return {row[0]: Effect(*row) for row in rows}


def read(rates: QuerySet, known: Mapping[int, Effect]) -> list[Figure]:
    """As entered. Rates of side effects that are not known are left out."""
    rows = rates.order_by("pk").values_list(
        "dataset_id",
        "side_effect_id",
        "upper_bounds",
        *(f"dataset__{name}" for name in DATASET),
        *VALUES,
    )
    datasets: dict[int, Dataset] = {}
    found = []
    after = 3 + len(DATASET)
    for row in rows:
        pk, effect, bounds = row[:3]
        if effect not in known:
            continue
        if pk not in datasets:
            datasets[pk] = Dataset(pk, *row[3:after])
        figure = Figure(row[after:], datasets[pk], known[effect])
        if bounds:
            figure.upper_bounds = bounds
        found.append(figure)
    return found
