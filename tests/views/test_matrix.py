"""The matrix: which figure fills a cell, and what an empty cell says."""

import pytest

from tests import factories
from therapies import matrix

pytestmark = pytest.mark.django_db
ADDRESS = "/side-effects/matrix/"


@pytest.fixture
def effect():
    return factories.side_effect()


@pytest.fixture
def drug(effect):
    made = factories.drug("Amab")
    for slug, treated, percent in (("small", 20, 50), ("large", 2000, 31), ("unknown", None, 1)):
        dataset = factories.dataset(made, slug=slug, treated=treated)
        factories.rate(dataset, side_effect=effect, percent=percent)
    combined = factories.dataset(made, slug="combo", regimen_kind="combination", treated=9000)
    factories.rate(combined, side_effect=effect, percent=77)
    return made


def cells(response) -> dict[tuple[str, str], matrix.Cell | None]:
    built = response.context["matrix"]
    return {
        (heading.label, column.label): cell
        for heading, row in built.rows
        for column, cell in zip(built.columns, row, strict=True)
    }


def test_the_figure_of_most_people_alone(client, drug):
    response = client.get(ADDRESS)
    cell = cells(response)["Amab", "Nausea"]
    assert (cell.text, cell.detail, cell.others) == ("31 %", "n = 2,000", "2 more")
    assert cell.url == "/drugs/amab/#large"
    assert (cell.sign, cell.shade, cell.is_combined) == ("◕", "3", False)
    assert "77" not in response.content.decode().split("</table>")[0].split("<table")[1]
    assert not response.cookies


def test_combination_is_said_in_words(client, drug):
    response = client.get(f"{ADDRESS}?regimen_kind=alone&regimen_kind=combination")
    cell = cells(response)["Amab", "Nausea"]
    assert (cell.text, cell.is_combined) == ("77 %", True)
    assert '<span class="unseen"> with other treatment</span>' in response.content.decode()


def test_an_empty_cell_is_no_zero(client, drug):
    rash = factories.side_effect("Rash", organ_class="skin")
    factories.rate(factories.dataset(factories.drug("Bmab")), side_effect=rash, percent=0)
    response = client.get(ADDRESS)
    found = cells(response)
    assert found["Amab", "Rash"] is None
    assert (found["Bmab", "Rash"].text, found["Bmab", "Rash"].sign) == ("0 %", "○")
    assert '<td class="matrix-empty">no figure found</td>' in response.content.decode()


def test_less_than_and_bands_get_no_false_shade(client, effect):
    for name, fields in (
        ("Amab", {"percent": 1, "upper_bounds": ["percent"]}),
        ("Bmab", {"percent": None, "stated_band": "common"}),
    ):
        dataset = factories.dataset(factories.drug(name))
        factories.rate(dataset, side_effect=effect, **fields)
    found = cells(client.get(ADDRESS))
    assert (found["Amab", "Nausea"].text, found["Amab", "Nausea"].sign) == ("< 1 %", "○")
    assert (found["Bmab", "Nausea"].text, found["Bmab", "Nausea"].sign) == ("common", "")


def test_a_number_goes_before_a_band_of_more_people(client, drug, effect):
    banded = factories.dataset(drug, slug="banded", treated=50_000)
    factories.rate(banded, side_effect=effect, percent=None, stated_band="common")
    cell = cells(client.get(ADDRESS))["Amab", "Nausea"]
    assert (cell.text, cell.url) == ("31 %", "/drugs/amab/#large")


@pytest.mark.parametrize(
    ("fields", "text"),
    [({"percent_grade_3_plus": 4}, "grade ≥ 3: 4 %"), ({"events": 1}, "1 person")],
)
def test_what_is_counted_otherwise_says_how(client, effect, fields, text):
    dataset = factories.dataset(factories.drug("Cmab"), treated=None)
    factories.rate(dataset, side_effect=effect, **{"percent": None} | fields)
    assert cells(client.get(ADDRESS))["Cmab", "Nausea"].text == text


def test_headings_have_a_scope_and_the_frame_a_name(client, drug):
    text = client.get(ADDRESS).content.decode()
    table = text.partition('<table class="matrix">')[2].partition("</table>")[0]
    assert table.count('<th scope="col"') == 2
    assert table.count('<th scope="row"') == 1
    assert 'tabindex="0" role="region" aria-label="Matrix of rates"' in text


def test_organ_classes_name_the_most_frequent_effect(client, drug):
    vomiting = factories.side_effect("Vomiting")
    factories.rate(drug.safety_datasets.get(slug="small"), side_effect=vomiting, percent=60)
    cell = cells(client.get(f"{ADDRESS}?columns=classes"))["Amab", "Gastrointestinal disorders"]
    assert (cell.text, cell.detail) == ("60 %", "Vomiting, n = 20")
    assert cell.others == "3 more"


def test_therapy_types_show_ranges_and_lead_to_the_figures(client, drug, effect):
    factories.rate(factories.dataset(factories.drug("Bmab")), side_effect=effect, percent=12)
    cell = cells(client.get(f"{ADDRESS}?rows=types"))["Cancer immunotherapy", "Nausea"]
    assert (cell.text, cell.detail) == ("1 % – 50 %", "2 drugs, n = 20–2,000")
    listed = client.get(cell.url)
    assert listed.status_code == 200
    assert listed.context["filterset"].qs.count() == 4


def test_bounded(client, monkeypatch, drug):
    monkeypatch.setattr(matrix, "MOST_COLUMNS", 2)
    for name in ("Aches", "Boils"):
        dataset = drug.safety_datasets.get(slug="small")
        factories.rate(dataset, side_effect=factories.side_effect(name))
    response = client.get(ADDRESS)
    assert len(response.context["matrix"].columns) == 2
    assert "1 side effect with figures of the fewest drugs is left out" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=cancer", True),
        ("kind=vaccine", False),
        ("therapy_type=cancer-immunotherapy", True),
        ("condition=melanoma", False),
        ("organ_class=gastrointestinal", True),
        ("organ_class=skin", False),
        ("immune_related=yes", False),
        ("regimen_kind=combination", True),
    ],
)
def test_filters(client, drug, query, shown):
    factories.condition()
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 200
    assert bool(response.context["matrix"].rows) is shown


@pytest.mark.parametrize("query", ["rows=x", "columns=x", "kind=x", "page=x", "format=pdf"])
def test_refused(client, drug, query):
    assert client.get(f"{ADDRESS}?{query}").status_code == 400


def test_usual_layout_has_one_address(client, drug):
    response = client.get(f"{ADDRESS}?rows=drugs&columns=effects&page=1&kind=cancer")
    assert response.url == f"{ADDRESS}?kind=cancer"


def test_csv_holds_the_figures_of_drugs_alone(client, drug):
    response = client.get(f"{ADDRESS}?format=csv")
    text = b"".join(response.streaming_content).decode()
    assert text.count("\r\n") == 4
    assert "combination" not in text.partition("\r\n")[2]


def test_side_effects_keep_their_addresses(client, effect):
    assert client.get("/side-effects/nausea/").status_code == 200
