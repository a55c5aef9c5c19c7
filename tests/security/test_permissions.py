"""Every pattern by every method and every role: one table of rules, and no pattern without one.

What each role may do inside the admin stands in `tests/admin/test_roles.py`; here is who gets in
at all, that reading is all that readers can do, and that numbers of rows cannot be tried out.
"""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from editorial.models import ErrorReport, Proposal
from tests import factories
from tests.admin.conftest import person
from tests.security import addresses
from therapies import publishing, versions
from therapies.models import Drug, Source

pytestmark = pytest.mark.django_db
READING, WRITING = ("GET", "HEAD"), ("POST", "PUT", "PATCH", "DELETE")
METHODS = (*READING, "OPTIONS", *WRITING)
# Pages of the admin that one opens to get in.
STEPS = ("login", "logout", "second_factor", "set_up_second_factor", "jsi18n")
# Strangers try everything, those who are nearly in what a browser does.
OUTSIDE = {
    "nobody": METHODS,
    "reader": ("GET", "POST"),
    "inactive": ("GET", "POST"),
    "password alone": ("GET", "POST"),
}
OTHERS = 999_999_999
PART = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")

# What each rule answers: what is read, OPTIONS, what would write.
RULES = {
    "api": (200, 204, 405),
    "api, nothing there": (404, 204, 405),
    "page": (200, 405, 405),
    "page of a class": (200, 200, 405),
    "form": (200, 200, 400),
    "not for everybody": (404, 404, 404),
    "release": (404, 405, 405),
}
OF_CLASSES = re.compile(r"-(list|detail)$|^side_effect-matrix$")


def rule_of(pattern):
    """None where nobody said who may: a new address needs a rule."""
    name = pattern.name
    if pattern.route.startswith("api/") and name != "api:docs":
        return "api" if name else "api, nothing there"
    if name in ("metrics", "styleguide"):
        return "not for everybody"
    if name in addresses.OF_RELEASES:
        return "release"
    if name == "report":
        return "form"
    return "page of a class" if OF_CLASSES.search(name) else "page"


def filled(pattern, **parts):
    """An address of the pattern; whatever is not given is a one."""
    usual = {"app_label": "therapies", "url": "nowhere/", "sheet": "names", "what": "all"}
    known = usual | {"file_format": "csv", "version": "2026-11-21", "path": "LICENSE"} | parts
    written = PART.sub(lambda found: str(known.get(found[1] or found[2], 1)), pattern.route)
    return "/" + re.sub(r"[\^$]", "", written)


def rows():
    """How many there are of everything."""
    models = [model for model in apps.get_models() if model._meta.app_label != "sessions"]
    return {model._meta.label: model._default_manager.count() for model in models}


PATTERNS = addresses.patterns()
STAFF = [each for each in PATTERNS if each.is_of_staff and each.name.split(":")[-1] not in STEPS]


def test_readers_read_and_do_nothing_else(client, reference):
    found = addresses.public()
    before, tried = rows(), 0
    for pattern in PATTERNS:
        if pattern.is_of_staff:
            continue
        read, options, write = RULES[rule_of(pattern)]
        address = next(iter(found.get(pattern.route, [])), None) or filled(pattern)
        address = (
            f"{address}?url=http://testserver/drugs/drug-1/" if "oembed" in address else address
        )
        expected = dict.fromkeys(READING, read) | {"OPTIONS": options}
        expected |= dict.fromkeys(WRITING, write)
        told = {method: client.generic(method, address).status_code for method in METHODS}
        if pattern.name == "report":
            expected |= dict.fromkeys(("PUT", "PATCH", "DELETE"), 200)
        assert told == expected, (address, pattern)
        tried += len(METHODS)
    assert rows() == before
    assert tried > 1000


def outsider(role, settings):
    client = Client()
    if role == "nobody":
        return client
    user = person("outsider", "Maintainer")
    user.is_superuser = True
    user.is_staff = role != "reader"
    user.save()
    client.force_login(user)
    if role == "inactive":
        user.is_active = False
        user.save()
    settings.SECOND_FACTOR = role == "password alone"
    return client


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_admin_is_shut(reference, settings, role):
    client = outsider(role, settings)
    before = rows()
    for pattern in STAFF:
        for method in OUTSIDE[role]:
            address = filled(pattern)
            response = client.generic(method, address)
            assert response.status_code == 302, (method, address)
            assert response["Location"].startswith("/admin/login/?next="), (method, address)
            assert "no-store" in response["Cache-Control"], address
            assert response.content == b""
    assert rows() == before


def test_no_page_of_the_admin_takes_what_another_site_sends(reference, staff):
    """Without the token of a form of ours nothing is done, whatever the method."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    before = rows()
    for pattern in (each for each in PATTERNS if each.is_of_staff):
        for method in ("POST", "DELETE"):
            response = client.generic(method, filled(pattern), "reason=x&_save=y")
            assert response.status_code == 403, (method, pattern)
    assert rows() == before


def test_numbers_of_rows_cannot_be_tried_out(reference):
    """Who may not see a row is answered as if there were none."""
    drug = Drug.objects.get(slug="drug-1")
    author = factories.user("proposer", is_superuser=True)
    records = versions.unpack(versions.content_of(drug.entry_ptr))
    records[-1]["fields"]["note"] = "Told anew."
    base = versions.based_on_live(drug.entry_ptr)
    proposal = publishing.propose(records, author, "It is better so.", base=base)
    report = ErrorReport.objects.create(page="/drugs/", message="It is wrong.")
    client = Client()
    client.force_login(person("somebody"))
    known = {"proposal": proposal, "errorreport": report, "user": author, "drug": drug}
    known |= {"source": Source.objects.first(), "group": Group.objects.first()}
    tried = 0
    for pattern in STAFF:
        model = pattern.route.split("/")[2] if pattern.route.count("/") > 2 else ""
        if not pattern.has_parts or model not in known:
            continue
        pk, other = (
            {"object_id": each, "pk": each, "id": each} for each in (known[model].pk, OTHERS)
        )
        for method in ("GET", "POST"):
            there = client.generic(method, filled(pattern, **pk))
            nothing = client.generic(method, filled(pattern, **other))
            assert there.status_code == nothing.status_code, (method, pattern)
            assert there.status_code in (301, 302, 403, 404), (method, pattern)
            tried += 1
    assert tried > 30
    assert Proposal.objects.get().status == "waiting"
