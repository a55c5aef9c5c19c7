"""The first screen of a drug: only what is stored, and figures in their order."""

import pytest

from tests import factories
from therapies.in_short import in_short, most_telling_first
from therapies.models import SafetyDataset

pytestmark = pytest.mark.django_db


def rates(dataset: SafetyDataset, *percents: int, **fields) -> SafetyDataset:
    for number, percent in enumerate(percents):
        effect = factories.side_effect(f"{dataset.slug} {number}", plain_name=f"Feeling {number}")
        factories.rate(dataset, side_effect=effect, percent=percent, **fields)
    return dataset


def loaded() -> list[SafetyDataset]:
    return most_telling_first(SafetyDataset.objects.for_detail())


def test_alone_comes_before_combined_and_many_effects_before_many_people():
    drug = factories.drug()
    combined = rates(factories.dataset(drug, regimen_kind="combination"), 1, 2, 3, 4)
    pooled = rates(factories.dataset(drug, treated=9000), 8)
    broad = rates(factories.dataset(drug, treated=50), 40, 30)
    assert loaded() == [broad, pooled, combined]


def test_noticed_are_the_three_most_frequent_that_were_counted():
    dataset = factories.dataset(factories.drug(), comparator="placebo")
    rates(dataset, 5, 31, 20, 9, comparator_percent=4)
    rates(factories.dataset(dataset.drug, slug="b"), 90, upper_bounds=["percent"])
    noticed = in_short([], loaded()).noticed
    assert noticed.dataset == dataset
    assert noticed.figures == [
        "feeling 1 in about 31 in 100 people (comparison group: about 4)",
        "feeling 2 in about 20 in 100 people (comparison group: about 4)",
        "feeling 3 in about 9 in 100 people (comparison group: about 4)",
    ]


def test_nothing_is_invented():
    short = in_short([], [])
    assert (short.what, short.what_for, short.noticed, short.call) == ([], [], None, None)
    assert short.exact == []


def test_order_of_the_page(client):
    drug = factories.full_drug(1)
    factories.warning(drug, kind="equivalent", title="A lesser warning")
    for section in ("how_it_works", "what_to_watch_for", "benefits", "what_is_not_known"):
        factories.statement(drug, section=section, text=f"Text of {section}.")
    factories.statement(drug, audience="professionals", text="An exact definition.")
    text = client.get("/drugs/drug-1/").content.decode()
    parts = [
        'id="boxed"',
        "Infusion reactions",
        'id="in-short"',
        'id="what_it_is"',
        "Feeling sick in about 12 in 100 people (comparison group: about 10)",
        "An exact",
        'id="facts"',
        "A lesser warning",
        'id="how_it_works"',
        'id="approvals"',
        'id="rates"',
        ">What to watch for, and when to call for help</h2>",
        ">How well it works</h2>",
        'id="trials"',
        'id="what_is_not_known"',
        'id="sources"',
    ]
    body = text.partition("<body>")[2]
    places = [body.index(part) for part in parts]
    assert places == sorted(places)
    assert body.count("It is a ") == 1


def test_what_is_not_known_is_on_every_drug(client):
    factories.drug("Newumab")
    text = client.get("/drugs/newumab/").content.decode()
    assert 'id="what_is_not_known"' in text
    assert "Nothing has been written about this yet." in text
    assert "No approval is recorded." in text
    assert "No rate of a side effect is recorded." in text


def test_what_a_blood_test_finds_is_not_noticed(client):
    drug = factories.drug("Amab")
    laboratory = factories.dataset(drug, slug="laboratory", treated=900)
    for number in range(4):
        value = factories.side_effect(f"Value {number}", organ_class="investigations")
        factories.rate(laboratory, side_effect=value, percent=90)
    felt = factories.dataset(drug, slug="felt", treated=100)
    factories.rate(felt, side_effect=factories.side_effect("Nausea"), percent=12)
    text = client.get("/drugs/amab/").content.decode()
    noticed = text[text.index("What people notice most") :]
    assert noticed.index("Feeling sick in about 12 in 100 people") < noticed.index("Value 0")
    assert text.index('id="felt"') < text.index('id="laboratory"')


def test_call_for_help_comes_from_its_own_section_where_there_is_one(client):
    drug = factories.drug("Amab")
    factories.statement(drug, section="what_to_watch_for", text="Watch for a rash.")
    factories.statement(drug, section="seek_help", text="Call for a fever.")
    text = client.get("/drugs/amab/").content.decode()
    assert text.index("Call for a fever.") < text.index('id="facts"') < text.index('id="seek_help"')
    assert 'id="what_to_watch_for"' in text
