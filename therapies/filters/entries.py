"""What the lists of entries can be narrowed by."""

from django.utils.translation import gettext_lazy as _
from django_filters import OrderingFilter

from therapies.choices import (
    Area,
    Direction,
    InstitutionKind,
    Kind,
    MarketStatus,
    Maturity,
    Modality,
    OrganClass,
    Phase,
    Region,
    SourceKind,
    TrialStatus,
)
from therapies.filters.base import FacetedFilterSet
from therapies.filters.dates import YearFilter
from therapies.filters.facets import BooleanFacet, ChoiceFacet, RelationFacet, TreeFacet
from therapies.filters.paths import SeveralPathsFacet
from therapies.filters.text import TextFilter
from therapies.models import (
    Condition,
    Country,
    Drug,
    Regulator,
    Route,
    SideEffect,
    Target,
    TherapyType,
)


def sort_by(**fields: object) -> OrderingFilter:
    """Sort orders named by field, each with its label; a minus before the name turns it round."""
    return OrderingFilter(
        label=_("Sort by"),
        fields=[(field, field) for field in fields],
        field_labels=fields,
        empty_label=_("usual order"),
    )


class TherapyTypeFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms")
    kind = ChoiceFacet(_("Kind"), "kind", Kind)
    direction = ChoiceFacet(_("Direction"), "direction", Direction)
    maturity = ChoiceFacet(_("Maturity"), "maturity", Maturity)
    sort = sort_by(name=_("name"))


class DrugFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms", "names__text")
    kind = ChoiceFacet(_("Kind"), "therapy_types__kind", Kind)
    therapy_type = TreeFacet(_("Therapy type"), "therapy_types", TherapyType)
    condition = TreeFacet(_("Condition"), "indications__condition", Condition)
    target = RelationFacet(_("Target"), "targets", Target)
    modality = ChoiceFacet(_("Modality"), "modality", Modality)
    direction = ChoiceFacet(_("Direction"), "therapy_types__direction", Direction)
    side_effect = RelationFacet(_("Side effect"), "safety_datasets__rates__side_effect", SideEffect)
    route = RelationFacet(_("Route"), "routes", Route)
    status = ChoiceFacet(_("Status"), "market_status", MarketStatus)
    regulator = RelationFacet(_("Regulator"), "indications__approvals__regulator", Regulator)
    approved_from = YearFilter(_("Approved from year"), "indications__approvals__decided_on", "gte")
    approved_to = YearFilter(_("Approved to year"), "indications__approvals__decided_on", "lte")
    sort = sort_by(name=_("name"), first_approved=_("first approval"), reviewed_on=_("last review"))


class ConditionFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms", "plain_name")
    area = ChoiceFacet(_("Area"), "area", Area)
    kind = ChoiceFacet(_("Kind of therapy"), "indications__drug__therapy_types__kind", Kind)
    therapy_type = TreeFacet(_("Therapy type"), "indications__drug__therapy_types", TherapyType)
    drug = RelationFacet(_("Drug"), "indications__drug", Drug)
    regulator = RelationFacet(_("Regulator"), "indications__approvals__regulator", Regulator)
    sort = sort_by(name=_("name"), drugs=_("number of drugs"))


class SideEffectFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms", "plain_name")
    organ_class = ChoiceFacet(_("Organ class"), "organ_class", OrganClass)
    immune_related = BooleanFacet(
        _("Immune-related"), "is_immune_related", _("immune-related"), _("other")
    )
    kind = ChoiceFacet(_("Kind of therapy"), "rates__dataset__drug__therapy_types__kind", Kind)
    drug = RelationFacet(_("Drug"), "rates__dataset__drug", Drug)
    sort = sort_by(name=_("name"), drugs=_("number of drugs"))


class CountryFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms")
    region = ChoiceFacet(_("Region"), "region", Region)
    kind = SeveralPathsFacet(
        _("Focus"),
        Kind,
        ("institutions", "therapy_types__kind"),
        ("trials", "drugs__therapy_types__kind"),
    )
    area = SeveralPathsFacet(
        _("Disease area"),
        Area,
        ("institutions", "conditions__area"),
        ("trials", "conditions__area"),
    )
    therapy_type = TreeFacet(_("Therapy type"), "institutions__therapy_types", TherapyType)
    sort = sort_by(
        name=_("name"),
        oic_member_since=_("year of joining"),
        institutions_count=_("number of institutions"),
        trials_count=_("number of trials"),
        products_count=_("number of products"),
    )


class InstitutionFilter(FacetedFilterSet):
    q = TextFilter(_("Name contains"), "name", "synonyms", "native_name", "city")
    country = RelationFacet(_("Country"), "country", Country)
    kind = ChoiceFacet(_("Kind"), "kind", InstitutionKind)
    therapy_type = TreeFacet(_("Therapy type"), "therapy_types", TherapyType)
    condition = TreeFacet(_("Condition"), "conditions", Condition)
    drug = RelationFacet(_("Drug studied there"), "trials__drugs", Drug)
    sort = sort_by(name=_("name"), city=_("city"))


class TrialFilter(FacetedFilterSet):
    q = TextFilter(_("Title or number contains"), "name", "registry_id")
    country = RelationFacet(_("Country"), "countries", Country)
    phase = ChoiceFacet(_("Phase"), "phase", Phase)
    status = ChoiceFacet(_("Status"), "trial_status", TrialStatus)
    drug = RelationFacet(_("Drug"), "drugs", Drug)
    therapy_type = TreeFacet(_("Therapy type"), "drugs__therapy_types", TherapyType)
    condition = TreeFacet(_("Condition"), "conditions", Condition)
    sort = sort_by(name=_("title"), started_on=_("start"), enrolment=_("people enrolled"))


class GlossaryFilter(FacetedFilterSet):
    q = TextFilter(_("Word or meaning contains"), "term", "other_forms", "definition")


class SourceFilter(FacetedFilterSet):
    q = TextFilter(_("Title or publisher contains"), "title", "publisher")
    kind = ChoiceFacet(_("Kind"), "kind", SourceKind)
    sort = sort_by(title=_("title"), published=_("date"), accessed_on=_("day it was read"))
