"""Sets of places and their sums, against counting one by one."""

from hypothesis import given
from hypothesis import strategies as st

from therapies.published import bits

WIDTH = 40
SETS = st.lists(st.integers(0, (1 << WIDTH) - 1), max_size=20)


def counted(sets):
    return [sum(each >> place & 1 for each in sets) for place in range(WIDTH)]


@given(sets=SETS, others=SETS)
def test_sums_are_what_counting_gives(sets, others):
    assert list(bits.Sums.of(sets).numbers(WIDTH)) == counted(sets)
    both = bits.Sums.of([*sets, *others])
    assert list(both.less(bits.Sums.of(others)).numbers(WIDTH)) == counted(sets)


@given(sets=SETS, twice=SETS, numbers=st.dictionaries(st.integers(0, WIDTH - 1), st.integers(1, 9)))
def test_what_was_counted_before_is_added(sets, twice, numbers):
    """Sets that count twice, and numbers as their digits."""
    ones, *others = [*bits.planes_of(numbers, WIDTH), 0]
    sums = bits.Sums.of([*sets, ones], [*twice, *others[:1]], *([each] for each in others[1:]))
    every = counted([*sets, *twice, *twice])
    assert list(sums.numbers(WIDTH)) == [
        number + numbers.get(place, 0) for place, number in enumerate(every)
    ]


@given(sets=SETS, most=st.integers(1, WIDTH))
def test_the_best_are_those_that_sorting_puts_first(sets, most):
    numbers = counted(sets)
    ranked = sorted(filter(numbers.__getitem__, range(WIDTH)), key=lambda each: -numbers[each])
    sums, few = bits.Sums.of(sets), bits.Numbers(numbers)
    certain, equal = map(bits.places, sums.leading(most))
    assert sorted(certain + equal[: most - len(certain)]) == sorted(ranked[:most])
    assert list(few.best(most)) == ranked[:most]
    assert bits.places(sums.present) == list(few.listed()) == sorted(ranked)


def test_more_than_a_byte_holds_is_counted():
    assert list(bits.Sums.of([0b101] * 300).numbers(3)) == [300, 0, 300]


@given(places=st.sets(st.integers(0, 500)))
def test_places_are_found_however_many(places):
    assert bits.places(bits.of(places, 501)) == sorted(places)
