"""Parts of long pages that are laid out only when they come near."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IS_LAID_OUT = "each => each.checkVisibility({contentVisibilityAuto: true})"
TOP = "each => each.getBoundingClientRect().top"
TWO_FRAMES = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


@pytest.fixture(autouse=True)
def drug(transactional_db):
    drug = factories.full_drug(1)
    dataset = drug.safety_datasets.get()
    for number in range(40):
        effect = factories.side_effect(f"Effect of a kind {number}")
        factories.rate(dataset, side_effect=effect, percent=number)
        other = factories.dataset(factories.drug(f"Another {number}"))
        factories.rate(other, side_effect=dataset.rates.first().side_effect)
    later = factories.dataset(drug, population="Later")
    factories.rate(later, side_effect=effect)
    return drug


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/drugs/drug-1/", "rates"),
        ("/drugs/drug-1/", "names"),
        ("/drugs/drug-1/", "sources"),
        ("/side-effects/effect-1/", "rates"),
        ("/side-effects/effect-1/", "sources"),
    ],
)
def test_a_link_leads_to_the_top_of_a_section(open_page, address, section, width):
    page = open_page(f"{address}#{section}", width)
    part = page.locator(f"#{section}")
    reached_end = "scrollY + innerHeight >= document.documentElement.scrollHeight - 1"

    def is_there():
        return abs(part.evaluate(TOP)) <= 2 or page.evaluate(reached_end)

    wait_until(page, is_there)
    wait_until(page, lambda: part.locator("h2").evaluate(IS_LAID_OUT))
    page.evaluate(TWO_FRAMES)
    assert is_there(), "what was laid out moved it away"


def test_a_link_leads_to_a_dataset_below_a_long_one(open_page, drug):
    later = drug.safety_datasets.get(population="Later")
    part = f"#{later.slug}"
    page = open_page(f"/drugs/drug-1/{part}", 360)
    wait_until(page, lambda: page.locator(part).evaluate(IS_LAID_OUT))
    page.evaluate(TWO_FRAMES)
    assert page.locator(part).evaluate(TOP) == pytest.approx((4 + 1) * 16, abs=2)


def laid_out(page: Page, act: Callable[[], Any]) -> int:
    """How many boxes the browser lays out anew for what is done, as its own trace counts them."""
    events: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    tracing = {"includedCategories": ["devtools.timeline"]}
    session.send("Tracing.start", {"traceConfig": tracing, "transferMode": "ReportEvents"})
    act()
    page.evaluate(TWO_FRAMES)
    complete: list[bool] = []
    session.on("Tracing.tracingComplete", lambda _: complete.append(True))
    session.send("Tracing.end")
    wait_until(page, lambda: complete)
    layouts = [event["args"] for event in events if event["name"] == "Layout"]
    return max(each["beginData"]["dirtyObjects"] for each in layouts if "beginData" in each)


def test_opening_the_contents_lays_out_no_source(open_page):
    page = open_page("/side-effects/effect-1/", 360)
    assert page.locator(".sources li").count() > 40
    assert laid_out(page, page.locator(".contents summary").click) < 40
    expect(page.locator(".contents a").first).to_be_visible()


def test_focus_at_the_edge_of_a_section_is_shown_whole(open_page):
    page = open_page("/side-effects/effect-1/", 360)
    page.locator("#rates summary, #rates a").first.focus()
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    box = link.bounding_box()
    around = {"x": 0, "y": box["y"] - 8, "width": 360, "height": box["height"] + 16}
    shown = page.screenshot(clip=around)
    link.evaluate("each => { each.closest('section').style.contain = 'none' }")
    assert page.screenshot(clip=around) == shown


@pytest.mark.parametrize("rows", [".rates tbody tr", ".dot-line", ".sources li"])
def test_long_parts_wait_on_a_phone(open_page, rows):
    page = open_page("/side-effects/effect-1/", 360)
    page.set_viewport_size({"width": 360, "height": 200})
    page.reload()
    last = page.locator(rows).last.locator("a, svg").first
    assert not last.evaluate(IS_LAID_OUT)
    last.evaluate("each => each.scrollIntoView()")
    wait_until(page, lambda: last.evaluate(IS_LAID_OUT))


@pytest.mark.parametrize("address", ["/drugs/drug-1/", "/side-effects/effect-1/"])
def test_on_paper_nothing_waits(open_page, address):
    page = open_page(address)
    page.emulate_media(media="print")
    waiting = page.locator("#rates, .rates tr, .sources li")
    assert waiting.evaluate_all(f"all => all.every({IS_LAID_OUT})")


def test_words_of_what_waits_are_found(open_page):
    page = open_page("/side-effects/effect-1/", 360)
    last = page.locator(".rates tbody tr").last
    assert not last.evaluate(IS_LAID_OUT)
    assert page.evaluate("each => find(each.querySelector('a').textContent)", last.element_handle())
    wait_until(page, lambda: last.evaluate(IS_LAID_OUT))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_far_row_of_the_matrix_waits_and_stands_below_its_headings(open_page, width):
    page = open_page("/side-effects/matrix/", width)
    last = page.locator(".matrix tbody tr").last
    assert not last.locator("td").first.evaluate(IS_LAID_OUT)
    last.locator("a").first.focus()
    wait_until(page, lambda: last.locator("td").first.evaluate(IS_LAID_OUT))
    left = "all => all.map((each) => each.getBoundingClientRect().left)"
    headings = page.locator(".matrix thead th").evaluate_all(left)
    assert last.locator("th, td").evaluate_all(left) == pytest.approx(headings, abs=1)
    tops = page.locator(".matrix thead th").evaluate_all(f"all => all.map({TOP})")
    assert tops == pytest.approx([page.locator(".matrix-frame").evaluate(TOP)] * len(tops), abs=2)
