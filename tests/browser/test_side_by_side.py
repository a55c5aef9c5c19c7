"""Choosing drugs to compare, and finding the way in the matrix, by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

# Whether the middle of what has the focus is seen, or stands under a heading or out of the frame.
IS_ON_TOP = """(() => {
  const focused = document.activeElement;
  const box = focused.getBoundingClientRect();
  const across = Math.min(box.width / 2, 20);
  const top = document.elementFromPoint(box.x + across, box.y + box.height / 2);
  return focused === top || focused.contains(top);
})()"""
# The contrast of the text in one cell of each shade, by WCAG's formula, as the screen paints it.
CONTRASTS = """(() => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colours) => {
    for (const colour of colours) {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...brush.getImageData(0, 0, 1, 1).data].map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const found = {};
  for (const cell of document.querySelectorAll("td[class^=shade-]")) {
    const text = getComputedStyle(cell.querySelector(".matrix-people")).color;
    const lights = [light([paper, getComputedStyle(cell).backgroundColor]), light([text])];
    const [low, high] = lights.sort((one, other) => one - other);
    found[cell.className] = (high + 0.05) / (low + 0.05);
  }
  return found;
})()"""

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
    expect(page).to_have_url(re.compile(r"/compare/\?drug=drug-1&drug=drug-2$"))
    expect(page.locator("#no-ranking")).to_be_visible()
    expect(page.locator("#rates")).to_contain_text("12 % (7–19.8 %)")
    page.get_by_label("Drug 3").select_option("drug-3")
    page.get_by_role("button", name="Add drug").click()
    expect(page.locator("h1")).to_contain_text("Drug 3")
    page.get_by_role("link", name="Remove Drug 2").click()
    expect(page).to_have_url(re.compile(r"/compare/\?drug=drug-1&drug=drug-3$"))
    assert page.context.cookies() == []


def test_choose_a_dataset(open_page, drugs):
    other = factories.dataset(drugs[0], slug="other", title="OTHER", regimen_kind="combination")
    factories.rate(other, percent=50)
    page = open_page("/compare/?drug=drug-1&drug=drug-2")
    expect(page.locator("main")).not_to_contain_text("Alone beside in combination.")
    page.get_by_label("Dataset of Drug 1").select_option("drug-1:other")
    page.get_by_role("button", name="Show these datasets").click()
    expect(page.locator("main")).to_contain_text("Alone beside in combination.")
    expect(page).to_have_url(re.compile("dataset=drug-1%3Aother"))


def fill_matrix(drugs):
    dataset = drugs[0].safety_datasets.get()
    for number in range(30):
        factories.rate(dataset, side_effect=factories.side_effect(f"Symptom {number}"))
    for number in range(20):
        factories.rate(factories.dataset(factories.drug(f"Other {number}")), percent=number * 5)


@pytest.mark.parametrize("width", [360, 1280])
def test_matrix_keeps_its_headings_and_leads_to_the_claim(open_page, drugs, width):
    fill_matrix(drugs)
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


@pytest.mark.parametrize("width", [360, 1280])
def test_arrow_keys_walk_through_the_matrix_and_nothing_hides_what_has_the_focus(
    open_page, drugs, width
):
    fill_matrix(drugs)
    page = open_page("/side-effects/matrix/", width)
    expect(page.locator(".matrix-keys")).to_be_visible()
    page.locator(".matrix td a").first.focus()
    for key in ("ArrowRight",) * 9 + ("ArrowLeft",) * 7 + ("End", "Home"):
        page.keyboard.press(key)
        assert page.evaluate(IS_ON_TOP), f"hidden after {key}"
    expect(page.locator(".matrix tbody th a").first).to_be_focused()
    for _ in range(15):
        page.keyboard.press("ArrowDown")
        assert page.evaluate(IS_ON_TOP)
    for _ in range(20):
        page.keyboard.press("ArrowUp")
        assert page.evaluate(IS_ON_TOP)


def test_the_matrix_can_be_skipped(open_page, drugs):
    fill_matrix(drugs)
    page = open_page("/side-effects/matrix/", java_script_enabled=False)
    skip = page.get_by_role("link", name="Skip the table")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.matrix-frame')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_shade_leaves_text_legible(open_page, drugs, scheme, media):
    fill_matrix(drugs)
    page = open_page("/side-effects/matrix/", color_scheme=scheme)
    page.emulate_media(media=media)
    found = page.evaluate(CONTRASTS)
    assert len(found) == 5
    assert min(found.values()) >= 4.5, found


def test_forced_colours_keep_the_signs(open_page, drugs):
    fill_matrix(drugs)
    page = open_page("/side-effects/matrix/", forced_colors="active")
    expect(page.locator(".shade-4 .matrix-figure").first).to_contain_text("●")
    assert page.locator(".shade-0 .matrix-figure").first.inner_text().startswith("○")


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["usual", "forced"])
def test_comparison_prints_its_tables_and_sources(open_page, options):
    page = open_page("/compare/?drug=drug-1&drug=drug-2&drug=drug-3", **options)
    page.emulate_media(media="print")
    for shown in ("#no-ranking", "#rates table", "#facts table", "#sources li"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".compare-form", ".compare-contents", ".site-nav"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.set_viewport_size({"width": 720, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
