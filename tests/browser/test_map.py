"""The map and the timeline of milestones, by keyboard, on a phone and on paper."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.test_access import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = 680


@pytest.fixture(autouse=True)
def states(transactional_db):
    places = {
        name: factories.country(name, iso_code=code)
        for name, code in (("Bahrain", "BH"), ("Egypt", "EG"), ("Qatar", "QA"), ("Türkiye", "TR"))
    }
    factories.institution(country=places["Egypt"])
    factories.product(places["Türkiye"])
    factories.milestone(places["Egypt"], happened_on=date(2013, 1, 1))
    factories.milestone(places["Türkiye"], happened_on=date(2021, 1, 1), text="Vaccine made.")
    return places


def test_state_is_reached_by_keyboard_and_leads_to_its_page(open_page):
    page = open_page("/research/", java_script_enabled=False)
    state = page.get_by_role("link", name="Egypt: 1 institution")
    expect(page.get_by_role("link", name="Bahrain: 0 institutions")).to_have_count(1)
    page.get_by_role("link", name="Bahrain: 0 institutions").focus()
    page.keyboard.press("Tab")
    expect(state).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Egypt")


def test_focus_is_seen_on_the_outline(open_page):
    page = open_page("/research/")
    outline = page.locator(".world-map a[href*=egypt] path")
    read = "(each) => getComputedStyle(each).stroke + getComputedStyle(each).strokeWidth"
    before = outline.evaluate(read)
    page.get_by_role("link", name="Bahrain: 0 institutions").focus()
    page.keyboard.press("Tab")
    assert outline.evaluate(read) != before


def test_measure_is_chosen_by_a_link(open_page):
    page = open_page("/research/", java_script_enabled=False)
    page.get_by_label("What the map counts").get_by_role("link", name="Products").click()
    expect(page.get_by_role("link", name="Türkiye: 1 product")).to_have_count(1)
    expect(page.locator(".world-measures [aria-current]")).to_have_text("Products")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ["/research/", "/research/milestones/", "/research/products/"])
def test_it_fits_the_screen_and_paper_and_breaks_no_rule(open_page, address, width):
    for options in ({}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        page = open_page(address, width, **options)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if "forced_colors" not in options:
            assert violations(page) == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_timeline_is_narrowed_and_its_table_leads_to_a_year(open_page):
    page = open_page("/research/milestones/", java_script_enabled=False)
    page.get_by_text("The same as a table").click()
    page.get_by_role("link", name="2021", exact=True).click()
    expect(page.locator("#count")).to_contain_text("1 result")
    expect(page.get_by_text("Vaccine made.")).to_be_visible()
    page.get_by_label("Text contains").fill("nothing like it")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#count")).to_contain_text("0 results")
