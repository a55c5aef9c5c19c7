"""Ranges of rates drawn as lines: where each begins and ends, and what is not drawn."""

import pytest

from tests import factories
from therapies import compare
from therapies.models import Drug, Rate
from therapies.pictures import ranges

pytestmark = pytest.mark.django_db


def drawn() -> ranges.RangePicture | None:
    rates = Rate.objects.published().of_drugs_alone(Drug.objects.all())
    return ranges.drawn(compare.ranges(rates))


def rated(name: str, percent: float, **fields):
    effect = fields.pop("side_effect", None) or factories.side_effect(f"Effect of {name}")
    dataset = factories.dataset(factories.drug(name), treated=fields.pop("treated", 100))
    return factories.rate(dataset, side_effect=effect, percent=percent, **fields)


def test_from_the_lowest_to_the_highest_on_one_scale():
    effect = factories.side_effect()
    rated("Lowumab", 5, side_effect=effect)
    rated("Highumab", 30, side_effect=effect)
    rated("Othermab", 8)
    picture = drawn()
    assert picture.end == 40
    line, other = picture.lines
    assert (line.start, line.span, line.low_at, line.high_at) == (
        "12.5%",
        "62.5%",
        "12.5%",
        "75.0%",
    )
    assert (other.start, other.span) == ("20.0%", "0.0%")


def test_less_than_has_no_dot():
    effect = factories.side_effect()
    rated("Lowumab", 1, side_effect=effect, upper_bounds=["percent"])
    rated("Highumab", 5, side_effect=effect)
    (line,) = drawn().lines
    assert (line.start, line.low_at, line.high_at) == ("0.0%", "", "100.0%")


def test_nothing_to_draw():
    assert drawn() is None


def test_table_holds_both_ends_with_people_and_a_way_to_the_claim(client):
    kind = factories.therapy_type()
    effect = factories.side_effect()
    low = rated("Lowumab", 5, side_effect=effect, treated=1234)
    rated("Highumab", 45, side_effect=effect, treated=None)
    text = client.get(kind.get_absolute_url()).content.decode()
    assert f'href="/drugs/lowumab/#{low.dataset.slug}"' in text
    assert "n = 1,234" in text
    assert "people not counted" in text
    assert text.count('class="range-end"') == 2
