"""Nobody can leave something of theirs in what the next reader is given, or in a cache between."""

import sys
from io import BytesIO

import pytest

from immunoref.caching.keeping import pages
from immunoref.caching.planned import planned
from tests.security.conftest import HOST
from therapies import listings
from therapies.published.shelf import shelf, version_in_force

pytestmark = pytest.mark.django_db
MARK = "zzpoison"
EVIL = f"{MARK}.example"
PAGES = (
    "/glossary/",
    "/claims/claim-1/",
    "/side-effects/matrix/",
    "/search/?q=drug",
    "/feed/",
    "/glossary/?format=csv",
    "/api/v1/routes/",
    "/nowhere/",
)
# Of one request alone: its id, and what is left of an allowance.
OF_ONE_REQUEST = ("X-Request-Id", "RateLimit")
# As a proxy would pass them on; where one is trusted, what it says is in the key.
HEADERS = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": MARK,
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Prefix": f"/{MARK}",
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Scheme": "http",
    "X-Forwarded-Ssl": "off",
    "X-Forwarded-For": f"{EVIL}, 127.0.0.1",
    "Forwarded": f"for={EVIL};host={EVIL};proto=http",
    "X-Host": EVIL,
    "X-Original-URL": f"/{MARK}/",
    "X-Rewrite-URL": f"/{MARK}/",
    "X-Original-Host": EVIL,
    "X-HTTP-Method-Override": "POST",
    "X-HTTP-Method": "DELETE",
    "X-Method-Override": "HEAD",
    "X-Script-Name": f"/{MARK}",
    "X-Request-Id": f"{MARK}-{MARK}",
    "Accept": f"text/{MARK}, application/json",
    "Accept-Language": f"fr, {MARK}",
    "Accept-Charset": MARK,
    "Accept-Encoding": f"br, {MARK}, identity;q=0",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
    "User-Agent": f"<{MARK}>",
    "Cookie": f"{MARK}=1; voice={MARK}; csrftoken={MARK}; theme={MARK}",
    "Authorization": f"Basic {MARK}",
    "Range": "bytes=0-1",
    "If-Range": f'"{MARK}"',
    "If-Match": f'"{MARK}"',
    "If-None-Match": f'"{MARK}"',
    "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT",
    "If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT",
    "Via": f"1.1 {EVIL}",
    "Cache-Control": "no-transform, max-age=0",
    "Pragma": "no-cache",
    "Transfer-Encoding": f"chunked, {MARK}",
    "Content-Type": f"application/{MARK}",
    "Content-Length": "7",
    "Upgrade": MARK,
    "HX-Request": MARK,
    "HX-Request-Type": MARK,
    "HX-Current-URL": f"https://{EVIL}/",
    "HX-Boosted": "true",
    "Host": f"{HOST}:6666",
    "Purpose": "prefetch",
    "Max-Forwards": "0",
}
UNKEYED = (
    f"utm_source={MARK}",
    f"{MARK}=1",
    f"callback={MARK}",
    f"_method={MARK}",
    f"q=drug;q={MARK}",
    f"q=drug&q={MARK}",
    f"%71={MARK}",
    f"Q={MARK}",
    f"q={MARK}%23fragment",
    f"q={MARK}%00",
    f"format={MARK}",
    f"page=1&page={MARK}",
    f"voice={MARK}",
    f"%22%3E%3C{MARK}",
    f"q={MARK}%0d%0aX-{MARK}:%201",
)
# Asked in another order, these are kept as one.
ORDERS = (
    ("kind=cancer&modality=vaccine&q=dr", "q=dr&modality=vaccine&kind=cancer"),
    (f"kind=cancer&utm_source={MARK}", f"utm_source={MARK}&kind=cancer"),
    ("q=b&sort=-name&q=a", "sort=-name&q=b&q=a"),
    ("q=a&&", "&q=a"),
)


def environ_of(name, value):
    plain = name.upper().replace("-", "_")
    return {plain if plain.startswith("CONTENT_") else f"HTTP_{plain}": value}


