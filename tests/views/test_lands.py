"""Pages about member states: lists of countries, milestones and products, and ways to them."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from tests import factories
from therapies import search
from therapies.models import Milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def turkiye():
    return factories.country()


@pytest.fixture
def mali():
    return factories.country("Mali", iso_code="ML", region="african")


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def facet(response, name: str) -> dict[str, int]:
    (found,) = [each for each in response.context["filterset"].facet_choices if each.name == name]
    return {choice.value: choice.results for choice in found.choices}


def test_country_has_a_disease_area_through_an_institution_or_a_trial_once(client, turkiye, mali):
    cancer = factories.condition()
    infection = factories.condition("Malaria", area="infection")
    factories.institution(country=turkiye).conditions.add(cancer)
    study = factories.trial()
    study.countries.add(turkiye, mali)
    study.conditions.add(cancer, infection)
    draft = factories.trial("Draft", status="draft", published_at=None, published_by=None)
    draft.countries.add(mali)
    draft.conditions.add(factories.condition("Lupus", area="autoimmune"))
    page = client.get("/research/countries/")
    assert facet(page, "area") == {"cancer": 2, "infection": 2}
    assert names(client.get("/research/countries/?area=infection&region=african")) == ["Mali"]
    assert names(client.get("/research/countries/?area=autoimmune")) == []
    assert client.get("/research/countries/?area=unheard-of").status_code == 400


def test_country_has_a_focus_through_institutions_and_drugs_of_trials(client, turkiye, mali):
    drug = factories.drug()
    vaccine = factories.therapy_type("Vaccines", kind="vaccine")
    factories.institution(country=turkiye).therapy_types.add(vaccine)
    study = factories.trial()
    study.countries.add(mali)
    study.drugs.add(drug)
    assert facet(client.get("/research/countries/"), "kind") == {"cancer": 1, "vaccine": 1}
    assert names(client.get("/research/countries/?kind=vaccine")) == ["Türkiye"]
    assert names(client.get("/research/countries/?kind=cancer&kind=vaccine")) == ["Mali", "Türkiye"]


def test_countries_are_sorted_by_what_is_counted(client, turkiye, mali):
    factories.product(mali)
    assert names(client.get("/research/countries/?sort=-products_count")) == ["Mali", "Türkiye"]


def test_page_of_a_country_shows_decisions_figures_and_what_was_not_found(client, turkiye):
    factories.product(turkiye)
    nothing = {"regulator": "", "decided_on": None, "decided_precision": ""}
    factories.product(turkiye, "Othervax", decision="not_stated", **nothing)
    factories.research_output(turkiye)
    factories.milestone(turkiye)
    page = client.get("/research/countries/turkiye/").content.decode()
    for text in ("A ministry, March 2021", "No decision stated", "1,281 papers", 'id="milestones"'):
        assert text in page
    assert "No trial with a site here was found." in page


def test_milestones_are_narrowed_by_year_place_and_words_and_counted_by_year(client, turkiye, mali):
    factories.milestone(turkiye, happened_on=date(2013, 1, 1), text="An institute was founded.")
    factories.milestone(mali, happened_on=date(2021, 1, 1))
    factories.milestone(mali, happened_on=date(2022, 1, 1))
    page = client.get("/research/milestones/")
    assert [row.happened_on.year for row in page.context["rows"]] == [2022, 2021, 2013]
    assert page.context["counts"].table == [(2013, 1), (2021, 1), (2022, 1)]
    for query, years in (
        ("year_from=2020&year_to=2021", [2021]),
        ("region=african", [2022, 2021]),
        ("country=turkiye", [2013]),
        ("q=founded", [2013]),
        ("decade=2020", [2022, 2021]),
        ("decade=2010&decade=2020", [2022, 2021, 2013]),
        ("sort=happened_on", [2013, 2021, 2022]),
    ):
        found = client.get(f"/research/milestones/?{query}").context
        assert [row.happened_on.year for row in found["rows"]] == years
        assert [year for year, _count in found["counts"].table] == sorted(years)
    (decades,) = (
        facet for facet in page.context["filterset"].facet_choices if facet.name == "decade"
    )
    assert [(each.value, each.results) for each in decades.choices] == [("2020", 2), ("2010", 1)]
    assert [each.label for each in decades.choices] == ["2020 to 2029", "2010 to 2019"]
    chosen = client.get("/research/milestones/?decade=2010")
    assert "2010 to 2019" in {chip.value for chip in chosen.context["chips"]}
    for spoiled in ("2011", "x", "20१0", "3000"):
        assert client.get("/research/milestones/", {"decade": spoiled}).status_code == 400
    none = client.get("/research/milestones/?year_from=2030")
    assert none.context["counts"] is None
    assert none.status_code == 200


def test_milestones_and_products_of_a_draft_are_not_public(client):
    draft = factories.country(status="draft", published_at=None, published_by=None)
    factories.milestone(draft)
    factories.product(draft)
    for address in ("/research/milestones/", "/research/products/"):
        assert client.get(address).context["page"].paginator.count == 0
    assert Milestone.objects.exists()


def test_downloads_have_dates_as_precise_as_known(client, turkiye):
    factories.milestone(turkiye)
    factories.product(turkiye)
    answer = client.get("/research/products/?format=csv")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    (row,) = csv.DictReader(StringIO(text))
    assert (row["decided_on"], row["regulator"]) == ("2021-03", "A ministry")
    answer = client.get("/research/milestones/?format=json")
    rows = json.loads(b"".join(answer.streaming_content))
    assert '"happened_on": "2020"' in json.dumps(rows)


def test_products_are_narrowed_by_country_kind_and_decision(client, turkiye, mali):
    factories.product(turkiye)
    factories.product(mali, "Serum", kind="antitoxin", decision="emergency_use")
    for query in ("country=mali", "kind=antitoxin", "decision=emergency_use", "q=seru"):
        assert names(client.get(f"/research/products/?{query}")) == ["Serum"]
    assert names(client.get("/research/products/")) == ["Exemvax", "Serum"]


def test_entries_lead_to_lists_of_exactly_as_many_trials_and_institutions(client, turkiye):
    root = factories.therapy_type()
    below = factories.therapy_type("Checkpoint inhibitors", parent=root)
    drug = factories.drug(primary_type=below)
    cancer = factories.condition()
    melanoma = factories.condition("Uveal melanoma", parent=cancer)
    institution = factories.institution(country=turkiye)
    institution.therapy_types.add(below)
    institution.conditions.add(melanoma)
    for name in ("One", "Two"):
        study = factories.trial(name)
        study.drugs.add(drug)
        study.conditions.add(melanoma)
        study.institutions.add(institution)
    for entry in (root, drug, cancer):
        studied = client.get(entry.get_absolute_url()).context["studied"]
        assert (studied.trials, studied.institutions) == (2, 1)
        for kind, total in (("trials", 2), ("institutions", 1)):
            found = client.get(f"/research/{kind}/?{studied.query}")
            assert found.context["page"].paginator.count == total


def test_country_is_found_by_the_name_of_a_product_made_there(turkiye):
    factories.product(turkiye, "Turkovac")
    search.rebuild()
    (group,) = search.find("turkovac").groups
    assert group.hits[0].entry.name == "Türkiye"
