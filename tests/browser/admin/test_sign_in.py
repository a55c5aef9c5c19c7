"""Signing in in a real browser: by keyboard alone, under the strict policy, and clean to axe."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.admin.conftest import person
from tests.admin.second_factor import (
    CODE,
    LOGIN,
    OWN,
    PASSWORD,
    SET_UP,
    give_app,
    shown_code,
    with_password,
)
from tests.browser.test_access import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _asked(settings):
    settings.SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def editor(transactional_db):
    return with_password(person("ada"))


def clean(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
            # Signs beside Django's own links are background pictures, which axe cannot judge.
            found = [each for each in violations(page) if "due to a background image" not in each]
            assert found == [], f"{page.url}, {width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def type_password(page: Page) -> None:
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def type_code(page: Page, code: str) -> None:
    field = page.get_by_label("Code")
    expect(field).to_have_accessible_description(re.compile("your app|half minute"))
    field.focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_the_first_sign_in_by_keyboard(open_page, editor):
    page = open_page(LOGIN)
    clean(page)
    type_password(page)
    page.wait_for_url(f"**{SET_UP}")
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 100
    clean(page)
    type_code(page, shown_code(editor))
    expect(page.get_by_text("They are not shown again.")).to_be_visible()
    assert len(re.findall(r"\d{4}-\d{4}-\d{4}", page.inner_text("main"))) == 10
    clean(page)
    page.get_by_role("link", name="I have them").click()
    page.wait_for_url("**/admin/")
    page.get_by_role("link", name="Second factor").click()
    page.wait_for_url(f"**{OWN}")
    clean(page)


def test_later_sign_ins_and_new_codes_by_keyboard(open_page, editor):
    codes = give_app(editor)
    page = open_page(LOGIN)
    type_password(page)
    page.wait_for_url(f"**{CODE}")
    clean(page)
    expect(page.get_by_label("Code")).to_be_focused()
    type_code(page, "not a code")
    expect(page.get_by_text("no longer valid")).to_be_visible()
    clean(page)
    type_code(page, codes[0])
    page.wait_for_url("**/admin/")
    expect(page.get_by_text("9 are left")).to_be_visible()
    page.goto(page.url.replace("/admin/", OWN))
    type_code(page, codes[1])
    expect(page.get_by_text("They are not shown again.")).to_be_visible()


def test_too_many_attempts(open_page, complaints, editor):
    page = open_page(LOGIN)
    for _ in range(11):
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Password").fill("wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        last = page.get_by_role("heading", name="Too many attempts")
        if last.is_visible():
            break
    expect(last).to_be_visible()
    clean(page)
    assert len(complaints) == 1
    assert "429" in complaints.pop()


def test_pages_about_other_accounts(open_page, editor):
    other = with_password(person("grace"))
    give_app(other)
    codes = give_app(editor)
    editor.is_superuser = True
    editor.save()
    page = open_page(LOGIN)
    type_password(page)
    page.wait_for_url(f"**{CODE}")
    type_code(page, codes[0])
    page.wait_for_url("**/admin/")
    page.goto(page.url + f"editorial/user/{other.pk}/second-factor/")
    clean(page)
    page.get_by_role("button", name="Reset the second factor").click()
    page.wait_for_url(f"**/editorial/user/{other.pk}/change/")
    expect(page.get_by_text("sets up a new second factor")).to_be_visible()
