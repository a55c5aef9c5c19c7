"""What one entry has, in its usual order."""

import pytest

from tests import factories
from therapies.models import Name, Warning

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Name, Warning])
def test_order_within_an_owner_is_the_usual_one_without_a_join(model):
    factories.full_drug(1)
    drug = factories.drug("Other")
    for title in ("b", "a", "c"):
        factories.warning(drug, title=title)
        factories.name(drug, text=title)
    rows = model.objects.filter(drug=drug)
    assert list(rows.within_owner()) == list(rows)
    assert len(rows) == 3
    assert "JOIN" not in str(rows.within_owner().query)
