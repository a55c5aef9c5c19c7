"""The lists of what trials found and of the claims that were checked."""

from typing import Any

from therapies import columns
from therapies.filters.evidence import ClaimFilter, ComparisonFilter, ResultFilter
from therapies.models import ClaimCheck, Comparison, PivotalResult
from therapies.pictures import forest
from therapies.views.base import EntryList, number_sources


class ClaimCheckList(EntryList):
    queryset = ClaimCheck.objects.order_by("name")
    filterset_class = ClaimFilter
    export = columns.CLAIMS
    template_name = "therapies/claims.html"
    page_sizes = (100,)


class ComparisonList(EntryList):
    queryset = Comparison.objects.order_by("entry__name", "trial_name", "measure")
    filterset_class = ComparisonFilter
    export = columns.COMPARISONS
    template_name = "therapies/comparisons.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        rows = [(row, forest.effect_of(row)) for row in context["rows"]]
        sources = number_sources((row for row, _effect in rows), self.request.path)
        return {"rows": rows, "sources": sources}


class ResultList(EntryList):
    queryset = PivotalResult.objects.order_by("drug__name", "condition__name", "slug")
    filterset_class = ResultFilter
    export = columns.RESULTS
    template_name = "therapies/results.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        rows = list(context["rows"])
        return {"rows": rows, "sources": number_sources(rows, self.request.path)}
