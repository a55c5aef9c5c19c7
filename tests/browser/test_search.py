"""The suggestions of the search fields by keyboard, and the same search without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests import factories
from therapies import search

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def drugs(transactional_db):
    nivolumab = factories.drug("Nivolumab")
    factories.name(nivolumab, "Opdivo")
    factories.drug("Nivofakemab")
    factories.drug("Durvalumab")
    factories.drug("Dupilumab")
    search.rebuild()


@pytest.fixture(params=["/", "/about/", "/search/"])
def field(request, open_page):
    page = open_page(request.param)
    found = page.get_by_role("combobox")
    expect(found).to_have_count(1)
    found.press_sequentially("nivo")
    expect(page.get_by_role("option")).to_have_count(2)
    return found


def test_announces_how_many_there_are(field):
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field.page.locator(".combobox [role=status]")).to_have_text("2 suggestions")
    field.press_sequentially("l")
    expect(field.page.locator(".combobox [role=status]")).to_have_text("1 suggestion")
    field.press_sequentially("xxxxx")
    expect(field.page.locator(".combobox [role=status]")).to_have_text("No suggestions")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_arrows_walk_through_and_enter_opens(field):
    page = field.page
    options = page.get_by_role("option")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(0).get_attribute("id"))
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drugs/nivolumab/")


def test_home_and_end_go_back_to_the_text(field):
    page = field.page
    for key, place in (("Home", 0), ("End", 4)):
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
        assert field.get_attribute("aria-activedescendant") is None
        assert field.evaluate("field => field.selectionStart") == place


def test_escape_closes_and_then_clears(field):
    page = field.page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("nivo")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_enter_without_a_choice_searches(field):
    field.press("Enter")
    field.page.wait_for_url("**/search/?q=nivo")
    expect(field.page.get_by_text("2 results for")).to_be_visible()


def test_leaving_the_field_closes_and_a_click_chooses(field):
    page = field.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/drugs/nivofakemab/")


def test_near_names_are_offered_under_their_own_heading(open_page):
    page = open_page("/about/")
    field = page.get_by_role("combobox")
    field.press_sequentially("nivolumap")
    group = page.get_by_role("group", name="No exact match. Did you mean:")
    expect(group.get_by_role("option")).to_have_text("Nivolumab similar name, drug")
    expect(page.locator(".combobox [role=status]")).to_have_text("No exact match. 1 similar name")
    expect(field).to_have_value("nivolumap")
    field.press("Enter")
    page.wait_for_url("**/search/?q=nivolumap")
    expect(page.get_by_text("No exact match for “nivolumap”")).to_be_visible()


def test_a_near_name_is_chosen_by_keyboard(open_page):
    page = open_page("/about/")
    page.get_by_role("combobox").press_sequentially("nivolumap")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drugs/nivolumab/")


def test_suggestions_fit_a_phone(open_page):
    page = open_page("/", 360)
    page.get_by_role("combobox").press_sequentially("opdi")
    expect(page.get_by_role("option")).to_contain_text("brand name: Opdivo")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_same_without_javascript(open_page):
    page = open_page("/about/", java_script_enabled=False)
    page.get_by_label("Search the reference").fill("durvalumab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Durvalumab")).to_be_visible()
    expect(page.locator(".hit-alike")).to_contain_text("A similarly named drug exists: Dupilumab")
