"""Drugs, indications, approvals and rates as FHIR resources."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from editorial.choices import Status
from therapies.choices import ApprovalStatus, Band, NameKind
from therapies.fhir.parts import (
    ATC,
    PUBLICATION_STATUS,
    Resource,
    code,
    concept,
    condition_concept,
    group,
    place,
    reference,
    resource,
)
from therapies.models import Approval, Drug, Indication, Name, Rate, SafetyDataset

# Misspellings help to search; they are not names.
NAMES = frozenset(NameKind) - {NameKind.MISSPELLING}
Keyed = tuple[tuple[str, ...], Resource]


def of_drug(drug: Drug) -> Iterator[Keyed]:
    """Every resource about the drug with its key; the drug as `for_detail()` reads it."""
    key = ("drug", drug.slug)
    yield key, product(key, drug)
    for indication in drug.indications.for_detail():
        own = ("indication", drug.slug, indication.slug)
        approvals = list(indication.approvals.all())
        if approvals:
            yield own, indicated(own, drug, indication, approvals)
        for approval in approvals:
            other = ("approval", *own[1:], approval.regulator.slug)
            yield other, authorization(other, own, drug, approval)
    for dataset in drug.safety_datasets.for_detail():
        for rate in dataset.rates.all():
            if rate.side_effect.status == Status.PUBLISHED:
                effect = ("rate", drug.slug, dataset.slug, rate.side_effect.slug)
                yield effect, undesirable(effect, drug, dataset, rate)


def product(key: tuple[str, ...], drug: Drug) -> Resource:
    names = [each for each in drug.names.all() if each.kind in NAMES and each.text != drug.name]
    codes = [concept(atc, [code(ATC, atc)]) for atc in drug.atc_codes]
    types = [concept(each.name) for each in drug.therapy_types.all()]
    return resource(
        "MedicinalProductDefinition",
        key,
        drug.source.url,
        type=concept(drug.get_modality_display()),
        status=concept(drug.get_market_status_display()),
        route=[concept(each.name) for each in drug.routes.all()],
        classification=codes + types,
        name=[
            {"productName": drug.name, "type": concept(_("name in this reference"))},
            *map(_named, names),
        ],
    )


def _named(name: Name) -> Resource:
    found: Resource = {"productName": name.text, "type": concept(name.get_kind_display())}
    if name.country:
        found["usage"] = [{"country": place(name.country), "language": concept(name.language)}]
    return found


def indicated(
    key: tuple[str, ...], drug: Drug, indication: Indication, approvals: list[Approval]
) -> Resource:
    people = "; ".join(filter(None, (indication.population, indication.setting)))
    use: Resource = {
        "diseaseSymptomProcedure": {"concept": condition_concept(indication.condition)}
    }
    if indication.partners:
        use["otherTherapy"] = [
            {
                "relationshipType": concept(_("given with")),
                "treatment": {"concept": concept(indication.partners)},
            }
        ]
    in_force = any(each.status != ApprovalStatus.WITHDRAWN for each in approvals)
    status = "active" if in_force else "retired"
    return resource(
        "ClinicalUseDefinition",
        key,
        approvals[0].source.url,
        type="indication",
        status=concept(status, [code(PUBLICATION_STATUS, status)]),
        subject=[reference("drug", drug.slug, display=drug.name)],
        contained=[group(people)],
        population=[{"reference": "#people"}],
        indication=use,
    )


def authorization(
    key: tuple[str, ...], indication: tuple[str, ...], drug: Drug, approval: Approval
) -> Resource:
    """What one regulator decided. Dates are as precise as they are known."""
    decided = approval.decided_on.isoformat() if approval.decided_on else ""
    regulator = approval.regulator
    return resource(
        "RegulatedAuthorization",
        key,
        approval.source.url,
        subject=[reference("drug", drug.slug, display=drug.name)],
        type=concept(_("approval of an indication")),
        description=approval.note,
        region=[place(regulator.jurisdiction)] if regulator.jurisdiction else [],
        status=concept(approval.get_status_display()),
        statusDate=decided[: {"year": 4, "month": 7}.get(approval.decided_precision, 10)],
        indication=[{"reference": reference(*indication)}],
        regulator={"display": regulator.full_name},
    )


def undesirable(key: tuple[str, ...], drug: Drug, dataset: SafetyDataset, rate: Rate) -> Resource:
    effect = rate.side_effect
    told: Resource = {
        "symptomConditionEffect": {"concept": concept(effect.name)},
        "classification": concept(effect.get_organ_class_display()),
    }
    if frequency := _frequency(rate):
        told["frequencyOfOccurrence"] = concept(frequency)
    return resource(
        "ClinicalUseDefinition",
        key,
        dataset.source.url,
        type="undesirable-effect",
        subject=[reference("drug", drug.slug, display=drug.name)],
        contained=[group(_people(dataset))],
        population=[{"reference": "#people"}],
        undesirableEffect=told,
    )


def _people(dataset: SafetyDataset) -> str:
    parts = [dataset.population, dataset.regimen]
    if dataset.treated:
        parts.append(f"n = {dataset.treated}")
    return "; ".join(parts)


def _frequency(rate: Rate) -> str:
    """The band and, where there is one, the number: "very common; 31.2 %; grade 3 or more: 2 %"."""
    parts = [str(Band(rate.band).label)] if rate.band else []
    if rate.percent_text:
        parts.append(rate.percent_text)
    elif rate.events is not None:
        parts.append(_("people affected: %(number)s") % {"number": rate.events})
    if rate.grade_3_plus_text:
        parts.append(_("grade 3 or more: %(number)s") % {"number": rate.grade_3_plus_text})
    return "; ".join(parts)
