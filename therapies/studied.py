"""How many trials and institutions the lists hold for a drug, a condition or a therapy type."""

from dataclasses import dataclass

from django.db.models import Q

from therapies.models import Condition, Drug, Institution, TherapyType, Trial


@dataclass(frozen=True)
class Studied:
    """`query` narrows either list to exactly these rows."""

    query: str
    trials: int
    institutions: int

    def __bool__(self) -> bool:
        return bool(self.trials or self.institutions)


def of_drug(drug: Drug) -> Studied:
    return _counted(f"drug={drug.slug}", Q(drugs=drug), Q(trials__drugs=drug))


def of_condition(condition: Condition) -> Studied:
    """Of it and of everything below it in the tree."""
    found = Q(conditions__in=Condition.objects.descendants_of(condition.pk))
    return _counted(f"condition={condition.slug}", found, found)


def of_therapy_type(kind: TherapyType) -> Studied:
    """Of it and of everything below it in the tree."""
    below = TherapyType.objects.descendants_of(kind.pk)
    return _counted(
        f"therapy_type={kind.slug}", Q(drugs__therapy_types__in=below), Q(therapy_types__in=below)
    )


def _counted(query: str, trials: Q, institutions: Q) -> Studied:
    return Studied(
        query,
        Trial.objects.published().filter(trials).values("pk").distinct().count(),
        Institution.objects.published().filter(institutions).values("pk").distinct().count(),
    )
