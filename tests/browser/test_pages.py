"""The pages as a browser shows them."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "/",
    "/therapies/",
    "/drugs/",
    "/drugs/?kind=cancer&target=target-1",
    "/drugs/drug-1/",
    "/drugs/drug-1/history/",
    "/drugs/drug-1/history/2/",
    "/conditions/condition-1/",
    "/indications/",
    "/side-effects/effect-1/",
    "/compare/",
    "/side-effects/matrix/",
    "/side-effects/matrix/?rows=types&columns=classes",
    "/rates/",
    "/research/",
    "/research/countries/country-1/",
    "/glossary/",
    "/sources/",
    "/about/",
    "/data/",
    "/search/?q=drug",
)


@pytest.fixture(autouse=True)
def drug(transactional_db):
    drug = factories.full_drug(1)
    factories.full_history(drug)
    return drug


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [360, 1280])
def test_fits_the_screen_in_light_and_dark(open_page, address, width):
    backgrounds = set()
    for scheme in ("light", "dark"):
        page = open_page(address, width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("h1")).to_have_count(1)
        backgrounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        assert page.context.cookies() == []
    assert len(backgrounds) == 2


def test_filter_by_hand_and_back(open_page):
    factories.full_drug(2)
    page = open_page("/drugs/", java_script_enabled=False)
    expect(page.locator("#count")).to_contain_text("2 results")
    page.locator("summary", has_text="Target").click()
    page.get_by_label("Target 1").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#count")).to_contain_text("1 result")
    expect(page.get_by_role("link", name="Drug 1", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"target=target-1(&|$)"))
    page.get_by_role("link", name="Remove filter Target: Target 1").click()
    expect(page.locator("#count")).to_contain_text("2 results")


def test_footnote_opens_in_place_by_keyboard_and_leads_to_the_source(open_page):
    page = open_page("/drugs/drug-1/", java_script_enabled=False)
    footnote = page.locator("#what_it_is button.footnote").first
    footnote.focus()
    page.keyboard.press("Enter")
    opened = page.locator("#what_it_is [popover]").first
    expect(opened).to_be_visible()
    expect(opened).to_contain_text("section 1")
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()


def test_voice_is_chosen_by_keyboard_and_kept(open_page, drug):
    factories.statement(drug, text="An IgG4 antibody.", audience="professionals")
    page = open_page("/drugs/drug-1/", java_script_enabled=False)
    page.get_by_role("link", name="Professional", exact=True).press("Enter")
    expect(page.get_by_text("An IgG4 antibody.")).to_be_visible()
    expect(page.get_by_text("It is a medicine.")).to_be_hidden()
    page.get_by_text("In plain language").press("Enter")
    expect(page.get_by_text("It is a medicine.")).to_be_visible()
    page.get_by_role("link", name="Drugs", exact=True).first.click()
    page.get_by_role("link", name="Drug 1", exact=True).click()
    expect(page.get_by_role("link", name="Professional", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.get_by_text("It is a medicine.")).to_be_hidden()


def test_first_tab_stop_skips_to_the_content(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/#main$"))


def test_search_from_the_first_page(open_page):
    page = open_page("/")
    page.get_by_label("What are you looking for?").fill("brand 1")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("brand name: Brand 1")


def test_admin_works_under_the_strict_policy(open_page, live_server):
    factories.user("editor", is_staff=True, is_superuser=True, password="a long pass phrase")
    page = open_page("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.goto(live_server.url + "/admin/therapies/drug/")
    page.get_by_role("link", name="Drug 1", exact=True).click()
    page.locator("summary", has_text="Safety datasets").click()
    page.locator("summary", has_text="STUDY").click()
    page.locator('input[name="safety_datasets-0-rows-0-percent"]').fill("33")
    page.get_by_label("What do you change, and why?").fill("Table 2 says so.")
    page.get_by_role("button", name="Propose this change").click()
    expect(page.locator(".messagelist")).to_contain_text("The public sees no change")
    expect(page.locator(".proposal")).to_contain_text("33")
