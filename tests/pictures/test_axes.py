"""Scales: round ends that hold every value, and where a value lies on them."""

import pytest

from therapies.pictures import axes


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (-20, 20)),
        ([-31, 4], (-40, 20)),
        ([-60, -3], (-60, 0)),
        ([12, 3], (0, 20)),
    ],
)
def test_differences_in_round_steps_that_hold_zero(values, ends):
    axis = axes.differences(values)
    assert (axis.values[0], axis.values[-1]) == ends
    assert axis.null == 0


def test_half_and_double_are_equally_far_from_one():
    axis = axes.ratios([0.6, 1.2])
    assert [tick.text for tick in axis.ticks] == ["0.5", "1", "2"]
    assert (axis.place(0.5), axis.null_at, axis.place(2)) == ("0.0%", "50.0%", "100.0%")
    assert axis.span(0.5, 1) == axis.span(1, 2) == "50.0%"


def test_ratios_grow_with_the_values_and_what_is_beyond_is_drawn_at_the_end():
    assert axes.ratios([0.17, 3]).values == (0.125, 0.25, 0.5, 1, 2, 4)
    assert axes.ratios([0.001]).place(0.001) == "0.0%"


def test_percentages_have_no_place_of_no_difference():
    assert axes.percentages().null_at == ""
    assert axes.percentages().place(45) == "45.0%"


def test_minus_is_a_minus():
    assert axes.differences([-31]).first == "−40"
