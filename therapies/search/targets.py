"""Finding what drugs bind. A target has no page of its own: it leads to the drugs that bind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from editorial.choices import Status
from therapies.models import Target
from therapies.search import folding
from therapies.search.question import Question

MOST_TARGETS = 10


@dataclass(frozen=True)
class TargetHit:
    """A target, the name by which it was found if not its own, and how many drugs bind it."""

    target: Target
    other_name: str
    drugs: int
    is_exact: bool

    @property
    def url(self) -> str:
        return f"{reverse('drug-list')}?{urlencode({'target': self.target.slug})}"


@dataclass(frozen=True)
class BoundTarget:
    """A target, everything it is called, and how many published drugs bind it."""

    target: Target
    names: tuple[str, ...]
    drugs: int


def bound_targets() -> list[BoundTarget]:
    """Those that published drugs bind, a few hundred at most."""
    targets = Target.objects.annotate(
        published_drugs=Count("drugs", filter=Q(drugs__status=Status.PUBLISHED))
    ).filter(published_drugs__gt=0)
    return [
        BoundTarget(
            target,
            (target.name, *filter(None, [target.gene_symbol]), *target.synonyms),
            target.published_drugs,
        )
        for target in targets.order_by("name")
    ]


def find_targets(question: Question, among: Iterable[BoundTarget]) -> list[TargetHit]:
    """Those of which a name begins as asked, exact names first; their names fold once a process."""
    found = []
    for bound in among:
        matching = [name for name in bound.names if _matches(name, question)]
        if matching:
            best = next((name for name in matching if _is_exact(name, question)), matching[0])
            other_name = "" if bound.target.name in (best, matching[0]) else best
            is_exact = _is_exact(best, question)
            found.append(TargetHit(bound.target, other_name, bound.drugs, is_exact))
    return sorted(found, key=lambda hit: not hit.is_exact)[:MOST_TARGETS]


@lru_cache(maxsize=4096)
def _words(name: str) -> list[str]:
    return folding.words_of_name(name)


def _matches(name: str, question: Question) -> bool:
    words = _words(name)
    return all(
        any(
            all(any(word.startswith(start) for word in words) for start in alternative)
            for alternative in group
        )
        for group in question.groups
    )


def _is_exact(name: str, question: Question) -> bool:
    """As a whole, however its parts are joined: "pd1" is PD-1."""
    return folding.fold(name).replace(" ", "") == question.folded.replace(" ", "")
