"""What a plan makes of a list's index is to the byte what the view makes of the database."""

from dataclasses import replace

import pytest
from django.test import RequestFactory
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.models import ContentVersion
from tests.published.test_index import EXAMPLES, content, queries  # noqa: F401
from therapies.published.index import Index
from therapies.published.stored import Stored
from therapies.published.written import room
from therapies.views import lists
from therapies.views.frames import Outline
from therapies.views.plans import Plan

pytestmark = pytest.mark.django_db
VIEWS = (
    lists.DrugList,
    lists.ConditionList,
    lists.IndicationList,
    lists.SideEffectList,
    lists.SourceList,
    lists.TherapyTypeList,
    lists.RateList,
    lists.CountryList,
    lists.ProductList,
    lists.GlossaryList,
)
# What people, scripts and tools put into addresses beside filters.
MORE = (
    "page=2",
    "page=1",
    "page=0",
    "page=x",
    "page_size=50",
    "page_size=25",
    "page_size=7",
    "format=csv",
    "format=json",
    "format=json&format=csv",
    "format=pdf",
    "utm_source=a%26b",
    "compare=drug-1",
    "q=%3Cscript%3E",
    "q=%C3%BC+%22",
    "q=%ff",
    "kind=",
    "kind=cancer&kind=cancer",
    "sort=name,-name",
    "sort=&sort=name",
    "choices=kind",
    "a",
    "&&",
    "%6bind=cancer",
)


@pytest.fixture(params=VIEWS, ids=lambda view: view.listing.name)
def view(request):
    return request.param


@pytest.fixture
def plan(view, content, settings):  # noqa: F811
    version = ContentVersion.objects.create(reason="for tests").pk
    settings.PUBLISHED_INDEX = False
    address = f"/{view.listing.name}/"
    found = view(request=RequestFactory().get(address))
    outline = Outline(address, "http", "testserver")
    return Plan(found._declared(), Index(view.listing, version), outline, "en-gb", localdate())


@pytest.fixture
def stored(plan):
    """The same of what the database counts."""
    return replace(plan, index=Stored(plan.index.listing, plan.version))


def from_database(view, query):
    """By the filters and the templates alone."""
    view = type(view.__name__, (view,), {"is_indexed": False})
    request = RequestFactory().get(f"/{view.listing.name}/?{query}")
    response = view.as_view()(request)
    if response.status_code != 200:
        return None
    return b"".join(response) if response.streaming else response.content


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_what_a_plan_answers_is_what_the_view_answers(plan, stored, view, data):
    more = data.draw(st.lists(st.sampled_from(MORE), max_size=2))
    parts = [data.draw(queries(plan.index)).urlencode(), *more]
    query = "&".join(part for part in data.draw(st.permutations(parts)) if part)
    made = plan.answer(query), stored.answer(query)
    if any(made):
        assert {each.body for each in made if each} == {from_database(view, query)}


@pytest.mark.parametrize("view", [lists.DrugList], ids=["drugs"], indirect=True)
@pytest.mark.parametrize(
    "query",
    [
        "kind=cancer",
        "kind=cancer&sort=-name&page_size=50",
        "q=drug&format=csv",
        "q=drug&format=json",
        "format=json",
        "target=target-1&utm=%26",
        "page=2&q=a",
        "q=nothing+like+it&target=target-1",
        "q=%3Cb%3E",
        "q=nothing+like+it&format=csv",
    ],
)
def test_a_plan_answers_what_lists_are_mostly_asked(plan, stored, view, query):
    made = plan.answer(query), stored.answer(query)
    assert all(made)
    assert {each.body for each in made} == {from_database(view, query)}


@pytest.mark.parametrize("view", [lists.DrugList], ids=["drugs"], indirect=True)
@pytest.mark.parametrize(
    "query",
    [
        "",
        "page=3",
        "kind=",
        "page=1",
        "q=a&page_size=25",
        "q=a&page=9",
        "q=a&page=x",
        "q=a&page=2&page=2",
        "kind=nothing",
        "target=no-such-target",
        "approved_from=x",
        "choices=nothing",
        "q=a&format=pdf",
        "q=a&format=csv&format=json",
        "q=a&compare=drug-1",
        "q=a b",
        "q=ü",
        "q=%00",
        "q=" + "x" * 2000,
    ],
)
def test_the_rest_is_left_to_the_view(plan, stored, query):
    assert plan.answer(query) is None
    assert stored.answer(query) is None


@pytest.mark.parametrize("view", [lists.DrugList], ids=["drugs"], indirect=True)
def test_rows_that_are_written_take_no_more_than_the_room_for_them(plan, view, settings):
    whole = plan.answer("format=json").body
    settings.WRITTEN_ROWS_MB = 0.004
    for form in ("csv", "json", "csv"):
        assert plan.answer(f"q=a&format={form}").body == from_database(view, f"q=a&format={form}")
    assert room.size <= 0.004 * 1024 * 1024
    assert plan.answer("format=json").body == whole
