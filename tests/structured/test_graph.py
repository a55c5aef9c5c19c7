"""What pages say of themselves to programs, held against the vocabulary of schema.org."""

from datetime import date

import pytest
from django.utils.html import escape

from bench import page_types
from editorial.choices import Status
from tests import factories
from tests.structured.documents import Head, head
from tests.structured.vocabulary import problems
from therapies import versions
from therapies.loading import load
from therapies.models import Approval, Country, Entry, Institution, Trial
from therapies.structured import Page, head_of
from therapies.structured.graph import as_text
from therapies.structured.nodes import MOST, cut

pytestmark = pytest.mark.django_db

ROOT = "http://testserver"
HOSTILE = (
    "</script><script>alert(1)</script> \"quoted\" 'single' & \u202eevil\u202c \u2028\u2029 <!--"
)
KINDS = {
    "/": "WebSite",
    "/therapies/cancer-immunotherapy/": "MedicalTherapy",
    "/drugs/drug-1/": "Drug",
    "/conditions/condition-1/": "MedicalCondition",
    "/side-effects/effect-1/": "MedicalSignOrSymptom",
    "/research/countries/country-1/": "Country",
    "/research/institutions/institution-1/": "CollegeOrUniversity",
    "/research/trials/trial-1/": "MedicalTrial",
    "/claims/claim-1/": "ClaimReview",
    "/sources/the-source/": "CreativeWork",
    "/data/": "DataCatalog",
    "/drugs/": "ItemList",
    "/rates/": "Dataset",
    "/glossary/": "Dataset",
}


@pytest.fixture
def drug():
    factories.source(slug="the-source", doi="10.1000/1", publisher="A journal")
    made = factories.full_drug(1)
    versions.record(Entry.objects.all(), "loaded from fixtures")
    return made


def node_of(client, address, kind):
    return head(client.get(address)).node(kind)


