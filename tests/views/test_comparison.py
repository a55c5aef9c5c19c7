"""Drugs side by side: what is shown, what is said of differences, and what is refused."""

import csv
import io

import pytest

from tests import factories
from therapies import side_by_side
from therapies.columns import reference

pytestmark = pytest.mark.django_db
TWO = "/compare/?drug=amab&drug=bmab"


@pytest.fixture
def effect():
    return factories.side_effect()


@pytest.fixture
def drugs(effect):
    made = []
    for name, percent in (("Amab", 10), ("Bmab", 60)):
        drug = factories.drug(name)
        dataset = factories.dataset(drug, slug="main", comparator="placebo", comparator_treated=50)
        factories.rate(dataset, side_effect=effect, percent=percent, comparator_percent=4)
        made.append(drug)
    return made


def rows(response) -> list[side_by_side.Row]:
    return [row for group in response.context["groups"] for row in group.rows]


def test_two_drugs(client, drugs):
    melanoma = factories.condition()
    for drug in drugs:
        factories.approval(factories.indication(drug, condition=melanoma))
    factories.approval(factories.indication(drugs[0], condition=factories.condition("Lupus")))
    factories.warning(drugs[0])
    response = client.get(TWO)
    text = response.content.decode()
    for part in (
        "Why this is not a ranking",
        "Gastrointestinal disorders",
        "(5.5–17.4 %)",
        "n = 100",
        "adults with melanoma",
        "placebo: 4 %",
        "↔",
        "intervals lie apart",
        "Infusion reactions",
        "No boxed or equivalent warning is recorded.",
        "every drug",
        "1 of 2 drugs",
        "4 September 2014",
        "the same",
    ):
        assert part in text, part
    assert "Alone beside in combination." not in text
    assert not response.cookies


@pytest.mark.parametrize(("second", "mark"), [(60, "apart"), (12, "near"), (None, "one")], ids=str)
def test_marks(client, drugs, effect, second, mark):
    effect.rates.filter(dataset__drug=drugs[1]).update(percent=second, stated_band="common")
    (row,) = rows(client.get(TWO))
    assert row.mark == mark


def test_alone_beside_in_combination_is_said_in_words(client, drugs, effect):
    combined = factories.dataset(drugs[1], slug="combo", regimen_kind="combination", treated=999)
    factories.rate(combined, side_effect=effect, percent=10)
    assert rows(client.get(TWO))[0].mark == "apart", "alone is preferred to more people"
    response = client.get(f"{TWO}&dataset=bmab:combo")
    assert rows(response)[0].mark == "mixed"
    text = response.content.decode()
    assert "Alone beside in combination." in text
    assert "not comparable: alone beside in combination" in text


def test_a_dataset_with_numbers_goes_before_one_of_bands(client, drugs, effect):
    banded = factories.dataset(drugs[1], slug="banded", treated=50_000)
    factories.rate(banded, side_effect=effect, percent=None, stated_band="common")
    shown = [column.dataset.slug for column in client.get(TWO).context["columns"]]
    assert shown == ["main", "main"]


def test_a_side_effect_without_a_figure_is_not_zero(client, drugs):
    rash = factories.side_effect("Rash", organ_class="skin")
    factories.rate(drugs[0].safety_datasets.get(), side_effect=rash, percent=3)
    response = client.get(TWO)
    assert [row.mark for row in rows(response)] == ["apart", "one"]
    assert "no figure found" in response.content.decode()


@pytest.mark.parametrize("address", ["/compare/", "/compare/?drug=amab"])
def test_too_few_drugs_give_a_form(client, drugs, address):
    response = client.get(address)
    assert response.status_code == 200
    assert '<option value="bmab">Bmab</option>' in response.content.decode()
    assert not response.context["is_complete"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("drug=amab&drug=nomab", "There is no drug “nomab”."),
        ("drug=a&drug=b&drug=c&drug=d&drug=e", "At most 4 drugs"),
        ("drug=amab&drug=bmab&dataset=amab:none", "has a dataset “amab:none”"),
        ("drug=amab&drug=bmab&dataset=none", "has a dataset “none”"),
        ("drug=amab&drug=bmab&format=pdf", "is not a format"),
    ],
)
def test_refused_in_words(client, drugs, query, message):
    response = client.get(f"/compare/?{query}", follow=True)
    assert response.status_code == 400
    assert message in response.content.decode()


def test_a_draft_is_not_compared(client, drugs):
    factories.drug("Draftmab", status="draft", published_at=None, published_by=None)
    assert client.get("/compare/?drug=amab&drug=draftmab").status_code == 400


def test_one_address_per_comparison_and_names_are_understood(client, drugs):
    response = client.get("/compare/?drug=Amab&drug=bmab&drug=amab&drug=&dataset=")
    assert response.status_code == 302
    assert response.url == "/compare/?drug=amab&drug=bmab"


def test_four_drugs_leave_no_room(client, drugs):
    for name in ("Cmab", "Dmab"):
        factories.drug(name)
    text = client.get(f"{TWO}&drug=cmab&drug=dmab").content.decode()
    assert "the most that fit side by side" in text
    assert "No dataset with figures is recorded." in text


def test_csv(client, drugs):
    drugs[0].safety_datasets.update(population="=1+1")
    response = client.get(f"{TWO}&format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert list(first) == [column.name for column in reference.COMPARISON.columns]
    assert (first["drug"], second["drug"]) == ("amab", "bmab")
    assert (first["percent_low"], first["percent_high"]) == ("5.523", "17.437")
    assert first["population"] == "'=1+1"
    assert first["percent_grade_3_plus_low"] == ""


def test_the_choice_stays_in_the_address(client, drugs):
    text = client.get("/drugs/?compare=amab").content.decode()
    assert 'href="/compare/?drug=amab&amp;drug=bmab"' in text.replace("&drug", "&amp;drug")
    assert 'href="/drugs/bmab/?compare=amab"' in text
    assert '<input type="hidden" name="compare" value="amab">' in text
    page = client.get("/drugs/bmab/?compare=amab").content.decode()
    assert "Add to comparison" in page
    assert "chosen" in client.get("/drugs/amab/?compare=amab").content.decode()
    crooked = client.get("/drugs/", {"compare": ['"><b>', "a&b"]})
    assert crooked.status_code == 200
    assert 'name="compare"' not in crooked.content.decode()


def test_no_names_are_read_where_no_drug_fits_any_more(client):
    for letter in "abcde":
        factories.drug(f"{letter}mab")
    four = client.get("/compare/?" + "&".join(f"drug={letter}mab" for letter in "abcd"))
    assert four.context["options"] == []
    assert "the most that fit side by side" in four.content.decode()
    three = client.get("/compare/?drug=amab&drug=bmab&drug=cmab")
    assert three.context["options"] == [("dmab", "dmab"), ("emab", "emab")]
