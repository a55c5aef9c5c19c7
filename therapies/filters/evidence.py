"""What the lists of trials' figures and of checked claims can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from therapies.choices import Comparator, Measure, ResultMeasure, ResultUnit, Verdict
from therapies.filters.base import FacetedFilterSet
from therapies.filters.entries import sort_by
from therapies.filters.facets import BooleanFacet, ChoiceFacet, RelationFacet, TreeFacet
from therapies.filters.text import TextFilter
from therapies.models import Condition, Drug, TherapyType


class ComparisonFilter(FacetedFilterSet):
    q = TextFilter(
        _("Disease, trial or drug contains"),
        "condition__name",
        "population",
        "trial_name",
        "entry__name",
        "comparator",
    )
    drug = RelationFacet(_("Drug"), "entry", Drug)
    condition = TreeFacet(_("Condition"), "condition", Condition)
    therapy_type = TreeFacet(_("Therapy type"), "entry__as_drug__therapy_types", TherapyType)
    comparator = ChoiceFacet(_("Compared with"), "comparator_kind", Comparator)
    added = BooleanFacet(
        _("How it was given"), "is_added", _("added to the comparator"), _("in its place")
    )
    measure = ChoiceFacet(_("Measure"), "measure", Measure)
    sort = sort_by(entry__name=_("drug"), trial_name=_("trial"), treated=_("people"))


class ResultFilter(FacetedFilterSet):
    q = TextFilter(
        _("Disease, trial, drug or biomarker contains"),
        "condition__name",
        "population",
        "trial_name",
        "drug__name",
        "biomarker",
    )
    drug = RelationFacet(_("Drug"), "drug", Drug)
    condition = TreeFacet(_("Condition"), "condition", Condition)
    measure = ChoiceFacet(_("Measure"), "measure", ResultMeasure)
    unit = ChoiceFacet(_("Unit"), "unit", ResultUnit)
    sort = sort_by(drug__name=_("drug"), condition__name=_("condition"), treated=_("people"))


class ClaimFilter(FacetedFilterSet):
    q = TextFilter(_("Text contains"), "name", "why", "statements__text")
    verdict = ChoiceFacet(_("Verdict"), "verdict", Verdict)
    sort = sort_by(name=_("claim"), checked_on=_("day of the check"))
