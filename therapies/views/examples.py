"""What the style guide shows its components with: a few published rows of each kind."""

from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from editorial.models import Confirmation, User, Version
from therapies import compare, listings, matrix, search, side_by_side, versions
from therapies.chronicle import Step, names_in
from therapies.filters.entries import DrugFilter
from therapies.models import (
    ClaimCheck,
    Comparison,
    Country,
    Drug,
    GlossaryTerm,
    Institution,
    Milestone,
    PivotalResult,
    Product,
    Rate,
    ResearchOutput,
    Trial,
)
from therapies.past import Past
from therapies.pictures import forest, icon_array, ranges, world_map, years
from therapies.views import compare_parts, facet_parts, list_parts, matrix_parts
from therapies.views.base import number_sources
from therapies.views.details import DrugDetail

FEW = 3
COMPARED = 2


def examples(request: HttpRequest) -> dict[str, Any]:
    """Nothing of an entry where no published drug has figures, warnings and approvals."""
    drug = Drug.objects.published().for_detail().filter(warnings__isnull=False)
    drug = drug.filter(safety_datasets__rates__isnull=False, indications__isnull=False).first()
    if drug is None:
        return {}
    view = DrugDetail()
    view.setup(request)
    view.object = drug
    rates = Rate.objects.published()
    built = matrix.build(matrix.Stored(rates), [drug], matrix.DRUGS, matrix.CLASSES)
    products, milestones, outputs = _of_countries()
    return (
        view.get_context_data()
        | _comparison(drug)
        | _list(drug)
        | _history(drug)
        | _evidence()
        | _rows()
        | {
            "countries": Country.objects.published().for_list()[:FEW],
            "products": products,
            "milestones": milestones,
            "outputs": outputs,
            "counts": years.of_days(row.happened_on for row in milestones),
            "map": world_map.drawn(
                Country.objects.published().for_list(), world_map.MEASURES[world_map.USUAL]
            ),
            "institutions": Institution.objects.published().for_list()[:FEW],
            "trials": Trial.objects.published().for_list()[:FEW],
            "rates": rates.for_list()[:FEW],
            "arrays": icon_array.across_drugs(rates.across_drugs()[:FEW]),
            "terms": _terms(),
            "ranges": ranges.drawn(
                compare.ranges(rates.of_drugs_alone(Drug.objects.published()))[:FEW]
            ),
            "matrix": built,
            "matrix_rows": matrix_parts.rows(built),
            "hits": [hit for group in search.find(drug.name).groups for hit in group.hits][:FEW],
        }
    )


def _of_countries() -> tuple[list[Any], ...]:
    found = (
        list(Product.objects.published().for_list()[:FEW]),
        list(Milestone.objects.published().for_list()[:FEW]),
        list(ResearchOutput.objects.published().select_related("source")[:FEW]),
    )
    number_sources(chain(*found), reverse("research"))
    return found


def _history(drug: Drug) -> dict[str, Any]:
    """Versions that were never kept: one that changed, one that only confirms."""
    now = versions.unpack(versions.content_of(drug))
    person = User(username="editor", public_name="An editor")
    fields = {"kind": drug.TYPE, "slug": drug.slug, "name": drug.name, "created_at": timezone.now()}
    first, second, third = (
        Version(number=number, content=versions.pack(rows), author=person, publisher=person)
        for number, rows in enumerate((now[:-1], now, now), start=1)
    )
    for version, why in ((first, "First."), (second, "A row was added."), (third, "Still true.")):
        vars(version).update(fields | {"reason": why, "hash": "0" * 64, "digest": "0" * 64})
    second.override = "Nobody else was there."
    second.sections = versions.changed_models(first.content, second.content)
    today = timezone.localdate()
    Confirmation(version=third, confirmed_by=person, confirmed_on=today, sources=["a-source"])
    names = names_in([first, second])
    steps = [Step(third, second, names), Step(second, first, names), Step(first, None, names)]
    return {"steps": steps, "past_blocks": [part.blocks[0] for part in Past(now, names).parts]}


def _evidence() -> dict[str, Any]:
    comparisons = list(Comparison.objects.published().for_list()[:FEW])
    results = list(PivotalResult.objects.published().for_list()[:FEW])
    number_sources(comparisons, reverse("comparison-list"))
    number_sources(results, reverse("result-list"))
    return {
        "plots": forest.plots(comparisons),
        "comparisons": [(each, forest.effect_of(each)) for each in comparisons],
        "results": results,
        "claim": ClaimCheck.objects.published().first(),
    }


def _rows() -> dict[str, Any]:
    """The first of each list whose rows are written one by one."""
    shown = (listings.CONDITIONS, listings.SIDE_EFFECTS, listings.INDICATIONS, listings.SOURCES)
    rows = (each.rows(each.filtered(QueryDict())).first() for each in shown)
    names = ("condition_row", "side_effect_row", "approval_row", "source_row")
    return dict(zip(names, rows, strict=True))


def _terms() -> list[GlossaryTerm]:
    terms = list(GlossaryTerm.objects.select_related("source")[:FEW])
    number_sources(terms, reverse("glossary-list"))
    return terms


def _list(drug: Drug) -> dict[str, Any]:
    asked = QueryDict(f"kind={drug.primary_type.kind}")
    filterset = DrugFilter(asked, queryset=Drug.objects.published())
    assert filterset.is_valid()
    page, language = Paginator(range(60), 25).page(2), str(get_language())
    return {
        "bar": list_parts.bar(language, page, filterset.chips, "", ""),
        "chips": filterset.chips,
        "filter_fields": list_parts.fields(language, listings.DRUGS, asked),
        "facets": facet_parts.facets(filterset.facet_choices),
    }


def _comparison(drug: Drug) -> dict[str, Any]:
    """Other drugs than the one shown alone, if there are any, so that no id stands twice."""
    found = Drug.objects.published().filter(safety_datasets__rates__isnull=False).distinct()
    slugs = list(found.exclude(pk=drug.pk).values_list("slug", flat=True)[:COMPARED]) or [drug.slug]
    shown, _ = side_by_side.columns_of(side_by_side.published_drugs(slugs), [])
    approvals = (
        approval
        for column in shown
        for indication in column.drug.indications.all()
        for approval in indication.approvals.all()
    )
    number_sources(chain(approvals, (column.dataset for column in shown)), reverse("compare"))
    return {
        "columns": shown,
        "slugs": slugs,
        "removals": [(column, "") for column in shown],
        "options": [(drug.slug, drug.name)],
        "kept_datasets": [],
        "fields": ["1"],
        "compared_facts": compare_parts.facts(shown, side_by_side.facts(shown)),
        "compared_indications": compare_parts.indications(
            shown, side_by_side.indications(shown)[:FEW]
        ),
        "compared_rates": compare_parts.rates(shown, side_by_side.align(shown)[:1]),
    }
