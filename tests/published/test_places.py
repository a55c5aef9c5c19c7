"""The same part of an order, whichever way it is found."""

import numpy as np
import pytest

from therapies.published import bits
from therapies.published.places import MANY, NEAR, Order

SIZE = 3 * NEAR


@pytest.mark.parametrize("number", [0, 1, MANY, MANY + 1, SIZE // 2, SIZE])
@pytest.mark.parametrize(("start", "stop"), [(0, 25), (25, 50), (NEAR - 5, NEAR + 5), (0, SIZE)])
def test_a_part_is_what_stands_there_in_the_order(number, start, stop):
    random = np.random.default_rng(number)
    order = Order.of(random.permutation(SIZE), SIZE)
    found = random.permutation(SIZE)[:number]
    expected = [place for place in order.places.tolist() if place in set(found.tolist())]
    assert order.part(bits.of(found, SIZE), start, stop) == expected[start:stop]


def test_a_part_is_found_where_nothing_stands_near_the_beginning():
    order = Order.of(np.arange(SIZE), SIZE)
    found = np.arange(NEAR, SIZE)
    assert order.part(bits.of(found, SIZE), 0, 3) == [NEAR, NEAR + 1, NEAR + 2]
