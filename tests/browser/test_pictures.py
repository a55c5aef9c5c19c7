"""Pictures as a browser draws them: at both widths, on paper, and in forced colours."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A4 between the margins, in CSS pixels.
PAPER = 680


@pytest.fixture(autouse=True)
def drug(transactional_db):
    drug = factories.full_drug(1)
    other = factories.dataset(drug, slug="other", title="OTHER", regimen_kind="combination")
    factories.rate(other, percent=50)
    return drug


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "address",
    ["/drugs/drug-1/", "/conditions/condition-1/", "/side-effects/effect-1/", "/claims/claim-1/"],
)
def test_pictures_fit_the_screen(open_page, address, width, options):
    page = open_page(address, width, **options)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_filled_and_hollow_differ_without_colour(open_page):
    page = open_page("/drugs/drug-1/", 1280, forced_colors="active")
    fills = page.evaluate(
        "['.person-filled', '.person-hollow']"
        ".map(each => getComputedStyle(document.querySelector(each)).fill)"
    )
    assert fills[0] != "none"
    assert fills[1] == "none"


@pytest.mark.parametrize("width", [360, 1280])
def test_labels_of_years_do_not_overlap(open_page, drug, width):
    for number, year in enumerate((1955, 1988, 2024)):
        indication = factories.indication(drug, setting=f"line {number}")
        factories.approval(indication, decided_on=f"{year}-01-01", decided_precision="year")
    page = open_page("/drugs/drug-1/", width)
    boxes = [each.bounding_box() for each in page.locator(".timeline-axis text").all()]
    assert len(boxes) > 1
    for before, after in pairwise(boxes):
        assert before["x"] + before["width"] < after["x"]


def test_choosing_a_dataset_opens_it_without_a_script(open_page):
    page = open_page("/drugs/drug-1/", 360, java_script_enabled=False)
    other = page.locator("#other")
    expect(other).not_to_be_visible()
    page.get_by_role("navigation", name="Datasets").get_by_role("link", name="OTHER").click()
    expect(other).to_be_visible()
