"""The lists of what trials found and of the claims that were checked."""

from typing import Any

from therapies import listings
from therapies.pictures import forest
from therapies.views.base import number_sources
from therapies.views.entry_list import EntryList


class ClaimCheckList(EntryList):
    listing = listings.CLAIMS
    template_name = "therapies/claims.html"
    page_sizes = (100,)


class ComparisonList(EntryList):
    listing = listings.COMPARISONS
    template_name = "therapies/comparisons.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        rows = [(row, forest.effect_of(row)) for row in context["rows"]]
        sources = number_sources((row for row, _effect in rows), self.request.path)
        return {"rows": rows, "sources": sources}


class ResultList(EntryList):
    listing = listings.RESULTS
    template_name = "therapies/results.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        rows = list(context["rows"])
        return {"rows": rows, "sources": number_sources(rows, self.request.path)}
