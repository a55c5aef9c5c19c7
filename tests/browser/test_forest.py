"""Forest plots as a browser draws them: in their place, at both widths, without colour."""

import pytest

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "/claims/claim-1/"


@pytest.fixture(autouse=True)
def drug(transactional_db):
    return factories.full_drug(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_dot_lies_on_its_line_left_of_no_difference(open_page, width):
    page = open_page(CLAIM, width)
    row = page.locator("#grade_3_plus .forest tbody tr").nth(1)
    row.scroll_into_view_if_needed()
    dot, span, null = (
        row.locator(each).bounding_box() for each in (".range-end", ".range-span", ".forest-null")
    )
    middle = dot["x"] + dot["width"] / 2
    assert span["x"] < middle < span["x"] + span["width"]
    assert middle < null["x"]


def test_ticks_stand_above_what_they_measure(open_page):
    page = open_page(CLAIM, 1280)
    part = page.locator("#survival")
    part.scroll_into_view_if_needed()
    tick = part.locator(".forest-ticks text", has_text="1").last.bounding_box()
    null = part.locator(".forest-null").first.bounding_box()
    assert abs(tick["x"] + tick["width"] / 2 - null["x"]) < 2


def test_small_screens_have_the_ends_of_the_axis_at_each_line(open_page):
    ends = ".forest-ends >> nth=0"
    assert open_page(CLAIM, 360).locator(ends).is_visible()
    assert not open_page(CLAIM, 1280).locator(ends).is_visible()


def test_added_and_in_its_place_differ_without_colour(open_page):
    page = open_page(CLAIM, 1280, forced_colors="active")
    fills = page.evaluate(
        "['.forest .range-end', '.forest .dot-combined']"
        ".map(each => getComputedStyle(document.querySelector(each)).fill)"
    )
    assert fills[0] != fills[1]


def test_people_are_drawn_where_side_effects_are_not_laid_out_yet(open_page):
    page = open_page("/drugs/drug-1/#main-trials", 360)
    assert page.evaluate("!document.querySelector('#person-filled').closest('section[data-rows]')")
