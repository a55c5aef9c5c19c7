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
}).then((found) => found.violations.flatMap((rule) => rule.nodes.map(
  (node) => `${rule.impact} ${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary})`)))
"""
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
MORE_ADDRESSES = (
    "/drugs/drug-1/?voice=plain",
    "/drugs/drug-1/?voice=professional",
    "/therapies/cancer-immunotherapy/",
    "/conditions/",
    "/side-effects/",
    "/research/countries/",
    "/research/institutions/",
    "/research/institutions/institution-1/",
    "/research/trials/",
    "/research/trials/trial-1/",
    "/claims/",
    "/claims/claim-1/",
    "/sources/the-source/",
    "/drugs/?q=nothing-has-this-name",
    "/search/?q=pembrolizumap",
)
REFUSED = ("/drugs/?kind=unheard-of", "/nowhere/")


@pytest.fixture(autouse=True)
def drug(transactional_db):
    factories.source(slug="the-source")
    factories.drug("Pembrolizumab")
    drug = factories.full_drug(1)
    Entry.objects.filter(pk=drug.pk).update(reviewed_on=date(2020, 1, 1))
    factories.statement(drug, audience="professionals", text="An IgG4 antibody.")
    return drug


def violations(page: Page) -> list[str]:
    """What axe finds. It is evaluated by the debugger, which the page's policy does not bind."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"globalThis.axe || (() => {{{AXE}}})()"})
    answer = session.send(
        "Runtime.evaluate", {"expression": RUN, "awaitPromise": True, "returnByValue": True}
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer
    return answer["result"]["value"]


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
    expect(page.locator("#warnings")).to_be_visible()
    expect(folded).to_be_visible()
    address = page.locator("#sources a[href^='http']").first
    written = address.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://regulator.example/" in written
