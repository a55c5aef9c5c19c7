"""A small published reference with names of every kind, indexed."""

import pytest

from tests import factories
from therapies import search
from therapies.models import Target


@pytest.fixture
def reference(db):
    kind = factories.therapy_type("Cancer immunotherapy")
    pd1 = factories.therapy_type("PD-1 inhibitors", parent=kind, synonyms=["anti-PD-1 antibodies"])
    nivolumab = factories.drug("Nivolumab", primary_type=pd1, atc_codes=["L01FF01"])
    factories.name(nivolumab, "Opdivo")
    factories.name(nivolumab, "Opdivo", country="EU")
    factories.name(nivolumab, "BMS-936558", kind="code", country="")
    factories.statement(nivolumab, text="It lifts a brake. Tumours may shrink within weeks.")
    factories.drug("Durvalumab", primary_type=kind)
    factories.drug("Dupilumab", primary_type=kind)
    pembrolizumab = factories.drug("Pembrolizumab", primary_type=pd1)
    bound = Target.objects.create(
        slug="pd-1",
        name="PD-1",
        gene_symbol="PDCD1",
        synonyms=["programmed cell death protein 1", "PD-1 receptor"],
    )
    Target.objects.create(slug="cd19", name="CD19")
    nivolumab.targets.add(bound)
    pembrolizumab.targets.add(bound)
    factories.drug("Hiddenumab", primary_type=kind, status="draft")
    blood = factories.condition("Leukaemia", plain_name="blood cancer", icd10_codes=["C95.9"])
    factories.condition("Acute leukaemia", parent=blood)
    for american in (
        "Hypoglycemia",
        "Hemophilia",
        "Esophagitis",
        "Edema",
        "Pediatric asthma",
        "Steatorrhea",
        "Tumor lysis",
        "Immunized people",
        "Sulfonamide allergy",
    ):
        factories.condition(american)
    factories.condition("Generalised myasthenia gravis", area="autoimmune")
    factories.side_effect("Nausea", plain_name="Feeling sick")
    factories.side_effect("Diarrhoea", plain_name="Loose stools")
    place = factories.country("Türkiye", iso_code="TR")
    factories.institution("Ankara University", country=place, native_name="Ankara Üniversitesi")
    factories.institution("Tehran University", country=place, native_name="دانشگاه تهران یک")
    factories.institution("King's Hospital", country=place, native_name="مُسْتَشْفَى الملِـك الأهلي")
    factories.institution("Isparta Clinic", country=place, native_name="IĞDIR ŞIFA İstasyonu")
    factories.trial("A trial of something", registry_id="NCT01234567")
    factories.claim_check("Vaccines overload the immune system")
    search.rebuild()


def names(text):
    """Names of the entries found, in their order."""
    return [hit.entry.name for group in search.find(text).groups for hit in group.hits]
