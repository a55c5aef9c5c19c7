"""The search page, the suggestions and the description for browsers."""

from xml.etree import ElementTree

import pytest

from tests import factories
from therapies import search

pytestmark = pytest.mark.usefixtures("reference")


def page(client, text):
    return client.get("/search/", {"q": text}).content.decode()


def test_page_says_which_name_matched_and_where_it_sits(client):
    text = page(client, "opdivo")
    assert "1 result for" in text
    assert ">Drugs <" in text
    assert "brand name: <bdi>Opdivo</bdi>" in text
    assert "PD-1 inhibitors" in text


def test_page_offers_near_names_under_no_exact_match(client):
    text = page(client, "opdivvo")
    assert "No exact match for “opdivvo”" in text
    assert "Names spelt nearly like that" in text
    assert "/drugs/nivolumab/" in text


def test_page_warns_of_a_similarly_named_drug(client):
    text = page(client, "durvalumab")
    assert "A similarly named drug exists:" in text
    assert "/drugs/dupilumab/" in text
    assert "similarly named" not in page(client, "pembrolizumab")


def test_page_marks_the_word_in_a_statement(client):
    assert "<mark>shrink</mark>" in page(client, "shrink")


def test_nothing_found_offers_browsing(client):
    assert "or browse:" in page(client, "xyzxyzxyz")


@pytest.mark.parametrize(
    ("asked", "status"),
    [("", 200), ("x" * 101, 400), ("%00", 400), ("%25_%27%22", 200), ("%ED%A0%80", 200)],
)
def test_page_survives_anything(client, asked, status):
    assert client.get(f"/search/?q={asked}").status_code == status


def test_found_names_are_escaped(client):
    factories.condition("Odd <b>name</b>", slug="odd")
    search.rebuild()
    assert "&lt;b&gt;name" in page(client, "odd")


def test_suggestions(client):
    response = client.get("/search/suggest/", {"q": "opd"})
    assert response.json() == {
        "suggestions": [
            {
                "name": "Nivolumab",
                "url": "/drugs/nivolumab/",
                "type": "drug",
                "found_by": "brand name: Opdivo",
            }
        ],
        "near": [],
    }
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_suggestions_keep_near_names_apart(client):
    answer = client.get("/search/suggest/", {"q": "opdivvo"}).json()
    assert answer["suggestions"] == []
    assert [each["url"] for each in answer["near"]] == ["/drugs/nivolumab/"]


def test_suggested_targets_lead_to_their_drugs(client):
    first = client.get("/search/suggest/", {"q": "pdcd1"}).json()["suggestions"][0]
    assert (first["name"], first["url"]) == ("PD-1", "/drugs/?target=pd-1")
    assert (first["type"], first["found_by"]) == ("target", "other name: PDCD1, 2 drugs")


def test_page_shows_targets(client):
    text = page(client, "pdcd1")
    assert 'href="/drugs/?target=pd-1"' in text
    assert "2 drugs bind it" in text


def test_drug_page_warns_of_a_similarly_named_drug(client):
    response = client.get("/drugs/durvalumab/")
    assert "A similarly named drug exists:" in response.content.decode()
    assert "similarly named" not in client.get("/drugs/pembrolizumab/").content.decode()


@pytest.mark.parametrize("text", ["", "hidden", "x" * 101, '"', "🙂"])
def test_no_suggestions(client, text):
    assert client.get("/search/suggest/", {"q": text}).json() == {"suggestions": [], "near": []}


def test_suggestions_are_only_read(client):
    assert client.post("/search/suggest/", {"q": "opd"}).status_code == 405


def test_browsers_can_add_the_search(client):
    assert 'rel="search"' in client.get("/").content.decode()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    tree = ElementTree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert tree.tag == f"{space}OpenSearchDescription"
    template = tree.find(f"{space}Url").get("template")
    assert template == "http://testserver/search/?q={searchTerms}"
