"""Numbers side by side in one whole number: added, masked, and looked at run by run."""

from array import array
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.published.groups import Groups
from therapies.published.lanes import Lanes, Runs
from therapies.published.weighed import Weighed

SIZES = (200, 40_000, 3_000_000)


@pytest.mark.parametrize("greatest", SIZES)
@given(data=st.data())
def test_runs_with_any_number_end_in_a_mark(greatest, data):
    owners = sorted(data.draw(st.lists(st.integers(0, 9), max_size=30)))
    number = st.sampled_from([0, 0, 1, 128, greatest])
    numbers = [data.draw(number) for _owner in owners]
    lanes = Lanes(len(owners), greatest)
    found = Runs(lanes, owners).found(lanes.packed(array(lanes.code, numbers)))
    expected: list[bool] = []
    for _owner, run in groupby(zip(owners, numbers, strict=True), key=lambda pair: pair[0]):
        of_run = [number for _each, number in run]
        expected += [False] * (len(of_run) - 1) + [any(of_run)]
    assert list(map(bool, found)) == expected


@given(data=st.data())
def test_what_is_brought_together_counts_the_same(data):
    """Places may have several values of a facet, or none."""
    size = data.draw(st.integers(0, 12))
    values = st.lists(st.sampled_from("abc"), max_size=2)
    groups = {
        name: Groups(
            ((place, value) for place in range(size) for value in data.draw(values)),
            {place: place for place in range(size)},
        )
        for name in ("one", "other", "third")
    }
    lanes = Lanes(size, 400)
    kinds = st.lists(st.integers(0, 200), min_size=size, max_size=size)
    weights = [array(lanes.code, data.draw(kinds)) for _kind in range(2)]
    places = Weighed(groups, weights, lanes)
    together = places.together("one", "other")
    asked = data.draw(st.dictionaries(st.just("other"), st.lists(st.sampled_from("abc"))))
    for passing in ([1, 1], [0, 1]):
        expected = places.totals("one", passing, asked)
        assert together.totals("one", passing, asked) == expected
