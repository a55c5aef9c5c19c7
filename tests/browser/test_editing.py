"""Two people take one change from form to public page; editors' pages are accessible."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests import factories
from tests.browser.test_access import violations
from therapies import roles, versions
from therapies.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery staple"


@pytest.fixture
def drug():
    roles.grant()
    made = factories.full_drug(1)
    versions.record(list(Entry.objects.all()), "loaded")
    for name, role in (("amal", "Contributor"), ("bilal", "Reviewer")):
        person = factories.user(name, is_staff=True, public_name=name.title())
        person.set_password(PASSWORD)
        person.save()
        person.groups.add(Group.objects.get(name=role))
    return made


def sign_in(open_page, name, width=1280, **options):
    page = open_page("/admin/", width, **options)
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.wait_for_selector(".desk")
    return page


def test_two_people_bring_one_change_to_the_public_page(drug, open_page, live_server):
    author = sign_in(open_page, "amal")
    author.goto(f"{live_server.url}/admin/therapies/drug/{drug.pk}/change/")
    author.fill("[name=why_included]", "It lifts a brake.")
    author.get_by_label("What do you change, and why?").fill("Said in plain words.")
    author.click("text=Propose this change")
    expect(author.locator(".proposal ins")).to_have_text("It lifts a brake.")
    public = open_page("/drugs/drug-1/")
    expect(public.locator("h1")).to_have_text("Drug 1")
    expect(public.get_by_text("It lifts a brake.")).to_have_count(0)

    reviewer = sign_in(open_page, "bilal")
    reviewer.click(".desk >> text=Drug 1")
    reviewer.click("text=Preview the public page")
    expect(reviewer.get_by_text("It lifts a brake.")).to_be_visible()
    reviewer.go_back()
    reviewer.get_by_label("Why you publish it, or what is to be changed").fill("As the label says.")
    reviewer.click("button:text-is('Publish')")
    expect(reviewer.locator(".messagelist")).to_contain_text("The public sees it now.")
    public.reload()
    expect(public.get_by_text("It lifts a brake.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_editors_break_no_rule(drug, open_page, live_server, width, scheme):
    page = sign_in(open_page, "bilal", width, color_scheme=scheme)
    found = violations(page, ".desk")
    page.goto(f"{live_server.url}/admin/therapies/drug/{drug.pk}/change/")
    page.fill("[name=why_included]", "It lifts a brake.")
    page.get_by_label("What do you change, and why?").fill("Said in plain words.")
    page.click("text=Propose this change")
    page.wait_for_selector(".proposal")
    found += violations(page, ".proposal")
    page.goto(f"{live_server.url}/admin/therapies/drug/{drug.pk}/confirm/")
    found += violations(page, "#content")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
