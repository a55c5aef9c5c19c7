"""Names of others become entries of ours only where the folded names are the same."""

import pytest

from tests import factories
from therapies import search
from therapies.choices import EntryType
from therapies.importing.names import Names

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(reference):
    other = factories.drug("Otherumab")
    factories.name(other, "Othera")
    factories.name(other, "OTH-101", kind="code", country="")
    factories.name(other, "Otherumap", kind="misspelling", country="")
    factories.condition("B-cell leukaemia", icd10_codes=["C91"])
    factories.condition("Asthma", synonyms=["Bronchial disease"])
    factories.condition("Bronchitis", synonyms=["Bronchial disease"])
    search.rebuild()
    return Names()


@pytest.mark.parametrize(
    ("name", "slugs", "unknown"),
    [
        ("EXEMPLUMAB", {"exemplumab"}, []),
        ("Exemplumab 200 mg IV", {"exemplumab"}, []),
        ("Exemplumab injection", {"exemplumab"}, []),
        ("Exemplumab (EX-1)", {"exemplumab"}, []),
        ("EX-1 [Exemplumab]", {"exemplumab"}, []),
        ("oth 101", {"otherumab"}, []),
        ("Exemplumab + Othera", {"exemplumab", "otherumab"}, []),
        ("Exemplumab and carboplatin", {"exemplumab"}, ["carboplatin"]),
        ("Carboplatin", set(), ["Carboplatin"]),
        ("Placebo (Exemplumab)", set(), ["Placebo (Exemplumab)"]),
        ("Exemplumab matching placebo", set(), ["Exemplumab matching placebo"]),
        ("Otherumap", set(), ["Otherumap"]),
        ("exemplumabs", set(), ["exemplumabs"]),
    ],
)
def test_interventions(names, name, slugs, unknown):
    mapped = names.drugs(name, ())
    assert (mapped.slugs, mapped.unknown) == (slugs, unknown)


def test_another_name_of_an_intervention(names):
    assert names.drugs("EX-1", ("Something", "Exemplumab")).slugs == {"exemplumab"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("melanoma", "melanoma"),
        ("Melanoma (Skin)", "melanoma"),
        ("Leukemia, B-Cell", "b-cell-leukaemia"),
        ("Bronchial disease", ""),
        ("C91", ""),
        ("Uveal melanoma", ""),
        ("", ""),
    ],
)
def test_conditions(names, name, slug):
    assert names.condition(name) == slug


@pytest.mark.parametrize("name", ["Turkey", "Turkey (Türkiye)", "Türkiye", "TURKIYE"])
def test_the_registrys_names_of_a_country(names, name):
    assert names.country(name) == "turkiye"
    assert names.country("France") == ""
    assert names.country("TR") == ""


def test_every_country_of_the_registrys_own_names_is_there_once(names):
    factories.country("Iran", iso_code="IR")
    search.rebuild()
    assert Names().country("Iran, Islamic Republic of") == "iran"


def test_an_institution_is_looked_for_in_its_country(names):
    assert names.institution("Example University, Ankara", {"turkiye"}) == "example-university"
    assert names.institution("Example University", {"egypt", ""}) == ""
    assert names.institution("", {"turkiye"}) == ""


def test_a_name_of_two_entries_is_nobodys(names):
    assert names.all_of(EntryType.CONDITION, "bronchial disease") == {"asthma", "bronchitis"}
    assert names.one(EntryType.CONDITION, "bronchial disease") == ""


def test_an_entrys_own_name_comes_before_anothers_synonym(names):
    factories.drug("Thirdumab", synonyms=["Exemplumab"])
    search.rebuild()
    assert Names().one(EntryType.DRUG, "exemplumab") == "exemplumab"


def test_a_brand_of_one_and_a_synonym_of_another_is_nobodys(names):
    factories.drug("Fourthumab", synonyms=["Othera"])
    search.rebuild()
    assert Names().one(EntryType.DRUG, "othera") == ""
