"""What the lists of claims without a page of their own can be narrowed by, and vocabularies."""

from django.utils.translation import gettext_lazy as _

from therapies.choices import (
    Activity,
    Audience,
    EntryType,
    GradeScale,
    NameKind,
    RegimenKind,
    Section,
    Topic,
    WarningKind,
    WhyAwaited,
)
from therapies.filters.base import FacetedFilterSet
from therapies.filters.entries import sort_by
from therapies.filters.facets import ChoiceFacet, RelationFacet, TreeFacet
from therapies.filters.text import TextFilter
from therapies.models import Condition, Country, Drug, Entry, Regulator, TherapyType


class NameFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "text")
    drug = RelationFacet(_("Drug"), "drug", Drug)
    kind = ChoiceFacet(_("Kind of name"), "kind", NameKind)
    sort = sort_by(text=_("name"), drug__name=_("drug"))


class StatementFilter(FacetedFilterSet):
    q = TextFilter(_("Text contains"), "text")
    entry_type = ChoiceFacet(_("What the entry is"), "entry__entry_type", EntryType)
    entry = RelationFacet(_("Entry"), "entry", Entry)
    section = ChoiceFacet(_("Section"), "section", Section)
    audience = ChoiceFacet(_("For whom"), "audience", Audience)


class WarningFilter(FacetedFilterSet):
    q = TextFilter(_("Text contains"), "title", "text")
    drug = RelationFacet(_("Drug"), "drug", Drug)
    regulator = RelationFacet(_("Regulator"), "regulator", Regulator)
    kind = ChoiceFacet(_("Kind of warning"), "kind", WarningKind)


class LabelCountFilter(FacetedFilterSet):
    drug = RelationFacet(_("Drug"), "drug", Drug)
    regulator = RelationFacet(_("Regulator"), "regulator", Regulator)
    sort = sort_by(drug__name=_("drug"), indications=_("number of indications"))


class ProductionFilter(FacetedFilterSet):
    q = TextFilter(_("Maker contains"), "maker")
    drug = RelationFacet(_("Drug"), "drug", Drug)
    activity = ChoiceFacet(_("What is done there"), "activity", Activity)


class SafetyDatasetFilter(FacetedFilterSet):
    q = TextFilter(_("Title, population or regimen contains"), "title", "population", "regimen")
    drug = RelationFacet(_("Drug"), "drug", Drug)
    condition = TreeFacet(_("Condition"), "condition", Condition)
    regimen_kind = ChoiceFacet(_("Alone or combined"), "regimen_kind", RegimenKind)
    grade_scale = ChoiceFacet(_("Grade scale"), "grade_scale", GradeScale)
    sort = sort_by(drug__name=_("drug"), treated=_("people treated"))


class AwaitedDrugFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name")
    therapy_type = TreeFacet(_("Therapy type"), "therapy_type", TherapyType)
    reason = ChoiceFacet(_("Why it is not here"), "reason", WhyAwaited)


class ResearchOutputFilter(FacetedFilterSet):
    q = TextFilter(_("Measure contains"), "measure")
    country = RelationFacet(_("Country"), "country", Country)


class NotFoundFilter(FacetedFilterSet):
    q = TextFilter(_("Place contains"), "place")
    entry_type = ChoiceFacet(_("What the entry is"), "entry__entry_type", EntryType)
    entry = RelationFacet(_("Entry"), "entry", Entry)
    topic = ChoiceFacet(_("What was looked for"), "topic", Topic)
    sort = sort_by(looked_on=_("day of the search"))


class RegulatorFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "full_name")


class TargetFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms", "gene_symbol")


class RouteFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name")