@pytest.mark.parametrize("address", KINDS)
def test_every_kind_of_page_says_what_the_vocabulary_allows(client, drug, address):
    read = head(client.get(address))
    assert problems(read.document) == []
    subject = read.node(KINDS[address])
    pages = [each for each in read.document["@graph"] if "breadcrumb" in each]
    assert [each["mainEntity"] for each in pages] == [{"@id": subject["@id"]}]
    assert pages[0]["url"] == read.canonical == f"{ROOT}{address}"
    assert pages[0]["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_fullest_pages_of_the_reference_say_what_the_vocabulary_allows(client):
    load(page_types.ROOT / "fixtures")
    found = {}
    for address in page_types.addresses():
        read = Head(client.get(address).content.decode())
        if read.blocks:
            found[address] = problems(read.document)
            assert len(read.blocks[0]) < 40_000
    assert len(found) > 30
    assert not {address: each for address, each in found.items() if each}


def test_checker_refuses_what_is_not_of_the_vocabulary():
    def said(**node):
        return problems({"@context": "https://schema.org", "@graph": [{"@id": "x", **node}]})

    assert said(**{"@type": "Drug", "name": "A"}) == []
    assert said(**{"@type": "Medicine"})
    assert said(**{"@type": "Drug", "sideEffect": "Nausea"})
    assert said(**{"@type": "Drug", "lastReviewed": "2026-01-01"})
    assert said(**{"@type": "Drug", "legalStatus": {"@type": "Person"}})
    assert said(**{"@type": "MedicalWebPage", "lastReviewed": "lately"})
    assert said(**{"@type": "Drug", "study": {"@id": "nowhere"}})


def test_drug(client, drug):
    factories.name(drug, "MK-1", kind="code")
    factories.name(drug, "Drugg", kind="misspelling")
    drug.atc_codes = ["L01FF02"]
    drug.save()
    node = node_of(client, "/drugs/drug-1/", "Drug")
    assert node["@id"] == f"{ROOT}/drugs/drug-1/#entry"
    assert node["alternateName"] == ["MK-1"]
    assert node["proprietaryName"] == ["Brand 1"]
    assert node["activeIngredient"] == ["Drug 1"]
    assert node["nonProprietaryName"] == ["Drug 1"]
    assert node["administrationRoute"] == ["oral"]
    assert node["drugClass"][0]["name"] == "Cancer immunotherapy"
    assert node["code"] == [{"@type": "MedicalCode", "codeValue": "L01FF02", "codingSystem": "ATC"}]
    assert node["warning"] == ["Boxed warning (FDA): Infusion reactions. They can be severe."]
    assert node["legalStatus"][0]["name"] == "FDA: approved"
    assert node["legalStatus"][0]["recognizingAuthority"]["url"] == "https://regulator.example/"
    assert node["@reverse"]["drug"][0]["name"] == "Condition 1"
    assert node["study"][0]["url"] == f"{ROOT}/research/trials/trial-1/"


def test_product_of_many_substances_names_no_active_one(client):
    vaccine = factories.drug("Some vaccine", modality="vaccine")
    node = node_of(client, "/drugs/some-vaccine/", "Drug")
    assert node["nonProprietaryName"] == ["Some vaccine"]
    assert "activeIngredient" not in node
    factories.name(vaccine, "somevac", kind="inn")
    assert node_of(client, "/drugs/some-vaccine/", "Drug")["activeIngredient"] == ["somevac"]


def test_withdrawn_approval_is_no_treatment(client, drug):
    Approval.objects.update(status="withdrawn")
    node = node_of(client, "/drugs/drug-1/", "Drug")
    assert node["legalStatus"][0]["name"] == "FDA: approval withdrawn"
    assert "@reverse" not in node
    assert "possibleTreatment" not in node_of(
        client, "/conditions/condition-1/", "MedicalCondition"
    )


def test_different_decisions_of_one_regulator_are_told_apart(client, drug):
    factories.approval(factories.indication(drug, setting="early"), status="conditional")
    (status,) = node_of(client, "/drugs/drug-1/", "Drug")["legalStatus"]
    assert status["name"] == (
        "FDA: approved for some uses, approved, conditional or accelerated for some uses"
    )


def test_long_warning_is_never_cut(client, drug):
    factories.warning(drug, title="Harm", text="Do not stop. " * 60, kind="equivalent")
    assert "Warning (FDA): Harm" in node_of(client, "/drugs/drug-1/", "Drug")["warning"]


def test_condition_and_therapy_type(client, drug):
    condition = factories.condition(
        "Measles", area="infection", doid="DOID:8622", icd10_codes=["B05"], plain_name="measles"
    )
    factories.approval(factories.indication(drug, condition=condition))
    node = node_of(client, "/conditions/measles/", "InfectiousDisease")
    assert [(each["codingSystem"], each["codeValue"]) for each in node["code"]] == [
        ("Disease Ontology", "DOID:8622"),
        ("ICD-10", "B05"),
    ]
    assert node["sameAs"] == "http://purl.obolibrary.org/obo/DOID_8622"
    assert [each["name"] for each in node["possibleTreatment"]] == ["Drug 1"]
    therapy = node_of(client, "/therapies/cancer-immunotherapy/", "MedicalTherapy")
    assert [each["name"] for each in therapy["drug"]] == ["Drug 1"]
    assert [each["name"] for each in therapy["adverseOutcome"]] == ["Effect 1"]


def test_institution_and_trial(client, drug):
    Institution.objects.update(
        native_name="جامعة", latitude=41, longitude=29, ror_id="https://ror.org/02kswqa67"
    )
    node = node_of(client, "/research/institutions/institution-1/", "CollegeOrUniversity")
    assert node["alternateName"] == ["جامعة"]
    assert node["sameAs"] == "https://ror.org/02kswqa67"
    assert node["location"]["address"]["addressLocality"] == "Ankara"
    assert node["location"]["geo"]["latitude"] == 41.0
    trial = Trial.objects.get()
    trial.countries.add(factories.country("Elsewhere", iso_code="EL"))
    node = node_of(client, "/research/trials/trial-1/", "MedicalTrial")
    assert node["status"] == "https://schema.org/Recruiting"
    assert node["trialDesign"] == "https://schema.org/InternationalTrial"
    assert node["sameAs"] == f"https://clinicaltrials.gov/study/{trial.registry_id}"
    assert [each["name"] for each in node["studySubject"]] == ["Drug 1"]
    assert [each["name"] for each in node["studyLocation"]] == ["Country 1", "Elsewhere"]


@pytest.mark.parametrize(
    ("verdict", "rating"),
    [("supported", 3), ("partly", 2), ("not_supported", 1), ("out_of_date", 0)],
)
def test_claim_is_reviewed_by_the_project(client, verdict, rating):
    factories.claim_check(verdict=verdict)
    node = node_of(client, "/claims/it-always-works/", "ClaimReview")
    assert node["author"] == {"@id": f"{ROOT}/#project"}
    assert node["claimReviewed"] == "It always works"
    assert node["reviewRating"].get("ratingValue", 0) == rating
    assert node["reviewRating"]["alternateName"]


def test_page_says_when_it_was_checked_and_what_it_rests_on(client, drug):
    page = node_of(client, "/drugs/drug-1/", "MedicalWebPage")
    assert page["lastReviewed"] == "2026-11-01"
    assert page["dateModified"].endswith("+00:00")
    cited = {each["url"] for each in page["citation"]}
    assert drug.source.url in cited
    assert f"{ROOT}/#project" == page["reviewedBy"]["@id"]


def test_trail_is_the_one_that_is_shown(client, drug):
    child = factories.therapy_type("Checkpoint inhibitors", parent=drug.primary_type)
    response = client.get(f"/therapies/{child.slug}/")
    items = head(response).node("BreadcrumbList")["itemListElement"]
    assert [each["name"] for each in items] == [
        "Home",
        "Therapies",
        "Cancer immunotherapy",
        "Checkpoint inhibitors",
    ]
    shown = response.content.decode()
    for each in items[:-1]:
        address = each["item"]["url"].removeprefix(ROOT)
        assert f'<li><a href="{address}">{each["name"]}</a></li>' in shown


def test_nothing_unpublished_is_named(client, drug):
    names = []
    for made in (
        factories.trial("Hidden trial"),
        factories.institution("Hidden institution", country=Country.objects.get(name="Country 1")),
        factories.condition("Hidden condition"),
        factories.therapy_type("Hidden type", parent=drug.primary_type),
        factories.country("Hidden country", iso_code="HC"),
        factories.drug("Hidden drug"),
    ):
        names.append(made.name)
    hidden = {each.name: each for each in Entry.objects.filter(name__in=names)}
    Entry.objects.filter(name__in=names).update(status=Status.DRAFT)
    condition, kind = hidden["Hidden condition"].as_condition, hidden["Hidden type"].as_therapytype
    factories.approval(factories.indication(drug, condition=condition))
    drug.therapy_types.add(kind)
    known = Trial.objects.get(name="Trial 1")
    known.conditions.add(condition)
    known.countries.add(hidden["Hidden country"].as_country)
    known.drugs.add(hidden["Hidden drug"].as_drug)
    hidden["Hidden trial"].as_trial.drugs.add(drug)
    hidden["Hidden trial"].as_trial.countries.set(Country.objects.all())
    institution = Institution.objects.get(name="Institution 1")
    institution.conditions.add(condition)
    institution.therapy_types.add(kind)
    for address in [*KINDS, "/sitemap-trial.xml", "/sitemap-drug.xml", "/sitemap-condition.xml"]:
        text = client.get(address).content.decode()
        block = "".join(Head(text).blocks) if "<head>" in text else text
        assert "Hidden" not in block, address
        assert "hidden" not in block, address


def test_long_lists_are_cut(client, drug):
    for number in range(MOST + 5):
        factories.trial(f"Another trial {number}").drugs.add(drug)
    assert len(node_of(client, "/drugs/drug-1/", "Drug")["study"]) == MOST


def test_hostile_names_stay_data(client, drug):
    Entry.objects.filter(slug="drug-1").update(name=HOSTILE)
    factories.statement(drug, section="what_it_is", position=2, audience="professionals")
    drug.statements.filter(audience="everyone").update(text=HOSTILE)
    drug.warnings.update(text=HOSTILE)
    drug.names.update(text=HOSTILE, kind="brand")
    for address in ("/drugs/drug-1/", "/drugs/", "/conditions/condition-1/"):
        response = client.get(address)
        text = response.content.decode()
        read = Head(text)
        assert problems(read.document) == []
        block = read.blocks[0]
        assert not set("<>&\u2028\u2029") & set(block)
        assert "<script>alert" not in text
        assert "\\u003C/script\\u003E" in block
    read = head(client.get("/drugs/drug-1/"))
    assert read.node("Drug")["name"] == HOSTILE
    assert read.metas["og:title"] == " ".join(HOSTILE.split())
    assert escape(" ".join(HOSTILE.split())) in client.get("/drugs/drug-1/").content.decode()


def test_preview_of_what_is_not_public_describes_nothing():
    shown = head_of(Page(canonical="/drugs/a/"), "A", "B", "/", ROOT, is_preview=True)
    assert (shown.address, shown.data, shown.alternates, shown.is_indexed) == ("", "", [], False)


def test_text_of_the_block():
    assert as_text({"a": "<&>\u2028\u2029é"}) == ('{"a":"\\u003C\\u0026\\u003E\\u2028\\u2029é"}')


def test_description_ends_at_a_word():
    assert cut("one  two\nthree", 9) == "one two…"
    assert cut("abcdefgh", 5) == "abcd…"
    assert cut("short") == "short"


def test_checked_on_is_a_day(client):
    factories.claim_check(checked_on=date(2026, 2, 3))
    node = node_of(client, "/claims/it-always-works/", "ClaimReview")
    assert node["datePublished"] == "2026-02-03"
