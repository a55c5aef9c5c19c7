"""Filters renew the list in place; the address, focus and announcements stay true."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from therapies.models import Target

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def drugs(transactional_db):
    for number in (1, 2, 3):
        factories.full_drug(number)


def count(page: Page):
    return page.locator("#count")


def mark(page: Page) -> None:
    """A mark that is gone once the page has been loaded anew."""
    page.evaluate("window.isTheSamePage = true")


def is_the_same_page(page: Page) -> bool:
    return page.evaluate("window.isTheSamePage === true")


def test_choice_renews_the_list_in_place_and_keeps_focus(open_page):
    page = open_page("/drugs/")
    expect(count(page)).to_have_text("3 results")
    mark(page)
    page.locator("summary", has_text="Target").click()
    box = page.get_by_label("Target 2")
    box.focus()
    page.keyboard.press("Space")
    expect(count(page)).to_have_text("1 result")
    expect(page.get_by_role("link", name="Drug 2", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Drug 1", exact=True)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/drugs/\?target=target-2$"))
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    assert is_the_same_page(page)
    expect(page.locator("#results [aria-live], #results [role=status]")).to_have_count(1)


def test_counts_beside_other_choices_follow(open_page):
    page = open_page("/drugs/")
    page.locator("summary", has_text="Condition").click()
    expect(page.locator("#facet-condition li")).to_have_count(3)
    page.locator("summary", has_text="Target").click()
    page.get_by_label("Target 2").check()
    expect(page.locator("#facet-condition li")).to_have_count(1)
    expect(page.locator("#facet-condition")).to_have_attribute("open", "")


def test_typing_renews_the_list_and_keeps_the_cursor(open_page):
    page = open_page("/drugs/")
    mark(page)
    box = page.get_by_label("Name contains")
    box.press_sequentially("Drug 3", delay=20)
    expect(count(page)).to_have_text("1 result")
    expect(page).to_have_url(re.compile(r"/drugs/\?q=Drug\+3$"))
    expect(box).to_be_focused()
    expect(box).to_have_value("Drug 3")
    assert is_the_same_page(page)


def test_back_and_forward_show_what_the_address_says(open_page):
    page = open_page("/drugs/")
    page.locator("summary", has_text="Target").click()
    page.get_by_label("Target 1").check()
    expect(count(page)).to_have_text("1 result")
    page.get_by_label("Target 2").check()
    expect(count(page)).to_have_text("2 results")
    page.go_back()
    expect(count(page)).to_have_text("1 result")
    expect(page).to_have_url(re.compile(r"\?target=target-1$"))
    expect(page.get_by_label("Target 1")).to_be_checked()
    expect(page.get_by_label("Target 2")).not_to_be_checked()
    page.go_back()
    expect(count(page)).to_have_text("3 results")
    expect(page).to_have_url(re.compile(r"/drugs/$"))
    page.go_forward()
    expect(count(page)).to_have_text("1 result")
    page.reload()
    expect(page.get_by_label("Target 1")).to_be_checked()


def test_back_from_an_entry_shows_the_filtered_list(open_page):
    page = open_page("/drugs/")
    page.locator("summary", has_text="Target").click()
    page.get_by_label("Target 1").check()
    expect(count(page)).to_have_text("1 result")
    page.get_by_role("link", name="Drug 1", exact=True).click()
    expect(page.locator("h1")).to_have_text("Drug 1")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Drugs")
    expect(count(page)).to_have_text("1 result")
    expect(page.get_by_label("Target 1")).to_be_checked()


def test_nonsense_is_refused_in_place(open_page, complaints):
    page = open_page("/drugs/")
    mark(page)
    page.locator("#filter-form").evaluate("form => { form.noValidate = true }")
    year = page.get_by_label("Approved from year")
    year.fill("1200")
    year.press("Enter")
    expect(count(page)).to_have_text("This filter was not understood")
    expect(page.locator(".problems")).to_contain_text("Approved from year")
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible()
    year.fill("2014")
    year.press("Enter")
    expect(count(page)).to_have_text("3 results")
    expect(page.locator(".problems")).to_have_count(0)
    assert is_the_same_page(page)
    assert len(complaints) == 1
    assert "400" in complaints.pop()


def test_long_lists_of_choices_can_be_narrowed(open_page):
    drug = factories.drug("Manytargetumab")
    for number in range(10, 23):
        target = Target.objects.create(slug=f"target-{number}", name=f"Interleukin {number}")
        drug.targets.add(target)
    page = open_page("/drugs/")
    mark(page)
    page.locator("summary", has_text="Target").click()
    page.locator("#facet-target").get_by_label("Interleukin 12").check()
    expect(count(page)).to_have_text("1 result")
    box = page.get_by_role("searchbox", name="Find in this list: Target")
    box.fill("ÍNTERLEUKIN 22")
    shown = page.locator("#facet-target li:visible")
    expect(shown).to_have_count(2)
    expect(shown.filter(has_text="Interleukin 12")).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"\?target=target-12$"))
    box.fill("")
    expect(shown).to_have_count(16)
    assert is_the_same_page(page)


def test_without_scripts_there_is_no_box_that_does_nothing(open_page):
    drug = factories.drug("Manytargetumab")
    for number in range(10, 23):
        drug.targets.add(Target.objects.create(slug=f"target-{number}", name=f"T {number}"))
    page = open_page("/drugs/", java_script_enabled=False)
    page.locator("summary", has_text="Target").click()
    expect(page.get_by_role("searchbox", name="Find in this list: Target")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_filters_fold_away(open_page, scripts):
    page = open_page(
        "/drugs/?target=target-1&modality=monoclonal_antibody",
        360,
        java_script_enabled=scripts,
    )
    button = page.get_by_role("button", name="Apply filters")
    expect(button).to_be_hidden()
    summary = page.locator("#filters > summary")
    expect(summary).to_have_text(re.compile(r"Filters\s+2 active"))
    page.get_by_role("link", name="Filter (2)").click()
    summary.press("Enter")
    expect(button).to_be_visible()
    wide = open_page("/drugs/", 1280, java_script_enabled=scripts)
    expect(wide.get_by_role("button", name="Apply filters")).to_be_visible()
    expect(wide.locator("#filters > summary")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_filter_is_reached_by_keyboard(open_page, width):
    page = open_page("/drugs/", width)
    if width < 1280:
        page.locator("#filters > summary").press("Enter")
    page.get_by_label("Name contains").focus()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.closest('.facet')?.id ?? document.activeElement.textContent"
        )
        reached.add(name.strip())
        if "Clear all" in reached:
            break
    assert {"facet-kind", "facet-target", "facet-condition", "Apply filters"} <= reached


NO_DETAILS_CONTENT = """
const supports = CSS.supports.bind(CSS);
CSS.supports = (...asked) => !asked[0].includes("details-content") && supports(...asked);
"""


@pytest.mark.parametrize(("width", "is_open"), [(360, False), (1280, True)])
def test_older_browsers_open_the_filters_on_a_wide_screen(open_page, width, is_open):
    page = open_page("/about/", width)
    page.add_init_script(NO_DETAILS_CONTENT)
    page.goto(page.url.replace("/about/", "/drugs/"))
    assert page.locator("#filters").evaluate("each => each.open") is is_open
