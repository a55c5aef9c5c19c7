"""The pages of single entries: what each shows beside the entry, in the order of its footnotes."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView

from therapies import compare, plots
from therapies.completeness import completeness
from therapies.models import (
    ClaimCheck,
    Condition,
    Country,
    Drug,
    Indication,
    Institution,
    Rate,
    SideEffect,
    Source,
    TherapyType,
    Trial,
)
from therapies.views.base import EntryDetail


class TherapyTypeDetail(EntryDetail):
    model = TherapyType
    template_name = "therapies/therapy_type.html"

    def parts(self, entry: TherapyType) -> dict[str, Any]:
        drugs = Drug.objects.published().with_therapy_type(entry.pk)
        return {
            "ancestors": TherapyType.objects.ancestors_of(entry),
            "drugs": drugs.for_list(),
            "conditions": Condition.objects.published().treated_by(drugs),
            "ranges": compare.ranges(Rate.objects.published().of_drugs_alone(drugs)),
        }


class DrugDetail(EntryDetail):
    model = Drug
    template_name = "therapies/drug.html"

    def parts(self, entry: Drug) -> dict[str, Any]:
        indications = list(entry.indications.for_detail())
        datasets = list(entry.safety_datasets.for_detail())
        for dataset in datasets:
            dataset.plot = plots.of_dataset(dataset)
        return {
            "ancestors": [
                *TherapyType.objects.ancestors_of(entry.primary_type),
                entry.primary_type,
            ],
            "warnings": entry.warnings.select_related("source", "regulator"),
            "approvals": compare.timeline(indications),
            "regulators": compare.regulators_of(indications),
            "datasets": datasets,
            "trials": entry.trials.published().for_list(),
            "completeness": completeness(
                (approval for each in indications for approval in each.approvals.all()),
                datasets,
                entry.not_found.all(),
            ),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        drug = self.object
        approvals = (approval for row in context["approvals"] for approval in row["cells"])
        return chain(
            context["warnings"],
            drug.statements.all(),
            [drug],
            drug.names.all(),
            drug.productions.all(),
            (approval for approval in approvals if approval),
            context["datasets"],
        )


class ConditionDetail(EntryDetail):
    model = Condition
    template_name = "therapies/condition.html"

    def parts(self, entry: Condition) -> dict[str, Any]:
        indications = list(Indication.objects.of_condition(entry).for_detail())
        return {
            "ancestors": Condition.objects.ancestors_of(entry),
            "approvals": compare.timeline(indications),
            "regulators": compare.regulators_of(indications),
            "trials": entry.trials.published().for_list(),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        approvals = (approval for row in context["approvals"] for approval in row["cells"])
        return chain(self.object.statements.all(), filter(None, approvals))


class SideEffectDetail(EntryDetail):
    model = SideEffect
    template_name = "therapies/side_effect.html"

    def parts(self, entry: SideEffect) -> dict[str, Any]:
        rates = list(entry.rates.published().across_drugs())
        return {"rates": rates, "plot": plots.across_drugs(rates)}

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        datasets = (rate.dataset for rate in context["rates"])
        return chain([self.object], self.object.statements.all(), datasets)


class CountryDetail(EntryDetail):
    model = Country
    template_name = "therapies/country.html"

    def parts(self, entry: Country) -> dict[str, Any]:
        return {
            "institutions": entry.institutions.published().for_list(),
            "trials": entry.trials.published().for_list(),
            "milestones": entry.milestones.select_related("source", "institution"),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        return chain([self.object], self.object.statements.all(), context["milestones"])


class InstitutionDetail(EntryDetail):
    model = Institution
    template_name = "therapies/institution.html"

    def parts(self, entry: Institution) -> dict[str, Any]:
        return {"trials": entry.trials.published().for_list()}

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        return chain([self.object], self.object.statements.all())


class TrialDetail(EntryDetail):
    model = Trial
    template_name = "therapies/trial.html"

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        return chain([self.object], self.object.statements.all())


class ClaimCheckDetail(EntryDetail):
    model = ClaimCheck
    template_name = "therapies/claim.html"


class SourceDetail(DetailView):
    model = Source
    template_name = "therapies/source.html"

    def get_queryset(self) -> QuerySet:
        return Source.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"citing": self.object.citing_entries()}
