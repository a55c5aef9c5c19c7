"""Whoever follows what the site shows them meets no fault, no shut door, and nothing hidden."""

import re
import sys

import pytest
from django.template import engines
from django.test import Client

from editorial.models import Comment, ErrorReport
from tests import factories
from tests.admin.conftest import person, signed_in
from tests.hidden import SECRET, hidden_entries
from tests.security import addresses
from tests.security.crawling import Crawler, text_of
from therapies import publishing, roles, search, versions
from therapies.models import Drug

pytestmark = pytest.mark.django_db
# Addresses of each pattern, and in all: pages of staff are long.
OF_READERS, OF_STAFF = 2, 1
# What scripts and programs ask; what is shut; what is there with a release alone.
NOT_LINKED = {
    "api/",
    "search/suggest/",
    "embed/rates/<slug:drug>/<slug:dataset>/<slug:effect>/",
    "metrics",
    "styleguide/",
    "data/releases.json",
    "data/releases/<str:version>/",
    "data/releases/<str:version>/<path:path>",
}
MOST_OF_A_ROLE, MOST_OF_ALL = 70, 130
# Where a relation is only shown, Django's admin links it without asking who may open it.
OF_ACCOUNTS = re.compile(r"/admin/editorial/user/\d+/change/$")


@pytest.fixture
def site(reference, monkeypatch):
    """Beside what is public: drafts, what was retired, proposals, reports."""
    # Django's own templates rely on missing variables.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    for status in ("draft", "retired"):
        hidden_entries(status)
    drug = Drug.objects.get(slug="drug-1").entry_ptr
    records = versions.unpack(versions.content_of(drug))
    records[-1]["fields"]["note"] = f"{SECRET} note"
    author = factories.user("proposer", is_superuser=True)
    base = versions.based_on_live(drug)
    made = publishing.propose(records, author, f"{SECRET} reason", base=base)
    Comment.objects.create(proposal=made, author=author, text=SECRET)
    ErrorReport.objects.create(page="/drugs/drug-1/", message=SECRET)
    search.rebuild()


def check(crawler, *starts, is_reader):
    """Everything that is wrong with what somebody finds."""
    for origin, address, response, found in crawler.follow(*starts):
        where = f"{origin} → {address}: {response.status_code}"
        policy = response.get("Cache-Control", "")
        if response.status_code >= 400 and not OF_ACCOUNTS.match(address):
            yield where
        if response.cookies and "public" in policy:
            yield f"{where} is kept by others with its cookie"
        if not is_reader and ("private" not in policy or "public" in policy):
            yield f"{where} is kept by others: {policy}"
        if is_reader and SECRET in text_of(response):
            yield f"{where} tells what is hidden"
        if is_reader and any(each.startswith("/admin") for each in found):
            yield f"{where} leads to the admin"


def tell(crawler, who, patterns):
    reached = {each.route for each in patterns if crawler.routes[each.route]}
    sys.stdout.write(
        f"\n{who}: {len(crawler.asked)} addresses of {crawler.links} links followed, "
        f"{len(reached)} of {len(patterns)} patterns\n"
    )
    return {each.route for each in patterns} - reached


def test_readers(site):
    crawler = Crawler(Client(raise_request_exception=False), OF_READERS)
    found = check(crawler, "/", "/robots.txt", "/llms.txt", is_reader=True)
    assert list(found) == []
    public = [each for each in addresses.patterns() if not each.is_of_staff]
    assert tell(crawler, "anonymous", public) <= NOT_LINKED


@pytest.mark.parametrize("role", [*roles.ROLES, "superuser"])
def test_staff(site, role):
    user = person(role, "" if role == "superuser" else role)
    user.is_superuser = role == "superuser"
    user.save()
    client = signed_in(user)
    client.raise_request_exception = False
    crawler = Crawler(client, OF_STAFF, MOST_OF_ALL if user.is_superuser else MOST_OF_A_ROLE)
    assert list(check(crawler, "/admin/", is_reader=False)) == []
    staff = [each for each in addresses.patterns() if each.is_of_staff]
    tell(crawler, role, staff)
    assert len(crawler.asked) == crawler.most
