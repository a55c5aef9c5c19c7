"""What the lists of claims can be narrowed by."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from therapies.choices import (
    Activity,
    ApprovalStatus,
    Decision,
    GradeScale,
    Kind,
    OrganClass,
    ProductKind,
    RegimenKind,
    Region,
)
from therapies.filters.base import FacetedFilterSet
from therapies.filters.dates import DecadeFacet, YearFilter
from therapies.filters.entries import sort_by
from therapies.filters.facets import BooleanFacet, ChoiceFacet, RelationFacet, TreeFacet
from therapies.filters.text import TextFilter
from therapies.models import Condition, Country, Drug, Regulator, SideEffect, TherapyType


class ApprovalFilter(FacetedFilterSet):
    q = TextFilter(
        _("Text contains"),
        "indication__drug__name",
        "indication__condition__name",
        "indication__setting",
        "indication__population",
    )
    drug = RelationFacet(_("Drug"), "indication__drug", Drug)
    condition = TreeFacet(_("Condition"), "indication__condition", Condition)
    regulator = RelationFacet(_("Regulator"), "regulator", Regulator)
    status = ChoiceFacet(_("Status"), "status", ApprovalStatus)
    kind = ChoiceFacet(_("Kind"), "indication__drug__therapy_types__kind", Kind)
    therapy_type = TreeFacet(_("Therapy type"), "indication__drug__therapy_types", TherapyType)
    year_from = YearFilter(_("From year"), "decided_on", "gte")
    year_to = YearFilter(_("To year"), "decided_on", "lte")
    sort = sort_by(
        indication__drug__name=_("drug"),
        indication__condition__name=_("condition"),
        decided_on=_("date"),
    )


class CountedFilter(FacetedFilterSet):
    """What every view of rates can be narrowed by."""

    kind = ChoiceFacet(_("Kind"), "dataset__drug__therapy_types__kind", Kind)
    therapy_type = TreeFacet(_("Therapy type"), "dataset__drug__therapy_types", TherapyType)
    condition = TreeFacet(_("Condition"), "dataset__condition", Condition)
    organ_class = ChoiceFacet(_("Organ class"), "side_effect__organ_class", OrganClass)
    immune_related = BooleanFacet(
        _("Immune-related"),
        "side_effect__is_immune_related",
        _("immune-related"),
        _("other"),
    )
    regimen_kind = ChoiceFacet(_("Alone or combined"), "dataset__regimen_kind", RegimenKind)


class RateFilter(CountedFilter):
    q = TextFilter(
        _("Text contains"), "dataset__drug__name", "side_effect__name", "dataset__population"
    )
    drug = RelationFacet(_("Drug"), "dataset__drug", Drug)
    side_effect = RelationFacet(_("Side effect"), "side_effect", SideEffect)
    grade_scale = ChoiceFacet(_("Grade scale"), "dataset__grade_scale", GradeScale)
    sort = sort_by(
        dataset__drug__name=_("drug"), side_effect__name=_("side effect"), percent=_("percent")
    )


class MatrixFilter(CountedFilter):
    """Of drugs alone unless the address says otherwise: only these may stand side by side."""

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        self.asked = data
        data = data.copy()
        if not data.get("regimen_kind"):
            data["regimen_kind"] = RegimenKind.ALONE.value
        super().__init__(data, *args, **kwargs)

    def ordered(self, queryset: Any) -> Any:
        return queryset

    @property
    def _query(self) -> QueryDict:
        """Chips stand for what was asked, not for what is usual."""
        return self.asked


class ProductFilter(FacetedFilterSet):
    q = TextFilter(_("Name, substance or maker contains"), "name", "substance", "maker", "text")
    country = RelationFacet(_("Country"), "country", Country)
    region = ChoiceFacet(_("Region"), "country__region", Region)
    kind = ChoiceFacet(_("Kind"), "kind", ProductKind)
    decision = ChoiceFacet(_("Decision"), "decision", Decision)
    activity = ChoiceFacet(_("What is done there"), "activity", Activity)
    drug = RelationFacet(_("Drug"), "drug", Drug)
    sort = sort_by(name=_("name"), country__name=_("country"), decided_on=_("date of decision"))


class MilestoneFilter(FacetedFilterSet):
    q = TextFilter(_("Text contains"), "text", "institution__name", "country__name")
    year_from = YearFilter(_("From year"), "happened_on", "gte")
    year_to = YearFilter(_("To year"), "happened_on", "lte")
    decade = DecadeFacet(_("Decade"), "happened_on")
    region = ChoiceFacet(_("Region"), "country__region", Region)
    country = RelationFacet(_("Country"), "country", Country)
    sort = sort_by(happened_on=_("date"), country__name=_("country"))
