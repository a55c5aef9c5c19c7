"""Sets of places, and numbers of choices, against counting one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from therapies.published import bits
from therapies.published.tally import Tally

SIZE = 501
PLACES = st.sets(st.integers(0, SIZE - 1))


@given(places=PLACES, others=PLACES)
def test_sets_are_what_they_were_made_of(places, others):
    words = bits.of(places, SIZE)
    assert bits.places(words, SIZE).tolist() == sorted(places)
    assert bits.number(words) == len(places)
    assert bits.places(words & bits.of(others, SIZE), SIZE).tolist() == sorted(places & others)
    assert [place for place in range(2 * SIZE) if bits.holds(words, place)] == sorted(places)


@given(places=PLACES)
def test_runs_are_all_places_and_no_two_touch(places):
    runs = bits.runs(bits.of(places, SIZE), SIZE).tolist()
    assert [place for start, end in runs for place in range(start, end)] == sorted(places)
    assert all(end < start for (_, end), (start, _) in pairwise(runs))


@given(size=st.integers(0, 200))
def test_every_place_is_in_the_set_of_all_and_no_other(size):
    assert bits.places(bits.every(size), size).tolist() == list(range(size))
    assert bits.number(bits.every(size)) == size


@given(numbers=st.lists(st.integers(0, 9), max_size=60), most=st.integers(1, 60))
def test_the_best_are_those_that_sorting_puts_first(numbers, most):
    some = [choice for choice, number in enumerate(numbers) if number]
    ranked = sorted(some, key=lambda choice: -numbers[choice])
    tally = Tally(numbers)
    assert sorted(tally.best(most)) == sorted(ranked[:most])
    assert list(tally.listed()) == some
    assert len(tally) == len(some)
    assert all(tally.best(most)[choice] == numbers[choice] for choice in ranked[:most])
