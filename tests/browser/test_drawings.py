"""Pictures as a browser draws them: nothing cut off, nothing on top of a label, in any look."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.test_access import violations
from therapies.choices import Mechanism
from therapies.models import TherapyType

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAWN = [each for each in Mechanism if each != Mechanism.NOT_DRAWN]
SMALLEST_TEXT = 12
BADLY_PLACED = """
[...document.querySelectorAll('.drawing svg')].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBBox()]);
  const cut = boxes.filter(([, box]) => box.x < 0 || box.y < 0 || box.x + box.width > 320
    || box.y + box.height > 202).map(([name]) => `${name} is cut off`);
  const close = boxes.flatMap(([name, one], place) => boxes.slice(place + 1).filter(
    ([, two]) => one.x < two.x + two.width && two.x < one.x + one.width
      && one.y + 4 < two.y + two.height && two.y + 4 < one.y + one.height
  ).map(([other]) => `${name} touches ${other}`));
  return cut.concat(close);
})
"""
TEXT_SIZES = """
[...document.querySelectorAll('.drawing svg')].map((svg) =>
  parseFloat(getComputedStyle(svg.querySelector('text')).fontSize)
  * svg.getBoundingClientRect().width / 320)
"""


@pytest.fixture(autouse=True)
def drug(transactional_db):
    made = factories.full_drug(1)
    factories.statement(made.primary_type, section="how_it_works")
    return made


@pytest.mark.parametrize("mechanism", DRAWN)
def test_labels_are_whole_and_apart(open_page, drug, mechanism):
    TherapyType.objects.update(mechanism=mechanism)
    address = drug.primary_type.get_absolute_url()
    for width in (360, 1280):
        page = open_page(address, width)
        assert page.evaluate(BADLY_PLACED) == []
        assert min(page.evaluate(TEXT_SIZES)) >= SMALLEST_TEXT
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []


def test_drawing_follows_forced_colours_and_print(open_page, drug):
    TherapyType.objects.update(mechanism="checkpoint")
    page = open_page(drug.primary_type.get_absolute_url(), color_scheme="dark")
    stroke = "getComputedStyle(document.querySelector('.draw-cell')).stroke"
    dark = page.evaluate(stroke)
    page.emulate_media(media="print")
    assert page.evaluate(stroke) != dark
    expect(page.locator(".drawing")).to_be_visible()
    assert page.locator(".detail-body").bounding_box()["width"] > 600
    page.emulate_media(media="screen", forced_colors="active")
    text = "getComputedStyle(document.querySelector('.drawing figcaption')).color"
    assert page.evaluate(stroke) == page.evaluate(text)
    assert page.evaluate("getComputedStyle(document.querySelector('.years-column')).fill") == (
        page.evaluate(text)
    )


def test_tables_open_by_keyboard(open_page):
    page = open_page("/")
    summary = page.locator("summary", has_text="The same as a table")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="2014")).to_be_visible()
