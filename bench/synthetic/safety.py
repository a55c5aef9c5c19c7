"""Safety datasets and their rates. Most drugs have a few rates, some have hundreds, some none."""

import math
import random
from decimal import Decimal
from typing import Any

from bench.synthetic.frame import Frame
from bench.synthetic.words import weighted
from therapies.models import Rate, SafetyDataset

WITHOUT_RATES = 0.18
# Tenths of a percent, made once: a million decimals are slow to make.
PERCENT = [Decimal(tenths) / 10 for tenths in range(1_001)]
BANDS = {
    "common": 37,
    "very_common": 22,
    "not_known": 17,
    "uncommon": 16,
    "rare": 6,
    "very_rare": 2,
}
RATES_OF_A_DATASET = 14


def rates_of_drugs(chance: random.Random, drugs: int, each: int) -> list[int]:
    """How many rates each drug gets: skewed, `each` on average to the last one."""
    weights = [
        0.0 if chance.random() < WITHOUT_RATES else chance.lognormvariate(0, 0.95)
        for _ in range(drugs)
    ]
    wanted, whole = drugs * each, sum(weights) or 1.0
    exact = [weight * wanted / whole for weight in weights]
    numbers = [math.floor(number) for number in exact]
    rest = sorted(range(drugs), key=lambda at: numbers[at] - exact[at])
    for at in rest[: wanted - sum(numbers)]:
        numbers[at] += 1
    return numbers


def write(frame: Frame, drug: int, rates: int) -> None:
    left, place = rates, 0
    while left:
        place += 1
        size = max(1, min(left, round(frame.chance.expovariate(1 / RATES_OF_A_DATASET))))
        effects = frame.effects.several(size)
        left -= len(effects)
        has_comparator = frame.chance.random() < 0.5  # noqa: PLR2004
        dataset = _write_dataset(frame, drug, place, has_comparator)
        for effect in effects:
            numbers = _numbers(frame.chance, has_comparator)
            frame.writer.add(Rate, dataset_id=dataset, side_effect_id=effect, **numbers)


def _write_dataset(frame: Frame, drug: int, place: int, has_comparator: bool) -> int:
    chance = frame.chance
    treated = 20 + int(chance.lognormvariate(5.5, 1.0))
    condition = frame.conditions.one()
    source = frame.source(weighted(chance, {"label": 5, "smpc": 3, "article": 3}))
    return frame.writer.add(
        SafetyDataset,
        drug_id=drug,
        slug=f"study-{place}",
        title=f"{frame.words.word(2, 3).upper()}-{place}",
        population=f"adults with condition {condition}",
        condition_id=condition,
        regimen=f"{chance.choice((50, 100, 200, 400))} mg every {chance.randint(1, 6)} weeks",
        regimen_kind=weighted(chance, {"alone": 75, "combination": 25}),
        treated=treated,
        comparator="placebo" if has_comparator else "",
        comparator_treated=treated - treated // 10 if has_comparator else None,
        grade_scale=weighted(chance, {"none": 68, "ctcae": 26, "other": 6}),
        **frame.sourced(source),
    )


def _numbers(chance: random.Random, has_comparator: bool) -> dict[str, Any]:
    if chance.random() < 0.25:  # noqa: PLR2004
        return {"stated_band": weighted(chance, BANDS)}
    tenths = min(int(10 * chance.lognormvariate(1.6, 1.1)), 990)
    numbers = {"percent": PERCENT[tenths]}
    if chance.random() < 0.5:  # noqa: PLR2004
        numbers["percent_grade_3_plus"] = PERCENT[int(tenths * 0.4 * chance.random())]
    if has_comparator:
        numbers["comparator_percent"] = PERCENT[min(int(tenths * chance.gammavariate(2, 0.4)), 990)]
    return numbers