def told(answer):
    """An answer without what is of one request alone."""
    headers = [each for each in answer.headers if each[0] not in OF_ONE_REQUEST]
    return answer.status, sorted(headers), answer.body


def clean(server):
    pages.memory.clear()
    planned.clear()
    return server


@pytest.mark.parametrize("page", ["/glossary/", "/claims/claim-1/", "/api/v1/routes/", "/nowhere/"])
def test_no_header_is_left_to_the_next(server, page):
    """One by one; the layers that read them are the same for all pages."""
    fresh = told(clean(server).get(page, HTTP_ACCEPT_ENCODING=""))
    for name, value in HEADERS.items():
        planted = {"HTTP_ACCEPT_ENCODING": ""} | environ_of(name, value)
        first = clean(server).get(page, **planted, **{"wsgi.input": BytesIO(b"q=zzbody")})
        assert told(server.get(page, HTTP_ACCEPT_ENCODING="")) == fresh, name
        status, headers, body = told(first)
        assert status < 500, name
        assert MARK.encode() not in body, name
        assert MARK not in str(headers), name
    sys.stdout.write(f"\n{page}: {len(HEADERS)} headers\n")


@pytest.mark.parametrize("page", PAGES)
def test_no_parameter_is_left_to_the_next(server, page):
    """What a search repeats, escaped, is in its own answer alone."""
    fresh = told(clean(server).get(page, HTTP_ACCEPT_ENCODING=""))
    joined = "&" if "?" in page else "?"
    clean(server)
    for query in UNKEYED:
        first = server.get(f"{page}{joined}{query}", HTTP_ACCEPT_ENCODING="")
        assert told(server.get(page, HTTP_ACCEPT_ENCODING="")) == fresh, query
        assert first.status < 500, query
        if "ml" in first.get("Content-Type"):
            assert f"<{MARK}".encode() not in first.body, query
        assert not [name for name, _value in first.headers if MARK in name.lower()], query


@pytest.mark.parametrize("page", PAGES)
def test_no_other_method_is(server, page):
    """A body with GET, HEAD before GET, POST that says it is GET, and the like."""
    fresh = told(clean(server).get(page, HTTP_ACCEPT_ENCODING=""))
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "17"}
    for method in ("GET", "HEAD", "POST", "OPTIONS", "PURGE", "get"):
        sent = form | {"wsgi.input": BytesIO(f"q={MARK}&page=2".encode())}
        first = clean(server).get(page, method, HTTP_X_HTTP_METHOD_OVERRIDE="GET", **sent)
        again = server.get(page, HTTP_ACCEPT_ENCODING="")
        assert told(again) == fresh, method
        assert first.status < 500, method
        assert MARK.encode() not in first.body, method


@pytest.mark.parametrize(("one", "other"), ORDERS)
def test_who_asks_in_another_order_gets_their_own_answer(server, one, other):
    fresh = told(clean(server).get(f"/drugs/?{other}", HTTP_ACCEPT_ENCODING=""))
    clean(server).get(f"/drugs/?{one}", HTTP_ACCEPT_ENCODING="")
    assert told(server.get(f"/drugs/?{other}", HTTP_ACCEPT_ENCODING="")) == fresh


def test_nor_is_anything_left_to_answers_by_a_plan(server, settings):
    """What answers a list before Django has the headers of a page that somebody asked for."""
    settings.PUBLISHED_INDEX = True
    shelf.clear()
    shelf.build(listings.DRUGS, version_in_force())
    asked = "/drugs/?target=target-2"
    fresh = told(clean(server).get(asked, HTTP_ACCEPT_ENCODING=""))
    for name, value in HEADERS.items():
        planted = {"HTTP_ACCEPT_ENCODING": ""} | environ_of(name, value)
        clean(server).get(f"/drugs/?kind=cancer&utm_source={MARK}", **planted)
        assert told(server.get(asked, HTTP_ACCEPT_ENCODING="")) == fresh, name
    shelf.clear()
    planned.clear()
