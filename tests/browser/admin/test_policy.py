"""Under the policies as they are served nothing is refused: to editors at work, to readers."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, Request, expect

from tests import factories
from tests.browser.conftest import wait_until
from tests.browser.test_editing import PASSWORD
from therapies import roles, versions
from therapies.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAY_WHAT_IS_REFUSED = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(event.effectiveDirective, event.blockedURI, event.sourceFile));
"""
ISOLATED = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
PUBLIC = ("/", "/drugs/", "/drugs/drug-1/", "/side-effects/matrix/", "/research/", "/search/?q=d")
SHEET = b"drug,text,kind,country,holder\ndrug-1,Brand 1,brand,US,A company\n"
Visit = Callable[[str], Page]


@pytest.fixture
def drug(transactional_db):
    roles.grant()
    made = factories.full_drug(1)
    versions.record(list(Entry.objects.all()), "loaded")
    person = factories.user("amal", is_staff=True, public_name="Amal", password=PASSWORD)
    person.groups.add(*Group.objects.filter(name__in=("Contributor", "Reviewer")))
    return made


@pytest.fixture
def visit(open_page, live_server, complaints) -> Visit:
    """Goes to an address in one page; whatever is refused there, or in its popups, fails."""
    page = open_page("/about/")
    page.set_default_timeout(10_000)
    context = page.context
    context.add_init_script(SAY_WHAT_IS_REFUSED)

    def failed(request: Request) -> None:
        if "BLOCKED" in str(request.failure):
            complaints.append(f"{request.url}: {request.failure}")

    context.on("requestfailed", failed)
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)

    def go(address: str) -> Page:
        answer = page.goto(live_server.url + address)
        assert answer.ok, address
        headers = answer.all_headers()
        assert headers.items() >= ISOLATED.items()
        assert "default-src 'none'" in headers["content-security-policy"]
        return page

    return go


def sign_in(visit: Visit) -> None:
    page = visit("/admin/")
    page.fill("#id_username", "amal")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.wait_for_selector(".desk")


def test_an_editor_at_work_is_refused_nothing(visit, drug):
    sign_in(visit)
    form = f"/admin/therapies/drug/{drug.pk}"
    page = visit(f"{form}/change/")
    page.locator("[name=targets] + .select2 .select2-selection").click()
    page.keyboard.type("target")
    page.locator(".select2-results__option", has_text="Target 1").wait_for()
    page.keyboard.press("Escape")
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    page.locator(".add-row a").locator("visible=true").first.click()
    page.fill("[name=why_included]", "It lifts a brake.")
    date = page.locator("p:has(.vDateField), td:has(.vDateField)").locator("visible=true").last
    date.locator(".datetimeshortcuts a").last.click()
    page.locator(".calendarbox td a").locator("visible=true").first.click()
    expect(date.locator(".vDateField")).to_have_value(re.compile(r"^01/\d\d/\d{4}$"))
    for address in (
        f"{form}/history/",
        "/admin/gaps/",
        "/admin/editorial/proposal/",
        f"{form}/confirm/",
    ):
        visit(address)
    page = visit("/admin/therapies/tables/names/")
    sheet = {"name": "names.csv", "mimeType": "text/csv", "buffer": SHEET}
    page.set_input_files("[name=file]", [sheet])
    page.locator("main [type=submit], main button").last.click()
    expect(page.get_by_text("A company")).to_be_visible()


def test_a_reader_is_refused_nothing(visit, drug):
    for address in PUBLIC:
        page = visit(address)
        page.wait_for_load_state("networkidle")
    page = visit("/drugs/")
    for form in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=form, exact=True).click()
        assert download.value.failure() is None


def test_what_is_refused_is_heard(visit, complaints):
    page = visit("/about/")
    page.evaluate("document.head.append(Object.assign(new Image(), {src: 'http://[::1]:9/x'}))")
    # The browser says it first, SAY_WHAT_IS_REFUSED after it.
    wait_until(page, lambda: any(each.startswith("img-src ") for each in complaints))
    complaints.clear()
