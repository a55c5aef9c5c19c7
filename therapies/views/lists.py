"""The lists, each a declaration."""

from typing import Any

from therapies import listings
from therapies.glossary import RATE_WORDS, Glossary
from therapies.models import TherapyType
from therapies.pictures import years
from therapies.views.base import number_sources
from therapies.views.entry_list import EntryList


class TherapyTypeList(EntryList):
    listing = listings.THERAPIES
    template_name = "therapies/therapies.html"
    page_sizes = (500,)

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"rows": TherapyType.objects.as_tree(context["rows"])}


class DrugList(EntryList):
    listing = listings.DRUGS
    template_name = "therapies/drugs.html"
    row_template = "components/drug_row.html"


class ConditionList(EntryList):
    listing = listings.CONDITIONS
    template_name = "therapies/conditions.html"
    row_template = "components/condition_row.html"


class IndicationList(EntryList):
    listing = listings.INDICATIONS
    template_name = "therapies/indications.html"
    row_template = "components/approval_row.html"


class SideEffectList(EntryList):
    listing = listings.SIDE_EFFECTS
    template_name = "therapies/side_effects.html"
    row_template = "components/side_effect_row.html"


class RateList(EntryList):
    listing = listings.RATES
    template_name = "therapies/rates.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        glossary = Glossary.of_page()
        return {"words": glossary.use(RATE_WORDS), "notes": glossary.notes}


class CountryList(EntryList):
    listing = listings.COUNTRIES
    template_name = "therapies/countries.html"
    page_sizes = (100,)


class InstitutionList(EntryList):
    listing = listings.INSTITUTIONS
    template_name = "therapies/institutions.html"


class TrialList(EntryList):
    listing = listings.TRIALS
    template_name = "therapies/trials.html"


class MilestoneList(EntryList):
    listing = listings.MILESTONES
    template_name = "therapies/milestones.html"
    is_indexed = False

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "sources": number_sources(context["rows"], self.request.path),
            "counts": years.of_days(context["filterset"].qs.values_list("happened_on", flat=True)),
        }


class ProductList(EntryList):
    listing = listings.PRODUCTS
    template_name = "therapies/products.html"

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"sources": number_sources(context["rows"], self.request.path)}


class GlossaryList(EntryList):
    listing = listings.GLOSSARY
    template_name = "therapies/glossary.html"
    page_sizes = (1000,)

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"sources": number_sources(context["rows"], self.request.path)}


class SourceList(EntryList):
    listing = listings.SOURCES
    template_name = "therapies/sources.html"
    row_template = "components/source_row.html"
