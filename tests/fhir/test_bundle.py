"""The FHIR export is what the library's models of R5 take, and says what the reference says."""

import json

import pytest
from fhir.resources.bundle import Bundle

from editorial.choices import Status
from tests import factories
from therapies.fhir import bundle
from therapies.models import Entry

pytestmark = pytest.mark.django_db


def made() -> dict:
    return json.loads("".join(bundle.written()))


def resources(kind: str, of_type: str = "") -> list[dict]:
    found = [entry["resource"] for entry in made()["entry"]]
    return [
        each
        for each in found
        if each["resourceType"] == kind and each.get("type") in (of_type or each.get("type"), None)
    ]


@pytest.fixture
def drug():
    return factories.full_drug(1)


def test_bundle_is_valid_r5(drug):
    factories.full_drug(2)
    factories.approval(
        factories.indication(drug, partners="axitinib", setting="first line"),
        regulator=factories.regulator("who", jurisdiction=""),
        decided_on=None,
        decided_precision="",
    )
    found = Bundle.model_validate(made())
    kinds = {entry.resource.get_resource_type() for entry in found.entry}
    assert kinds == {
        "MedicinalProductDefinition",
        "ClinicalUseDefinition",
        "RegulatedAuthorization",
    }


def test_empty_reference_is_a_valid_bundle():
    assert Bundle.model_validate(made()).entry is None


def test_every_reference_leads_to_a_resource_of_the_bundle(drug):
    factories.full_drug(2)
    entries = made()["entry"]
    names = [entry["fullUrl"] for entry in entries]
    assert len(set(names)) == len(names)
    for entry in entries:
        contained = {f"#{each['id']}" for each in entry["resource"].get("contained", [])}
        assert set(references(entry["resource"])) <= {*names, *contained}


def references(part) -> list[str]:
    if isinstance(part, list):
        return [each for item in part for each in references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["reference"]] if isinstance(part.get("reference"), str) else []
    return own + references(list(part.values()))


def test_drug_with_names_and_codes():
    drug = factories.drug("Exemplumab", atc_codes=["L01FF02"])
    factories.name(drug, "Exempla", country="DE")
    factories.name(drug, "Exemplumap", kind="misspelling")
    (product,) = resources("MedicinalProductDefinition")
    assert [name["productName"] for name in product["name"]] == ["Exemplumab", "Exempla"]
    assert product["name"][1]["usage"][0]["country"]["coding"][0]["code"] == "DE"
    assert product["classification"][0]["coding"] == [
        {"system": "http://www.whocc.no/atc", "code": "L01FF02"}
    ]
    assert product["meta"]["source"] == drug.source.url
    assert product["identifier"] == [{"value": "drug/exemplumab"}]


def test_indication_with_condition_people_and_partners():
    drug = factories.drug()
    condition = factories.condition(doid="DOID:1909", icd10_codes=["C43"])
    indication = factories.indication(
        drug, condition=condition, population="adults", setting="adjuvant", partners="axitinib"
    )
    approval = factories.approval(
        indication, decided_on="2014-09-01", decided_precision="month", status="conditional"
    )
    (use,) = resources("ClinicalUseDefinition", "indication")
    concept = use["indication"]["diseaseSymptomProcedure"]["concept"]
    assert [each["code"] for each in concept["coding"]] == ["DOID:1909", "C43"]
    assert use["contained"][0]["description"] == "adults; adjuvant"
    assert use["indication"]["otherTherapy"][0]["treatment"]["concept"]["text"] == "axitinib"
    assert use["status"]["text"] == "active"
    (decision,) = resources("RegulatedAuthorization")
    assert decision["statusDate"] == "2014-09"
    assert decision["status"]["text"] == "conditional or accelerated"
    assert decision["meta"]["source"] == approval.source.url


def test_indication_that_every_regulator_withdrew_is_retired():
    indication = factories.indication(factories.drug())
    factories.approval(indication, status="withdrawn", ended_on="2024-01-01", ended_precision="day")
    (use,) = resources("ClinicalUseDefinition", "indication")
    assert use["status"]["text"] == "retired"


def test_indication_without_a_decision_is_left_out():
    factories.indication(factories.drug())
    assert not resources("ClinicalUseDefinition")


def test_rate_says_band_number_people_and_source():
    dataset = factories.dataset(
        factories.drug(), population="adults", regimen="alone", treated=2799
    )
    factories.rate(dataset, percent="31.20", percent_grade_3_plus="2")
    (use,) = resources("ClinicalUseDefinition", "undesirable-effect")
    effect = use["undesirableEffect"]
    assert effect["frequencyOfOccurrence"]["text"] == "very common; 31.2 %; grade 3 or more: 2 %"
    assert effect["symptomConditionEffect"]["concept"]["text"] == "Nausea"
    assert use["contained"][0]["description"] == "adults; alone; n = 2799"
    assert use["meta"]["source"] == dataset.source.url


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"percent": None, "events": 3}, "people affected: 3"),
        ({"percent": "0.5", "upper_bounds": ["percent"], "stated_band": "rare"}, "rare; < 0.5 %"),
        ({"percent": None, "percent_grade_3_plus": "2"}, "grade 3 or more: 2 %"),
        ({"percent": None, "stated_band": "common"}, "common"),
    ],
)
def test_rate_without_a_plain_percentage(fields, told):
    factories.rate(factories.dataset(factories.drug(), treated=None), **fields)
    Bundle.model_validate(made())
    (use,) = resources("ClinicalUseDefinition", "undesirable-effect")
    assert use["undesirableEffect"]["frequencyOfOccurrence"]["text"] == told


def test_nothing_that_is_not_published(drug):
    effect = drug.safety_datasets.get().rates.first().side_effect
    draft = {"status": Status.DRAFT, "published_at": None, "published_by": None}
    Entry.objects.filter(pk=effect.pk).update(**draft)
    text = json.dumps(made())
    assert effect.name not in text
    assert drug.name in text
    Entry.objects.filter(pk=drug.pk).update(**draft)
    assert "entry" not in made()


def test_same_content_gives_the_same_bundle(drug):
    assert list(bundle.written()) == list(bundle.written())
