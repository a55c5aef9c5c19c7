"""One row by its natural key; an entry with all its claims."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from tests import factories
from therapies import models
from therapies.api import keys
from therapies.api.resources import ALL, LINKS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
BY_NAME = {each.name: each for each in ALL}


def test_an_entry_comes_with_its_claims_each_as_its_list_gives_it(client):
    drug = client.get("/api/v1/drugs/drug-1/").json()["result"]
    assert set(drug["claims"]) == {
        "comparisons",
        "indications",
        "label-counts",
        "names",
        "not-found",
        "productions",
        "rates",
        "results",
        "safety-datasets",
        "statements",
        "warnings",
    }
    for name, claims in drug["claims"].items():
        filters = BY_NAME[name].listing.filterset_class.base_filters
        of_it = {"entry": "drug-1"} if "entry" in filters else {"drug": "drug-1"}
        assert claims
        assert claims == client.get(f"/api/v1/{name}/", of_it).json()["results"]


@pytest.mark.parametrize(
    ("address", "claims"),
    [
        ("therapies/cancer-immunotherapy", {"awaited-drugs", "not-found", "statements"}),
        ("conditions/condition-1", {"not-found", "statements"}),
        (
            "countries/country-1",
            {"milestones", "not-found", "products", "research-outputs", "statements"},
        ),
        ("claims/claim-1", {"not-found", "statements"}),
    ],
)
def test_each_kind_of_entry_has_the_claims_it_can_have(client, address, claims):
    assert set(client.get(f"/api/v1/{address}/").json()["result"]["claims"]) == claims


def test_claims_can_be_left_out_or_chosen_alone(client):
    named = client.get("/api/v1/drugs/drug-1/?fields=name").json()["result"]
    assert set(named) == {"name", LINKS}
    alone = client.get("/api/v1/drugs/drug-1/?fields=claims").json()["result"]
    assert set(alone) == {"claims", LINKS}


def test_a_claim_is_known_by_the_keys_of_what_it_is_about(client):
    dataset = models.SafetyDataset.objects.get(drug__slug="drug-1")
    rate = client.get(f"/api/v1/rates/drug-1/{dataset.slug}/effect-1/").json()["result"]
    assert (rate["drug"], rate["side_effect"], rate["percent"]) == ("drug-1", "effect-1", 12)
    assert rate[LINKS]["page"] == "http://testserver/drugs/drug-1/"
    assert rate[LINKS]["source"].endswith(f"/sources/{dataset.source.slug}/")


@pytest.mark.parametrize(
    "text", ["a/b", "a~b", "~", "~1", "..", ".", "50 % of ü?#&", "two\nlines", "a\\b", "x" * 200]
)
def test_any_text_can_be_part_of_an_address(client, text):
    drug = models.Drug.objects.get(slug="drug-1")
    factories.name(drug, text, country="")
    rows = client.get("/api/v1/names/", {"drug": "drug-1", "limit": 500}).json()["results"]
    (row,) = [each for each in rows if each["text"] == text]
    one = client.get(urlsplit(row[LINKS]["self"]).path)
    assert one.status_code == 200
    assert one.json()["result"] == row


def test_each_row_has_one_address(client):
    assert client.get("/api/v1/statements/drug/drug-1/what_it_is/everyone/1/").status_code == 200
    for position in ("01", "+1", "1.0", "%D9%A1", "9" * 30, "one", "2"):
        address = f"/api/v1/statements/drug/drug-1/what_it_is/everyone/{position}/"
        assert client.get(address).status_code == 404
    assert client.get("/api/v1/drugs/drug~1/").status_code == 404
    assert client.get("/api/v1/drugs/DRUG-1/").status_code == 404


def test_parts_of_addresses_are_called_by_what_they_name():
    assert list(keys.parameters(models.Rate)) == ["drug", "dataset", "side_effect"]
    assert list(keys.parameters(models.Approval)) == ["drug", "indication", "regulator"]
    assert list(keys.parameters(models.Comparison)) == [
        "entry_type",
        "entry",
        "trial_name",
        "measure",
    ]


def test_words_lead_readers_to_the_drugs_they_describe(client):
    for name, word in (("targets", "target-1"), ("routes", "oral"), ("regulators", "fda")):
        page = client.get(f"/api/v1/{name}/{word}/").json()["result"][LINKS]["page"]
        assert page == f"http://testserver/drugs/?{name[:-1]}={word}"


def test_a_date_is_as_precise_as_known_and_a_number_is_a_number(client):
    place = models.Country.objects.get(slug="country-1")
    factories.milestone(
        place, slug="later", happened_on=date(2021, 3, 1), happened_precision="month"
    )
    told = client.get("/api/v1/milestones/country-1/later/").json()["result"]
    assert told["happened_on"] == "2021-03"


@pytest.mark.parametrize("query", ["limit=1", "cursor=x", "nothing=", "fields=x", "fields="])
def test_a_detail_takes_fields_and_nothing_else(client, query):
    assert client.get(f"/api/v1/drugs/drug-1/?{query}").status_code == 400
