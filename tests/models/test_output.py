"""Products and output figures: what the database refuses, and how figures are written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from therapies.models import Product, ResearchOutput

pytestmark = pytest.mark.django_db


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


@pytest.fixture
def place():
    return factories.country()


@pytest.mark.parametrize(
    "change",
    [
        {"regulator": ""},
        {"decision": "not_stated"},
        {"decision": "not_stated", "regulator": ""},
        {"decision": "unheard_of"},
        {"kind": "unheard_of"},
        {"decided_on": None},
        {"decided_precision": ""},
        {"decided_on": date(2021, 3, 2)},
        {"name": ""},
        {"maker": ""},
        {"text": ""},
        {"source": None},
    ],
)
def test_product_that_contradicts_itself_is_refused(place, change):
    made = factories.product(place)
    refused(lambda: Product.objects.filter(pk=made.pk).update(**change))


def test_product_without_a_decision_has_neither_regulator_nor_date(place):
    fields = {"regulator": "", "decided_on": None, "decided_precision": ""}
    factories.product(place, decision="not_stated", **fields)
    refused(lambda: factories.product(place, slug="exemvax"))
    other = factories.country("Egypt", iso_code="EG")
    assert factories.product(other).get_absolute_url() == (
        "/research/countries/egypt/#product-exemvax"
    )


@pytest.mark.parametrize(
    "change",
    [{"value": -1}, {"unit": ""}, {"measure": ""}, {"period": ""}, {"unit": "percent"}],
)
def test_output_figure_that_cannot_be_is_refused(place, change):
    made = factories.research_output(place)
    refused(lambda: ResearchOutput.objects.filter(pk=made.pk).update(**change))
    refused(lambda: factories.research_output(place))


@pytest.mark.parametrize(
    ("value", "unit", "figure"),
    [("1281", "papers", "1,281 papers"), ("14.00", "percent", "14 %"), ("11.09", "x", "11.09 x")],
)
def test_figure_is_written_with_its_unit(place, value, unit, figure):
    made = factories.research_output(place, value=Decimal(value), unit=unit)
    assert made.figure == figure
