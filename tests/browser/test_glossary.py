"""Words explained where they stand: by keyboard, on the phone, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.test_access import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "A protein with which cells of the immune system tell each other what they have to do. " * 3


@pytest.fixture(autouse=True)
def drug(transactional_db):
    factories.glossary_term("cytokine", other_forms=["cytokines"], definition=LONG)
    factories.glossary_term("comparator")
    factories.glossary_term("grade 3")
    drug = factories.full_drug(1)
    factories.statement(drug, position=2, text="Many cytokines rush into the blood.")
    return drug


@pytest.mark.parametrize("scripts", [True, False])
def test_opens_by_keyboard_and_closes_by_escape(open_page, scripts):
    page = open_page("/drugs/drug-1/", java_script_enabled=scripts)
    word = page.locator("#what_it_is").get_by_role("button", name="cytokines")
    note = page.locator("#term-cytokine")
    expect(note).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    expect(note).to_contain_text("A protein with which cells")
    page.keyboard.press("Tab")
    expect(note.get_by_role("link", name="In the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(word).to_be_focused()


def test_note_leads_to_the_word_in_the_glossary(open_page):
    page = open_page("/drugs/drug-1/")
    page.get_by_role("button", name="cytokines").click()
    page.locator("#term-cytokine").get_by_role("link").click()
    expect(page).to_have_url(page.url.partition("#")[0] + "#cytokine")
    expect(page.locator("#cytokine")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_open_note_is_accessible_and_stays_on_the_screen(open_page, width, scheme):
    page = open_page("/drugs/drug-1/", width, color_scheme=scheme)
    page.get_by_role("button", name="cytokines").click()
    box = page.locator("#term-cytokine").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 800
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_note_stands_beside_its_word_on_a_wide_screen_and_below_on_a_phone(open_page):
    page = open_page("/drugs/drug-1/")
    word, note = page.get_by_role("button", name="cytokines"), page.locator("#term-cytokine")
    word.click()
    assert abs(note.bounding_box()["x"] - word.bounding_box()["x"]) < 20
    page.set_viewport_size({"width": 360, "height": 800})
    box = note.bounding_box()
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 360, 800)


def test_heads_of_tables_are_explained_where_they_can_be_seen(open_page):
    page = open_page("/drugs/drug-1/")
    head = page.locator("#rates thead").get_by_role("button", name="Comparator", exact=True)
    expect(head).to_be_visible()
    expect(page.locator("#rates .table-words")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(head).to_be_hidden()
    page.locator("#rates .table-words").get_by_role("button", name="comparator").click()
    expect(page.locator("#term-comparator")).to_be_visible()


def test_ids_are_unique_and_print_shows_no_marks(open_page):
    page = open_page("/drugs/drug-1/")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    page.emulate_media(media="print")
    word = page.get_by_role("button", name="cytokines")
    assert word.evaluate("word => getComputedStyle(word).textDecorationLine") == "none"
