"""A hundred people: how many are filled, which effects are drawn, and what is said of them."""

import re

import pytest

from tests import factories
from therapies.models import Rate, SafetyDataset
from therapies.pictures import icon_array

pytestmark = pytest.mark.django_db
PERSON = icon_array.BREADTH * icon_array.HEIGHT


def people_within(path: str) -> float:
    boxes = re.findall(r"M\d+ \d+h(\d+)v(\d+)h-(\d+)z", path)
    assert path.count("M") == len(boxes)
    assert all(there == back for there, _, back in boxes)
    return sum(int(breadth) * int(height) for breadth, height, _ in boxes) / PERSON


@pytest.mark.parametrize("people", [0, 1, 19, 20, 21, 40, 99, 100])
def test_the_areas_hold_as_many_people_as_are_said(people):
    filled, hollow = icon_array.areas(people)
    assert (people_within(filled), people_within(hollow)) == (people, 100 - people)


def dataset_with(*rates: dict, **fields) -> SafetyDataset:
    dataset = factories.dataset(factories.drug(), **fields)
    for number, rate in enumerate(rates):
        effect = factories.side_effect(f"Effect {number}", plain_name=f"Feeling {number}")
        factories.rate(dataset, side_effect=effect, **rate)
    return SafetyDataset.objects.for_detail().get(pk=dataset.pk)


def test_the_most_frequent_and_the_most_frequent_severe():
    rates = [{"percent": percent} for percent in (3, 9, 40, 20, 0)]
    rates[0]["percent_grade_3_plus"] = 2
    rates[1]["percent_grade_3_plus"] = 1
    arrays = icon_array.of_dataset(dataset_with(*rates))
    assert [(each.people, each.is_grave) for each in arrays] == [
        (40, False),
        (20, False),
        (9, False),
        (3, False),
        (2, True),
    ]
    assert arrays[0].plain_name == "feeling 2"
    assert arrays[0].comparator == ""


def test_a_limit_comes_after_what_was_counted():
    dataset = dataset_with({"percent": 10, "upper_bounds": ["percent"]}, {"percent": 2})
    counted, limit = icon_array.of_dataset(dataset)
    assert (counted.people, limit.people) == (2, 0)
    assert limit.text == "fewer than 10 in 100 people"


def test_the_comparator_is_named():
    dataset = dataset_with({"percent": 31, "comparator_percent": 12}, comparator="placebo")
    (array,) = icon_array.of_dataset(dataset)
    assert array.comparator == "with placebo: about 12 in 100 people"


@pytest.mark.parametrize(
    ("name", "written"),
    [("Tummy pain", "tummy pain"), ("COVID-19", "COVID-19"), ("Sweet's syndrome",) * 2],
)
def test_names_within_a_sentence(name, written):
    assert icon_array.in_a_sentence(name) == written


def test_across_drugs_is_ordered_by_type_and_name_not_by_rate():
    first = factories.therapy_type("PD-1 inhibitors")
    second = factories.therapy_type("Vaccines", kind="vaccine")
    for name, kind, percent in (("Bmab", first, 50), ("Vax", second, 90), ("Amab", first, 5)):
        factories.rate(factories.dataset(factories.drug(name, primary_type=kind)), percent=percent)
    groups = icon_array.across_drugs(Rate.objects.across_drugs())
    assert [(str(each.therapy_type), each.drugs) for each in groups] == [
        ("PD-1 inhibitors", 2),
        ("Vaccines", 1),
    ]
    assert [array.rate.dataset.drug.name for array in groups[0].arrays] == ["Amab", "Bmab"]


@pytest.mark.parametrize("address", ["/drugs/drug-1/", "/side-effects/effect-1/"])
def test_drawn_with_words_and_light(client, address):
    factories.full_drug(1)
    text = client.get(address).content.decode()
    assert 'role="img" aria-label="12 of 100 figures are filled"' in text
    assert "<b>about 12 in 100 people</b>" in text
    assert text.index('id="person-filled"') < text.index('fill="url(#person-filled)"')
    for array in re.findall(r'<figure class="icon-array">.*?</figure>', text, re.DOTALL):
        assert len(array.encode()) < 1000


def test_people_not_counted_are_said_so(client):
    factories.rate(factories.dataset(factories.drug(), treated=None))
    text = client.get("/drugs/exemplumab/").content.decode()
    assert "How many people were counted is not stated." in text


def test_professionals_find_the_figures_folded(client):
    factories.full_drug(1)
    folded = "<summary>In 100 people</summary>"
    assert folded in client.get("/drugs/drug-1/?voice=professional").content.decode()
    assert folded not in client.get("/drugs/drug-1/?voice=plain").content.decode()
