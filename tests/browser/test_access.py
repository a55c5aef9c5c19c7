"""No rule of WCAG 2.2 A and AA that a machine can check is broken, on any page, in any look."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.test_pages import ADDRESSES
from therapies.models import Drug, Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """
axe.run(document, {
  runOnly: {
    type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  },
}).then((found) => ["violations", "incomplete"].flatMap((certainty) =>
  found[certainty].flatMap((rule) => rule.nodes.map((node) => {
    const checks = node.any.concat(node.all, node.none);
    const why = node.failureSummary ?? checks.map((check) => check.message);
    return [certainty, rule.id, `${rule.impact} ${rule.id}: ${node.html.slice(0, 160)} (${why})`,
      checks.map((check) => check.data?.messageKey ?? "")];
  }))))
"""
# What axe cannot decide by itself, and how it is decided here instead: (rule, axe's reason).
DECIDED_ELSEWHERE = {
    # Text that runs below another line or out of a scrolled frame: axe measures it only in sight.
    # The same text is measured where it lies free, and the matrix in test_side_by_side.
    ("color-contrast", "bgOverlap"),
    ("color-contrast", "elmPartiallyObscured"),
    ("color-contrast", "elmPartiallyObscuring"),
    ("color-contrast", "outsideViewport"),
    # Words of drawings lie on the page itself, which axe does not see through the drawing. Their
    # colours are among those of tests/test_contrast.py.
    ("color-contrast", "imgNode"),
    # One sign such as ✕ or ○ with words beside it.
    ("color-contrast", "shortTextContent"),
    ("color-contrast", "nonBmp"),
    # A heading with scope="rowgroup" has its cells in the rows below it, where axe does not look.
    ("th-has-data-cells", ""),
}
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
MORE_ADDRESSES = (
    "/drugs/drug-1/?voice=plain",
    "/drugs/drug-1/?voice=professional",
    "/drugs/drug-1/history/4/",
    "/drugs/drug-1/cite/",
    "/embed/drugs/drug-1/",
    "/therapies/cancer-immunotherapy/",
    "/conditions/",
    "/side-effects/",
    "/research/countries/",
    "/research/institutions/",
    "/research/institutions/institution-1/",
    "/research/milestones/",
    "/research/products/",
    "/research/?measure=products",
    "/research/trials/",
    "/research/trials/trial-1/",
    "/claims/",
    "/claims/claim-1/",
    "/claims/comparisons/",
    "/results/",
    "/sources/the-source/",
    "/drugs/?q=nothing-has-this-name",
    "/search/?q=pembrolizumap",
    "/search/?q=durvalumab",
    "/search/?q=target",
    "/compare/?drug=drug-1&drug=drug-2&drug=pembrolizumab",
    "/side-effects/matrix/?regimen_kind=alone&regimen_kind=combination",
    "/report/?page=/drugs/drug-1/&claim=rate",
)
REFUSED = ("/drugs/?kind=unheard-of", "/compare/?drug=unheard-of", "/nowhere/")


@pytest.fixture(autouse=True)
def drug(transactional_db):
    factories.source(slug="the-source")
    factories.drug("Pembrolizumab")
    factories.drug("Durvalumab")
    factories.drug("Dupilumab")
    other = factories.full_drug(2)
    factories.rate(factories.dataset(other, regimen_kind="combination", treated=900))
    drug = factories.full_drug(1)
    Entry.objects.filter(pk=drug.pk).update(reviewed_on=date(2020, 1, 1))
    factories.statement(drug, audience="professionals", text="An IgG4 antibody.")
    factories.full_history(drug)
    return drug


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds. It is evaluated by the debugger, which the page's policy does not bind."""
    expression = RUN.replace("document,", f"{within!r},")
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"globalThis.axe || (() => {{{AXE}}})()"})
    answer = session.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer
    return [
        text
        for certainty, rule, text, reasons in answer["result"]["value"]
        if certainty == "violations"
        or not any((rule, reason) in DECIDED_ELSEWHERE for reason in reasons)
    ]


@pytest.mark.parametrize("address", ADDRESSES + MORE_ADDRESSES)
def test_no_violation(open_page, address):
    page = open_page(address)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = violations(page)
            page.evaluate(OPEN_ALL)
            assert found + violations(page) == [], f"{width} px, {scheme}"


@pytest.mark.parametrize("address", REFUSED)
def test_no_violation_on_pages_that_refuse(open_page, complaints, address):
    page = open_page(address)
    assert violations(page) == []
    assert len(complaints) == 1
    assert "40" in complaints.pop()


def test_the_check_finds_what_is_wrong(open_page):
    page = open_page("/about/")
    page.evaluate("document.body.append(document.createElement('img'))")
    assert any("image-alt" in each for each in violations(page))


