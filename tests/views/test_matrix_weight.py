"""The largest matrix, 60 drugs by 80 side effects with a figure in every cell."""

import gzip

import pytest

from tests import factories
from therapies import matrix
from therapies.models import Rate
from therapies.views.matrices import MOST_ROWS

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000


@pytest.fixture
def full():
    effects = [
        factories.side_effect(f"Symptom of the {number * 7919 % 10007} kind")
        for number in range(matrix.MOST_COLUMNS)
    ]
    rates = []
    for number in range(MOST_ROWS):
        drug = factories.drug(f"Somedrug{number * 104729 % 99991}mab")
        datasets = [
            factories.dataset(drug, slug=f"trial-{number}-{part}", treated=37 * number + part * 101)
            for part in (1, 2, 3)
        ]
        for place, effect in enumerate(effects):
            percent = (number * 31 + place * 17) * 7 % 1000 / 10
            dataset = datasets[(number + place) % 3]
            rates.append(Rate(dataset=dataset, side_effect=effect, percent=percent))
    Rate.objects.bulk_create(rates)


def test_weighs_little(client, full):
    response = client.get("/side-effects/matrix/")
    assert response.content.count(b"matrix-figure") == MOST_ROWS * matrix.MOST_COLUMNS
    assert len(gzip.compress(response.content, 6)) <= MOST_BYTES
