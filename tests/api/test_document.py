"""The OpenAPI document, and its page for people."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from therapies.api import asking
from therapies.api.resources import ALL
from therapies.exports import FieldType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


def test_it_is_valid_by_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert not list(OpenAPIV31SpecValidator(document).iter_errors())


def test_it_says_the_licence_and_where_it_is_served(document):
    assert document["info"]["license"] == {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}
    assert document["servers"] == [{"url": "http://testserver"}]


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.name)
def test_every_list_is_documented_whole(document, resource):
    several = document["paths"][f"/api/v1/{resource.name}/"]["get"]
    one = document["paths"][f"/api/v1{resource.template}"]["get"]
    names = [parameter["name"] for parameter in several["parameters"]]
    filters = list(resource.listing.filterset_class.base_filters)
    assert names == [*filters, "fields", "limit", "cursor", "count"]
    for operation in (several, one):
        assert operation["summary"]
        assert operation["description"].strip()
        for parameter in operation["parameters"]:
            assert parameter["description"].endswith(".")
            assert parameter["schema"]["type"]
        assert {"200", "304", "400", "405", "429", "500"} <= set(operation["responses"])
    assert "404" in one["responses"]


def test_each_field_has_its_meaning_and_type(document):
    by_type = {
        FieldType.TEXT: "string",
        FieldType.INTEGER: ["integer", "null"],
        FieldType.NUMBER: ["number", "null"],
        FieldType.BOOLEAN: "boolean",
        FieldType.DATE: ["string", "null"],
        FieldType.LIST: "array",
    }
    for resource in ALL:
        name = "".join(word.capitalize() for word in resource.name.split("-"))
        fields = document["components"]["schemas"][name]["properties"]
        for column in resource.columns:
            assert fields[column.name]["description"] == str(column.meaning)
            assert fields[column.name]["type"] == by_type[column.type]


def test_choices_are_written_out(document):
    parameters = document["paths"]["/api/v1/drugs/"]["get"]["parameters"]
    named = {parameter["name"]: parameter for parameter in parameters}
    assert "cancer" in named["kind"]["schema"]["items"]["enum"]
    assert named["sort"]["schema"]["enum"] == [
        "name",
        "-name",
        "first_approved",
        "-first_approved",
        "reviewed_on",
        "-reviewed_on",
    ]
    assert named["limit"]["schema"]["maximum"] == asking.MOST
    assert named["approved_from"]["schema"]["type"] == "integer"
    assert "/api/v1/targets/" in named["target"]["description"]


def test_the_page_for_people_names_everything_and_fetches_nothing_elsewhere(client):
    response = client.get("/api/v1/docs/")
    page = response.content.decode()
    assert response.status_code == 200
    for resource in ALL:
        assert f'id="{resource.name}"' in page
        for column in resource.columns:
            assert f"<code>{column.name}</code>" in page
    fetched = re.findall(r'(?:src|href)="(https?://[^"]+)"', page)
    assert not [address for address in fetched if not address.startswith("http://testserver")]
    assert "curl " in page


def test_pages_lead_to_it(client):
    for address in ("/", "/data/"):
        assert 'href="/api/v1/docs/"' in client.get(address).content.decode()
