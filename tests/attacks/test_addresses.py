"""Whatever an address asks for, the answer is in words, soon, and of a size."""

from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.conftest import ATTACK
from therapies import listings
from therapies.api import resources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LISTS = {reverse(each.page): each for each in listings.ALL if each.page}
LISTS["/side-effects/matrix/"] = listings.MATRIX
OTHERS = (
    "/",
    "/search/",
    "/search/suggest/",
    "/compare/",
    "/research/",
    "/feed/",
    "/oembed",
    "/report/",
    "/drugs/drug-1/",
    "/drugs/drug-1/cite/",
    "/drugs/drug-1/history/",
    "/drugs/drug-1/feed/",
    "/embed/drugs/drug-1/",
)
API = tuple(f"/api/v1/{each.name}/" for each in resources.ALL)
NAMES = {path: sorted(each.filterset_class.base_filters) for path, each in LISTS.items()}
NAMES |= {
    each.list_address(): sorted(each.listing.filterset_class.base_filters) for each in resources.ALL
}
# Of all pages and lists beside their filters.
MORE = (
    "page",
    "page_size",
    "sort",
    "format",
    "choices",
    "compare",
    "rows",
    "columns",
    "q",
    "voice",
)
MORE += (
    "drug",
    "dataset",
    "measure",
    "before",
    "url",
    "rate",
    "limit",
    "cursor",
    "fields",
    "count",
)
KNOWN = ("csv", "json", "drug-1", "cancer", "name", "-name", "1", "2", "classes", "types", "true")
LARGEST = 4_000_000
EXPECTED = {200, 302, 304, 400, 404, 414, 501}

NUMBERS = st.integers(-(10**30), 10**30).map(str) | st.sampled_from(
    ("0", "-1", "1e400", "NaN", "٣", "²", "9" * 5000, "2147483648", "9223372036854775808", "1.5")
)
PIECES = (
    st.binary(max_size=40).map(quote_from_bytes)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(
        lambda text: quote_from_bytes(text.encode())
    )
    | NUMBERS.map(lambda text: quote_from_bytes(text.encode()))
    | st.sampled_from(KNOWN)
    | st.sampled_from(
        ("", "%", "%zz", "%00", "%ff%fe", "%ed%a0%80", "a" * 130, "%25" * 50, "%F0%9F")
    )
)


@st.composite
def queries(draw, named):
    """A few parameters, most of names that mean something there, some of them over and over."""
    pairs = []
    for _ in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from([*named, *MORE]) | PIECES)
        times = draw(st.sampled_from((1, 1, 1, 2, 45)))
        pairs += [f"{name}={draw(PIECES)}" for _ in range(min(times, 3))] * (1 + times // 3)
    return draw(st.sampled_from(("&", "&", "&&", ";"))).join(pairs)


def ask(client, path, query, **headers):
    response = client.get(path, QUERY_STRING=query, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code in EXPECTED, (path, query)
    assert len(body) < LARGEST, (path, query)
    if response.status_code >= 400 and "suggest" not in path:
        assert body, (path, query)
    return response


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize("path", LISTS)
@ATTACK
@given(data=st.data())
def test_any_question_to_a_list(client, settings, path, is_indexed, data):
    settings.PUBLISHED_INDEX = is_indexed
    partial = {"HX-Request-Type": "partial"} if data.draw(st.booleans()) else {}
    ask(client, path, data.draw(queries(NAMES[path])), **partial)


@pytest.mark.parametrize("path", [*OTHERS, *API])
@ATTACK
@given(data=st.data())
def test_any_question_to_another_page(client, path, data):
    ask(client, path, data.draw(queries(NAMES.get(path, MORE))))


@pytest.mark.parametrize("path", ["/search/", "/search/suggest/"])
@pytest.mark.parametrize("is_indexed", [False, True])
@ATTACK
@given(text=st.text(max_size=130) | st.text("aeo-1 αβ١ال'\"*%_()İß\u200d\u0301", max_size=110))
def test_any_search(client, settings, path, is_indexed, text):
    settings.PUBLISHED_INDEX = is_indexed
    query = f"q={quote_from_bytes(text.encode(errors='surrogatepass'))}"
    ask(client, path, query)


@ATTACK
@given(
    st.lists(
        st.sampled_from(("drugs", "search", "history", "api", "v1", "cite", "..", "")) | PIECES
    )
)
def test_any_path(client, parts):
    path = "/" + "/".join(parts)
    response = client.generic("GET", path)
    assert response.status_code in EXPECTED | {301, 405}, path


@ATTACK
@given(
    st.dictionaries(st.sampled_from(("page", "claim", "message", "evidence", "website")), st.text())
    | st.binary(max_size=300)
)
def test_anything_sent_as_a_report(client, settings, body):
    settings.REPORTS_PER_HOUR = 1_000_000
    if isinstance(body, bytes):
        kind = "multipart/form-data; boundary=x"
        response = client.generic("POST", "/report/", body, kind)
    else:
        body = {name: text.encode(errors="replace").decode() for name, text in body.items()}
        response = client.post("/report/", body)
    assert response.status_code in {302, 400}


@ATTACK
@given(
    st.dictionaries(
        st.sampled_from(
            (
                *("Accept", "Accept-Encoding", "Accept-Language", "Content-Length", "Cookie"),
                *("Host", "HX-Request-Type", "If-Modified-Since", "If-None-Match", "Range"),
            )
        ),
        st.text(st.characters(max_codepoint=255), max_size=80),
    )
)
def test_any_headers(client, headers):
    response = client.get("/drugs/", headers=headers)
    assert response.status_code in EXPECTED
