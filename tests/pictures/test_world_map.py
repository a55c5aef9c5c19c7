"""The map of member states: which are on it, in which class, and by what they are reached."""

import json

import pytest

from tests import factories
from therapies.models import Country
from therapies.pictures import world_map
from therapies.pictures.world_map import MEASURES, OUTLINES

pytestmark = pytest.mark.django_db


def drawn(measure: str = "institutions") -> world_map.WorldMap:
    return world_map.drawn(Country.objects.published().for_list(), MEASURES[measure])


def test_outlines_are_of_every_member_state_in_the_reference():
    states = json.loads(OUTLINES.read_text(encoding="utf-8"))["states"]
    folder = OUTLINES.parents[2] / "fixtures" / "70_countries"
    codes = {
        record["fields"]["iso_code"]
        for path in folder.glob("*.json")
        for record in json.loads(path.read_text(encoding="utf-8"))
        if record["model"] == "therapies.country"
    }
    assert len(codes) == 57
    assert set(states) == codes
    assert {code for code, shape in states.items() if not shape["path"]} == {"BH", "KM", "MV"}


@pytest.mark.parametrize(
    ("number", "place"), [(0, 0), (1, 1), (2, 2), (4, 2), (5, 3), (9, 3), (10, 4), (400, 4)]
)
def test_class_of_a_number(number, place):
    assert world_map._class_of(number) == place


def test_each_measure_counts_what_it_says_and_only_what_is_published():
    place = factories.country()
    for number in range(2):
        factories.institution(f"Institution {number}", country=place)
    factories.institution(
        "Draft", country=place, status="draft", published_at=None, published_by=None
    )
    study = factories.trial()
    study.countries.add(place)
    for name in ("A", "B", "C"):
        factories.product(place, name)
    found = {name: drawn(name).states[0] for name in MEASURES}
    assert {name: state.number for name, state in found.items()} == {
        "institutions": 2,
        "trials": 1,
        "products": 3,
    }
    assert found["institutions"].title == "Türkiye: 2 institutions"
    assert found["trials"].title == "Türkiye: 1 trial"
    assert found["products"].url == "/research/countries/turkiye/"


def test_state_too_small_for_an_outline_is_a_dot_and_one_without_is_left_to_the_table():
    factories.institution(country=factories.country("Bahrain", iso_code="BH"))
    factories.country("Elsewhere", iso_code="XX")
    found = drawn()
    assert [(state.title, state.is_dot) for state in found.states] == [
        ("Bahrain: 1 institution", True)
    ]
    assert found.numbered[0].number_x > found.states[0].x


def test_legend_says_the_classes_and_how_many_states_each_has():
    factories.institution(country=factories.country())
    factories.country("Egypt", iso_code="EG")
    assert [(shade.label, shade.states) for shade in drawn().legend] == [
        ("none found", 1),
        ("1", 1),
        ("2 to 4", 0),
        ("5 to 9", 0),
        ("10 or more", 0),
    ]


def test_page_has_the_map_and_the_table_of_the_same_numbers(client):
    factories.institution(country=factories.country())
    page = client.get("/research/?measure=institutions").content.decode()
    assert 'aria-label="Türkiye: 1 institution"' in page
    assert 'id="country-table"' in page
    assert client.get("/research/?measure=unheard-of").status_code == 400
