"""What browsers are told about every answer, with the settings of production."""

import sys

import pytest

from tests.security import addresses, observatory
from tests.security.conftest import HOST
from therapies.views import site

pytestmark = pytest.mark.django_db
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
# Asked by machines without TLS.
PROBES = ("/healthz", "/readyz")
FRAMED = "/embed/"
OPEN = ("/embed/", "/data/releases")


def wrong(address, answer):
    """What is missing, and what a browser could be made to do with it."""
    policy = answer.get("Content-Security-Policy")
    expected = ALWAYS | {
        "X-Frame-Options": "" if is_card(address, answer) else "DENY",
        "Cross-Origin-Resource-Policy": "cross-origin"
        if is_open(address, answer)
        else "same-origin",
    }
    if address in PROBES:
        del expected["Strict-Transport-Security"]
    found = [
        (name, answer.get(name)) for name, value in expected.items() if answer.get(name) != value
    ]
    if "default-src 'none'" not in policy or "unsafe" in policy or "http" in policy:
        found.append(("Content-Security-Policy", policy))
    if "camera=()" not in answer.get("Permissions-Policy"):
        found.append(("Permissions-Policy", ""))
    return found


def is_card(address, answer):
    return address.startswith(FRAMED) and answer.status in (200, 304)


def is_open(address, answer):
    """Data and cards are for every site; a refusal is so where the API says it."""
    is_refused = answer.status in (403, 404)
    is_of_api = address.startswith("/api/") and address != "/api/v1/docs/"
    return is_of_api or (address.startswith(OPEN) and not is_refused)


def test_every_answer_is_told_about_and_sets_no_cookie(server):
    """Made by a view, kept, unchanged, refused, missing, redirected, a file."""
    found = addresses.all_public()
    found += ["/static/site.css", "/static/none.css", *PROBES, "/drugs", "/drugs/?page=1"]
    statuses = set()
    for address in found:
        first = server.get(address)
        again = server.get(address)
        tag = first.get("ETag")
        known = server.get(address, HTTP_IF_NONE_MATCH=tag) if tag else again
        for answer in (first, again, known, server.get(address, "POST")):
            statuses.add(answer.status)
            assert wrong(address, answer) == [], (address, answer.status)
            # A voice is remembered for who chose one.
            assert answer.all("Set-Cookie") == [] or "?voice=" in address, address
    assert {200, 301, 302, 304, 400, 404} <= statuses


def test_so_is_what_goes_wrong(server, production, monkeypatch):
    assert server.get("/", HTTP_HOST="evil.example").status == 400
    assert wrong("/", server.get("/", HTTP_HOST="evil.example")) == []
    for address, method, status in (
        ("/admin/login/", "POST", 403),
        ("/api/v1/drugs/", "POST", 405),
        ("/", "OPTIONS", 405),
        ("/admin/", "GET", 302),
        ("/static/site.css", "POST", 405),
    ):
        refused = server.get(address, method)
        assert refused.status == status, address
        assert wrong(address, refused) == []
    production.API_REQUESTS_PER_MINUTE = 1
    many = [server.get("/api/v1/drugs/") for _ in range(3)][-1]
    assert many.status == 429
    assert wrong("/api/v1/drugs/", many) == []
    monkeypatch.setattr(site, "size_of_the_reference", None)
    broken = server.get("/")
    assert broken.status == 500
    assert wrong("/", broken) == []


def test_plain_requests_are_sent_to_the_same_host_with_tls(server):
    answer = server.get("/drugs/?q=x", HTTP_X_FORWARDED_PROTO="http")
    assert answer.status == 301
    assert answer.get("Location") == f"https://{HOST}/drugs/?q=x"


def test_cookies_of_staff_are_of_this_host_and_not_read_by_scripts(server):
    for cookie in server.get("/admin/login/").all("Set-Cookie"):
        name, *attributes = cookie.strip().split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(attributes)
        assert {"SameSite=Lax", "SameSite=Strict"} & set(attributes)
        assert not any(each.startswith("Domain") for each in attributes)


def test_the_observatory_gives_the_best_mark(server):
    plain = server.get("/", HTTP_X_FORWARDED_PROTO="http")
    for address in ("/", "/drugs/", "/drugs/drug-1/", "/api/v1/docs/", "/admin/login/"):
        page = server.get(address, HTTP_ACCEPT_ENCODING="")
        found = observatory.results(page, plain, HOST)
        lines = [f"  {each.points:+4} {each.test}: {each.found}" for each in found]
        sys.stdout.write("\n".join(["", f"{address}: {observatory.mark(found)}", *lines, ""]))
        assert observatory.score(found) >= observatory.BEST, address
        assert all(each.points >= 0 for each in found)
