"""Cards in frames of another site, from the narrowest on; codes on paper, and nowhere else."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import wait_until
from therapies import versions
from therapies.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drug(transactional_db):
    made = factories.full_drug(1)
    made.safety_datasets.update(slug="the-study")
    versions.record(Entry.objects.all(), "loaded from fixtures")
    return made


@pytest.fixture
def show(open_page, live_server):
    """Another site that shows a page of this one in a frame."""
    asked = {}

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = '<iframe src="{address}" width="{width}" height="500"></iframe>'
            head = '<title>Elsewhere</title><link rel="icon" href="data:,">'
            self.wfile.write((head + frame.format(**asked)).encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()

    def show_it(address, width):
        asked.update(address=f"{live_server.url}{address}", width=width)
        page = open_page("/about/")
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    yield show_it
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [240, 480])
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/embed/drugs/drug-1/", "1 approval in force (FDA)."),
        ("/embed/rates/drug-1/the-study/effect-1/", "About 12 in 100 people"),
    ],
)
def test_a_card_is_shown_in_a_frame_of_another_site(show, drug, address, said, width):
    page = show(address, width)
    card = page.frame_locator("iframe")
    expect(card.get_by_text(said)).to_be_visible()
    expect(card.get_by_text("This is not medical advice.")).to_be_visible()
    frame = page.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth") <= width
    # Its own sheet came through: the heading is not in the browser's colour.
    assert frame.evaluate("getComputedStyle(document.querySelector('.card')).paddingTop") != "0px"


def test_a_link_of_a_card_leaves_the_frame(show, drug):
    page = show("/embed/drugs/drug-1/", 480)
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Drug 1", exact=True).click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Drug 1")
    expect(page).to_have_title("Elsewhere")


def test_any_other_page_is_refused_to_a_frame(show, drug, complaints):
    page = show("/drugs/drug-1/", 480)
    wait_until(page, lambda: any("frame-ancestors" in each for each in complaints))
    complaints.clear()
    expect(page.frame_locator("iframe").get_by_text("Drug 1")).to_have_count(0)


def test_paper_alone_has_the_code_of_the_address(open_page, drug):
    page = open_page("/drugs/drug-1/")
    code = page.locator(".paper-code svg")
    expect(code).not_to_be_visible()
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box["width"] == box["height"] == pytest.approx(75.6, abs=1), "20 mm"


def test_the_code_of_a_rate_is_chosen_without_a_script(open_page, drug):
    page = open_page("/drugs/drug-1/cite/", java_script_enabled=False)
    page.get_by_label("Side effect and dataset").select_option("Effect 1")
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator("#embed pre").nth(1)).to_contain_text(
        "/embed/rates/drug-1/the-study/effect-1/"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_to_cite_fits(open_page, drug, width):
    page = open_page("/drugs/drug-1/cite/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
