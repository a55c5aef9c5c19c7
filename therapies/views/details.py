"""The pages of single entries: what each shows beside the entry, in the order of its footnotes."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from therapies import compare, search, structured, studied
from therapies.choices import Section, WarningKind
from therapies.completeness import completeness
from therapies.glossary import APPROVAL_WORDS, RATE_WORDS
from therapies.in_short import in_short, most_telling_first, told
from therapies.models import (
    Approval,
    AwaitedDrug,
    ClaimCheck,
    Comparison,
    Condition,
    Country,
    Drug,
    Indication,
    Institution,
    LabelCount,
    LookAlike,
    PivotalResult,
    Rate,
    SideEffect,
    Source,
    TherapyType,
    Trial,
    Warning,
)
from therapies.pictures import (
    dot_plot,
    forest,
    icon_array,
    main_trials,
    mechanisms,
    ranges,
    timeline,
    years,
)
from therapies.published.owners import may_have
from therapies.views.base import EntryDetail, by_section, statements_of

NOT_SHOWN = _("What these figures do not show")


def results_of(trials: main_trials.MainTrials | None) -> Iterable[Any]:
    return trials.results if trials else ()


class TherapyTypeDetail(EntryDetail):
    model = TherapyType
    template_name = "therapies/therapy_type.html"

    def parts(self, entry: TherapyType) -> dict[str, Any]:
        drugs = Drug.objects.published().with_therapy_type(entry.pk)
        rows = list(drugs.for_list())
        ancestors = TherapyType.objects.ancestors_of(entry)
        decisions = Approval.objects.of_drugs(drugs).first_decisions(
            years.REGULATORS, by="regulator__slug"
        )
        return {
            "ancestors": ancestors,
            "mechanism": mechanisms.of_path([*ancestors, entry]),
            "drugs": rows,
            "comparisons": Comparison.objects.of_drugs(drugs).count(),
            "awaited": AwaitedDrug.objects.of_type(entry),
            "approval_years": years.by_regulator(decisions, len(rows)),
            "conditions": Condition.objects.published().treated_by(drugs),
            "studied": studied.of_therapy_type(entry),
            "ranges": ranges.drawn(compare.ranges(Rate.objects.published().of_drugs_alone(drugs))),
        }


class DrugDetail(EntryDetail):
    model = Drug
    template_name = "therapies/drug.html"
    words = {"rate_words": RATE_WORDS, "approval_words": APPROVAL_WORDS}

    def parts(self, entry: Drug) -> dict[str, Any]:
        indications = list(entry.indications.for_comparison().within_owner())
        datasets = most_telling_first(entry.safety_datasets.for_detail().within_owner())
        for dataset in datasets:
            dataset.plot = dot_plot.of_dataset(dataset)
            dataset.arrays = icon_array.of_dataset(dataset)
        warned = entry.warnings.select_related("source", "regulator").within_owner()
        warnings = _if_any(entry, Warning, warned)
        sections = by_section(entry)
        types = [*TherapyType.objects.ancestors_of(entry.primary_type), entry.primary_type]
        is_in_trials = may_have(entry, Trial.drugs.through, "drug")
        is_compared = may_have(entry, Comparison, "entry")
        looks_alike = may_have(entry, LookAlike, "entry")
        labels = entry.label_counts.select_related("regulator", "source").within_owner()
        return {
            "ancestors": types,
            "mechanism": mechanisms.of_path(types),
            "boxed": [each for each in warnings if each.kind == WarningKind.BOXED],
            "warnings": [each for each in warnings if each.kind != WarningKind.BOXED],
            "in_short": in_short(sections, datasets),
            "told": told(sections),
            "approvals": compare.timeline(indications),
            "regulators": compare.regulators_of(indications),
            "timeline": timeline.of_drug(indications),
            "datasets": datasets,
            "alike": search.look_alikes([entry.pk]).get(entry.pk, []) if looks_alike else [],
            "main_trials": main_trials.drawn(
                _if_any(entry, PivotalResult, entry.results.for_list())
            ),
            "compared_with": entry.comparisons.trials_by_comparator() if is_compared else {},
            "trials": entry.trials.published().for_list() if is_in_trials else [],
            "studied": studied.of_drug(entry, is_in_trials),
            "completeness": completeness(
                (approval for each in indications for approval in each.approvals.all()),
                datasets,
                entry.not_found.all(),
                _if_any(entry, LabelCount, labels),
            ),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        drug = self.object
        approvals = (approval for row in context["approvals"] for approval in row["cells"])
        return chain(
            context["boxed"],
            context["in_short"].claims,
            [drug],
            context["warnings"],
            statements_of(context["told"].how_it_works),
            (approval for approval in approvals if approval),
            context["datasets"],
            statements_of(context["told"].when_to_call),
            statements_of(context["told"].how_well),
            results_of(context["main_trials"]),
            statements_of(context["told"].not_known),
            (share.count for share in context["completeness"].labels),
            drug.names.all(),
            drug.productions.all(),
            drug.statements.all(),
        )


def _if_any(drug: Drug, model: type[Model], rows: QuerySet) -> list[Any]:
    """The rows of a drug, without a question to the database if it has none."""
    return list(rows) if may_have(drug, model, "drug") else []


class ConditionDetail(EntryDetail):
    model = Condition
    template_name = "therapies/condition.html"
    words = {"words": APPROVAL_WORDS}

    def parts(self, entry: Condition) -> dict[str, Any]:
        indications = list(Indication.objects.of_condition(entry).for_detail())
        return {
            "ancestors": Condition.objects.ancestors_of(entry),
            "approvals": compare.timeline(indications),
            "regulators": compare.regulators_of(indications),
            "timeline": timeline.of_condition(indications),
            "main_trials": main_trials.drawn(PivotalResult.objects.of_condition(entry).for_list()),
            "trials": entry.trials.published().for_list(),
            "compared_with": Comparison.objects.of_condition(entry).trials_by_comparator(),
            "studied": studied.of_condition(entry),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        approvals = (approval for row in context["approvals"] for approval in row["cells"])
        return chain(
            self.object.statements.all(),
            filter(None, approvals),
            results_of(context["main_trials"]),
        )


class SideEffectDetail(EntryDetail):
    model = SideEffect
    template_name = "therapies/side_effect.html"
    words = {"words": RATE_WORDS}

    def parts(self, entry: SideEffect) -> dict[str, Any]:
        rates = list(entry.rates.published().across_drugs())
        return {
            "rates": rates,
            "plot": dot_plot.across_drugs(rates),
            "arrays": icon_array.across_drugs(rates),
        }

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
            "products": entry.products.for_list(),
            "outputs": entry.outputs.select_related("source"),
            "milestones": entry.milestones.for_list(),
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        return chain(
            [self.object],
            self.object.statements.all(),
            context["milestones"],
            context["products"],
            context["outputs"],
        )


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

    def parts(self, entry: ClaimCheck) -> dict[str, Any]:
        sections = by_section(entry)
        plots = forest.plots(Comparison.objects.bearing_on(entry))
        return {
            "evidence": [each for each in sections if each["name"] == Section.EVIDENCE],
            "plots": plots,
            "limits": [
                each | ({"label": NOT_SHOWN} if plots and each["name"] == Section.LIMITS else {})
                for each in sections
                if each["name"] != Section.EVIDENCE
            ],
        }

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        lines = (
            line.comparison
            for plot in context["plots"]
            for group in plot.groups
            for line in group.lines
        )
        return chain(statements_of(context["evidence"]), lines, statements_of(context["limits"]))


class SourceDetail(DetailView):
    model = Source
    template_name = "therapies/source.html"

    def get_queryset(self) -> QuerySet:
        return Source.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "citing": self.object.citing_entries(),
            "terms": self.object.glossaryterm_set.all(),
            "described": structured.source_page(self.object, structured.root_of(self.request)),
        }
