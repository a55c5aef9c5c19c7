"""Whatever is sent, the API answers in its own words."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.sizes import NUL
from therapies.api import asking, keys
from therapies.api.resources import ALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=150)
NAMES = sorted({name for each in ALL for name in asking.list_parameters(each)})


@EXAMPLES
@given(
    st.sampled_from([each.name for each in ALL]),
    st.lists(st.tuples(st.sampled_from(NAMES) | TEXT, TEXT), max_size=4),
)
def test_any_query(client, name, pairs):
    query = {}
    for key, value in pairs:
        query.setdefault(key, []).append(value)
    response = client.get(f"/api/v1/{name}/", query)
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["errors"]


@EXAMPLES
@given(st.sampled_from(ALL), st.data())
def test_any_key(client, resource, data):
    parts = [data.draw(TEXT.filter(bool)) for _ in keys.parameters(resource.model)]
    address = "".join(f"{keys.written(part)}/" for part in parts)
    expected = 400 if any(NUL in part for part in parts) else 404
    assert client.get(f"/api/v1/{resource.name}/{address}").status_code == expected


@EXAMPLES
@given(TEXT)
def test_any_address(client, text):
    response = client.get(f"/api/{quote(text)}")
    assert response.status_code in ((400,) if NUL in text else (200, 404))


@given(TEXT)
def test_a_part_of_an_address_is_read_as_it_was_written(text):
    written = keys.written(text)
    assert "/" not in written
    assert written.strip(".")
    assert keys.read(unquote(written)) == text
