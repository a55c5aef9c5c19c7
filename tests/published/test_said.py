"""What is read of rows for an index."""

import pytest
from django.http import QueryDict

from therapies import listings
from therapies.models import Drug
from therapies.published import said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ["name", "-name", "-pk"])
def test_ids_come_in_the_order_of_the_rows(content, order):
    rows = Drug.objects.order_by(order)
    assert said.ids(rows).tolist() == list(rows.values_list("pk", flat=True)) != []


def test_no_rows_have_no_ids(content):
    assert said.ids(Drug.objects.none()).tolist() == []
    assert said.ids(Drug.objects.filter(name="")).tolist() == []


def test_ids_are_read_as_one_row(content, django_assert_num_queries, monkeypatch):
    asked, ask = [], said.counting.ask
    monkeypatch.setattr(said.counting, "ask", lambda *a: asked.append(ask(*a)) or asked[-1])
    with django_assert_num_queries(1):
        said.ids(Drug.objects.all())
    assert [len(each) for each in asked] == [1]


def test_looking_up_few_choices_finds_those_of_all(content, monkeypatch):
    filterset = listings.DRUGS.filtered(QueryDict())
    few = {
        name: said.read(facet, filterset.queryset).pairs()
        for name, facet in filterset.facets.items()
    }
    monkeypatch.setattr(said, "FEW_CHOICES", -1)
    all_of_them = {
        name: said.read(facet, filterset.queryset).pairs()
        for name, facet in filterset.facets.items()
    }
    assert few == all_of_them
    assert all(few.values())
