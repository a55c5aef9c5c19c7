"""Sources as what a page cites, and a checked claim as schema.org's ClaimReview.

The project is the author of the check, and says so; who claims it first is not recorded.
"""

from collections.abc import Iterable
from typing import Any

from therapies.choices import Verdict
from therapies.models import ClaimCheck, Source
from therapies.structured.nodes import MOST, Node, cut, entity, node

# What was true once has no place on a scale of truth: its verdict is given in words alone.
RATINGS = {Verdict.NOT_SUPPORTED: 1, Verdict.PARTLY: 2, Verdict.SUPPORTED: 3}


def citations(sources: Iterable[Source]) -> list[Node]:
    """The first sources of a page, in the order of its footnotes."""
    return [citation(each) for each in list(sources)[:MOST]]


def citation(source: Source) -> Node:
    return node(
        "CreativeWork",
        name=source.title,
        url=source.url,
        sameAs=f"https://doi.org/{source.doi}" if source.doi else "",
    )


def claim_check(entry: ClaimCheck, context: dict[str, Any], root: str) -> Node:
    verdict = Verdict(entry.verdict)
    rating = node(
        "Rating",
        alternateName=str(verdict.label),
        ratingValue=RATINGS.get(verdict),
        bestRating=max(RATINGS.values()) if verdict in RATINGS else None,
        worstRating=min(RATINGS.values()) if verdict in RATINGS else None,
    )
    return entity(
        "ClaimReview",
        entry,
        root,
        claimReviewed=entry.name,
        itemReviewed=node("Claim", name=entry.name),
        reviewRating=rating,
        reviewBody=cut(entry.why, 2000),
        datePublished=entry.checked_on.isoformat(),
        author={"@id": f"{root}/#project"},
        publisher={"@id": f"{root}/#project"},
    )
