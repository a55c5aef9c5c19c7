"""Choosing drugs to compare, and finding the way in the matrix, by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def drugs(transactional_db):
    return [factories.full_drug(number) for number in (1, 2, 3)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_comparison_fits_the_screen(open_page, width, scheme):
    page = open_page("/compare/?drug=drug-1&drug=drug-2&drug=drug-3", width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["usual", "forced"])
def test_dots_are_drawn_where_they_belong(open_page, width, options):
    page = open_page("/drugs/drug-1/", width, **options)
    plot = page.get_by_role("img", name="Rates with their intervals")
    expect(plot).to_be_visible()
    row = plot.locator(".dot-row").bounding_box()
    dot = plot.locator("circle.dot-all").bounding_box()
    middle = (dot["x"] + dot["width"] / 2 - row["x"]) / row["width"]
    assert middle == pytest.approx(12 / 20, abs=0.02)
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.dot-row .dot-all')).fill"
        " !== getComputedStyle(document.documentElement).backgroundColor"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_compare_from_the_list_without_a_script_or_cookie(open_page, width):
    page = open_page("/drugs/", width, java_script_enabled=False)
    page.get_by_role("link", name=re.compile("Compare ?: Drug 1")).click()
    page.get_by_role("link", name="Choose from the list of drugs").click()
    page.get_by_role("link", name="Drug 2", exact=True).click()
    page.get_by_role("link", name=re.compile("Add to comparison ?: Drug 2")).click()
    assert page.url.endswith("/compare/?drug=drug-1&drug=drug-2")
    expect(page.locator("#no-ranking")).to_be_visible()
    expect(page.locator("#rates")).to_contain_text("12 % (7–19.8 %)")
    page.get_by_label("Drug 3").select_option("drug-3")
    page.get_by_role("button", name="Add drug").click()
    expect(page.locator("h1")).to_contain_text("Drug 3")
    page.get_by_role("link", name="Remove Drug 2").click()
    assert page.url.endswith("/compare/?drug=drug-1&drug=drug-3")
    assert page.context.cookies() == []


def test_choose_a_dataset(open_page, drugs):
    other = factories.dataset(drugs[0], slug="other", title="OTHER", regimen_kind="combination")
    factories.rate(other, percent=50)
    page = open_page("/compare/?drug=drug-1&drug=drug-2")
    expect(page.locator("main")).not_to_contain_text("Alone beside in combination.")
    page.get_by_label("Dataset of Drug 1").select_option("drug-1:other")
    page.get_by_role("button", name="Show these datasets").click()
    expect(page.locator("main")).to_contain_text("Alone beside in combination.")
    assert "dataset=drug-1%3Aother" in page.url


@pytest.mark.parametrize("width", [360, 1280])
def test_matrix_keeps_its_headings_and_leads_to_the_claim(open_page, drugs, width):
    dataset = drugs[0].safety_datasets.get()
    for number in range(30):
        factories.rate(dataset, side_effect=factories.side_effect(f"Symptom {number}"))
    for number in range(20):
        factories.rate(factories.dataset(factories.drug(f"Other {number}")))
    page = open_page("/side-effects/matrix/", width)
    frame = page.get_by_role("region", name="Matrix of rates")
    heading = page.locator(".matrix tbody th").first
    corner = page.locator(".matrix-corner")
    at_first = heading.bounding_box()["x"], corner.bounding_box()["y"] - frame.bounding_box()["y"]
    frame.focus()
    for key in ("ArrowRight", "ArrowDown"):
        for _ in range(8):
            page.keyboard.press(key)
    expect(frame).not_to_have_js_property("scrollLeft", 0)
    expect(frame).not_to_have_js_property("scrollTop", 0)
    after = heading.bounding_box()["x"], corner.bounding_box()["y"] - frame.bounding_box()["y"]
    assert after == pytest.approx(at_first, abs=2)
    page.locator(".matrix td a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drugs/drug-1/#study-*")
