"""The matrix from memory is the matrix from the database: choices, rows, columns and cells."""

import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.choices import Status
from editorial.models import ContentVersion
from tests import factories
from tests.published.asking import of_facets, often
from therapies import listings, matrix
from therapies.models import Entry, Rate
from therapies.published import cells
from therapies.published.cells import Table, tables
from therapies.published.chosen import read
from therapies.published.shelf import version_in_force

pytestmark = pytest.mark.django_db
ADDRESS = "/side-effects/matrix/"
DRAFT = {"status": Status.DRAFT, "published_at": None, "published_by": None}
FIGURES = (
    {"percent": 31},
    {"percent": 31, "upper_bounds": ["percent"]},
    {"percent": None, "stated_band": "common"},
    {"percent": None, "events": 3},
    {"percent": None, "percent_grade_3_plus": 4},
    {"percent": 0},
)


@pytest.fixture
def content():
    """Several figures to a cell, drugs of several types, trees, and some that is unpublished."""
    top = factories.therapy_type("Above", kind="gene")
    below = factories.therapy_type("Below", kind="gene", parent=top)
    conditions = [factories.condition("Root")]
    conditions.append(factories.condition("Leaf", parent=conditions[0]))
    effects = [
        factories.side_effect(f"Effect {n}", organ_class=each, is_immune_related=n % 3 == 0)
        for n, each in enumerate(("skin", "nervous", "gastrointestinal") * 2)
    ]
    for n in range(7):
        drug = factories.drug(f"Drug {6 - n}")
        if n % 2:
            drug.therapy_types.add(below)
        for number in range(n % 4):
            dataset = factories.dataset(
                drug,
                slug=f"set-{number}",
                treated=None if number == 2 else 100 * (n + 1),
                regimen_kind="combination" if (n + number) % 3 == 0 else "alone",
                condition=(None, *conditions)[(n + number) % 3],
            )
            for place, effect in enumerate(effects[number : number + 4]):
                figure = FIGURES[(n + place) % len(FIGURES)]
                factories.rate(dataset, side_effect=effect, **figure)
    Entry.objects.filter(slug__in=["drug-3", "effect-1", "above"]).update(**DRAFT)
    return ContentVersion.objects.create(reason="for tests")


@pytest.fixture
def table(content):
    return Table(listings.MATRIX)


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.PUBLISHED_INDEX = True
    tables.clear()
    yield
    tables.clear()


def said(source, filterset, drugs, by):
    built = matrix.build(source, list(drugs), matrix.DRUGS, by)
    facets = [asdict(facet) for facet in filterset.facet_choices]
    return built, facets, [asdict(chip) for chip in filterset.chips]


@often
@given(data=st.data())
def test_table_and_database_say_the_same(table, data):
    query = of_facets(data.draw, table.facets)
    by = data.draw(st.sampled_from([matrix.EFFECTS, matrix.CLASSES]))
    filterset, chosen = listings.MATRIX.filtered(query), read(table, query)
    assert (chosen is not None) == filterset.is_valid()
    if chosen:
        stored = matrix.Stored(filterset.qs)
        drugs = stored.row_entries(matrix.DRUGS)
        from_database = said(stored, filterset, drugs, by)
        assert said(chosen, chosen, chosen.drugs[:60], by) == from_database
        assert len(chosen.drugs) == len(drugs)


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    "query", ["", "?columns=classes", "?rows=types&kind=cancer", "?page=9", "?immune_related=yes"]
)
def test_page_is_the_same_from_both(client, content, settings, query):
    settings.PUBLISHED_INDEX = False
    from_database = page(client, ADDRESS + query)
    settings.PUBLISHED_INDEX = True
    tables.build(listings.MATRIX, version_in_force())
    assert page(client, ADDRESS + query) == from_database
    assert page(client, ADDRESS + query) == from_database


def test_filtered_again_it_asks_for_the_version_and_the_drugs(
    client, content, django_assert_num_queries
):
    tables.build(listings.MATRIX, version_in_force())
    client.get(ADDRESS)
    with django_assert_num_queries(3):
        client.get(f"{ADDRESS}?organ_class=skin")


@pytest.mark.parametrize("query", ["kind=nothing", "page=x", "rows=x", "choices=x"])
def test_what_is_wrong_is_refused_as_without_a_table(client, content, query):
    tables.build(listings.MATRIX, version_in_force())
    assert client.get(f"{ADDRESS}?{query}").status_code == 400


def test_nothing_unpublished_is_shown(client, content):
    tables.build(listings.MATRIX, version_in_force())
    text = page(client, ADDRESS)
    assert "Drug 4" in text
    for hidden in ("Drug 3", "Effect 1", "Above"):
        assert hidden not in text


def test_what_is_taken_off_leaves_with_its_version(client, content):
    tables.build(listings.MATRIX, version_in_force())
    assert "Drug 4" in page(client, ADDRESS)
    Entry.objects.filter(slug="drug-4").update(**DRAFT)
    assert "Drug 4" not in page(client, ADDRESS)
    ContentVersion.objects.create(reason="taken off")
    tables.build(listings.MATRIX, version_in_force())
    assert "Drug 4" not in page(client, ADDRESS)
    assert "6 drugs" not in page(client, ADDRESS)


def test_few_drugs_are_kept(table, monkeypatch):
    monkeypatch.setattr(cells, "MOST_DRUGS", 2)
    drugs = list(dict.fromkeys(table.drugs.tolist()))
    expected = Rate.objects.filter(dataset__drug__in=drugs, side_effect__status=Status.PUBLISHED)
    for _again in range(2):
        found = sorted(figure.pk for figure in table.figures(drugs))
        assert found == sorted(expected.values_list("pk", flat=True))
    assert len(table._kept) == 2
