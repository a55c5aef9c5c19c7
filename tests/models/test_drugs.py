"""What a list asks of drugs."""

import pytest

from tests import factories
from therapies.models import Drug

pytestmark = pytest.mark.django_db


def test_the_first_approval_is_the_earliest_and_leaves_the_rows_ungrouped():
    drug = factories.drug("Several times approved")
    for number, year in enumerate((2014, 2011, 2019)):
        condition = factories.condition(f"Condition {number}")
        indication = factories.indication(drug, condition=condition, slug=f"use-{number}")
        factories.approval(indication, decided_on=f"{year}-01-01")
    rows = Drug.objects.for_list()
    assert rows.get(pk=drug.pk).first_approved.year == 2011
    assert rows.query.group_by is None