@pytest.mark.parametrize("address", ADDRESSES + MORE_ADDRESSES)
def test_twice_the_size_needs_no_sideways_scrolling(open_page, address):
    page = open_page(address, 640, device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_nothing_moves_for_those_who_ask_for_it(open_page):
    page = open_page("/drugs/drug-1/", reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].map((each) => getComputedStyle(each))"
        ".filter((style) => style.transitionDuration.split(', ').some((each) => each !== '0s')"
        " || style.animationName !== 'none' || style.scrollBehavior === 'smooth').length"
    )
    assert moving == 0


def test_printed_drug_is_a_leaflet(open_page):
    factories.rate(factories.dataset(Drug.objects.get(slug="drug-1"), title="ANOTHER"))
    page = open_page("/drugs/drug-1/")
    folded = page.locator(".dataset:not([open]) table")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    for name in ("Main", "On this page"):
        expect(page.locator(f'nav[aria-label="{name}"]')).to_be_hidden()
    expect(page.locator(".site-search")).to_be_hidden()
    expect(page.locator("#sources li").first).to_be_visible()
    expect(page.locator("#boxed")).to_be_visible()
    expect(folded).to_be_visible()
    address = page.locator("#sources a[href^='http']").first
    written = address.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://regulator.example/" in written
    expect(page.locator(".paper-address")).to_contain_text("/drugs/drug-1/")


@pytest.mark.parametrize("width", [360, 680])
def test_printed_tables_stay_tables_whose_head_is_repeated(open_page, width):
    page = open_page("/drugs/drug-1/", width)
    page.emulate_media(media="print")
    display = "element => getComputedStyle(element).display"
    assert page.locator(".approvals thead").evaluate(display) == "table-header-group"
    assert page.locator(".approvals tbody tr").first.evaluate(display) == "table-row"
    row = "element => getComputedStyle(element).breakInside"
    assert page.locator(".approvals tbody tr").first.evaluate(row) == "avoid"


def test_printed_matrix_names_the_side_effect_beside_each_figure(open_page):
    page = open_page("/side-effects/matrix/")
    page.emulate_media(media="print")
    expect(page.locator(".matrix thead")).to_be_hidden()
    expect(page.locator("#matrix-filters")).to_be_hidden()
    figure = page.locator(".matrix td[data-label]").first
    written = figure.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "Effect 1" in written


SMALL = """[...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen"))
  .filter((each) => !["hidden", "checkbox"].includes(each.type))
  .filter((each) => !each.matches(".skip, .skip-table a"))
  // WCAG 2.5.8: a link within a line of text may be smaller.
  .filter((each) => getComputedStyle(each).display !== "inline")
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && box.height && (box.width < 24 || box.height < 24);
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
LARGE_TARGETS = (
    "/search/?q=target",
    "/compare/?drug=drug-1&drug=drug-2&drug=pembrolizumab",
    "/side-effects/matrix/",
    "/report/?page=/drugs/drug-1/",
    "/drugs/",
    "/drugs/drug-1/history/",
)


def test_suggestions_and_open_filters_break_no_rule(open_page):
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page = open_page("/drugs/", width, color_scheme=scheme)
            if width < 1280:
                page.locator("#filters > summary").click()
            page.locator("summary", has_text="Target").click()
            assert violations(page) == []
            for typed in ("drug", "durvalumap"):
                page.get_by_label("Search the reference").fill(typed)
                expect(page.get_by_role("option").first).to_be_visible()
                page.keyboard.press("ArrowDown")
                assert violations(page) == [], typed


def test_chosen_dataset_and_refused_report_break_no_rule(open_page, complaints):
    drug = Drug.objects.get(slug="drug-2")
    combined = drug.safety_datasets.get(regimen_kind="combination")
    query = f"?drug=drug-1&drug=drug-2&dataset=drug-2:{combined.slug}"
    page = open_page(f"/compare/{query}", 360)
    expect(page.get_by_text("Alone beside in combination.")).to_be_visible()
    assert violations(page) == []
    page = open_page("/report/?page=/drugs/drug-1/")
    page.locator("form.report").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    assert "400" in complaints.pop(0)


@pytest.mark.parametrize("address", LARGE_TARGETS)
@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough(open_page, address, width):
    assert open_page(address, width).evaluate(SMALL) == []


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("address", LARGE_TARGETS)
def test_everything_is_reached_by_keyboard_and_seen(open_page, address, scripts):
    """Tab goes on through the page without a trap, and what has the focus is outlined."""
    page = open_page(address, 360, java_script_enabled=True)
    if not scripts:
        page = open_page(address, 360, java_script_enabled=False)
    reached = []
    for _ in range(150):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            break
        name, outline = found
        assert outline, f"no outline: {name}"
        reached.append(name)
    assert found is None, "the end of the page is not reached"
    assert len(reached) == len(set(reached)) >= 15


FOCUSED = """(() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const style = getComputedStyle(focused);
  const place = [...document.querySelectorAll("*")].indexOf(focused);
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [`${place} ${focused.outerHTML.slice(0, 80)}`, isOutlined];
})()"""
