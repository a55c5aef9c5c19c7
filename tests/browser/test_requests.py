"""A page fetches nothing from anywhere but this site."""

import pytest

from tests import factories
from tests.browser.test_pages import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def drug(transactional_db):
    return factories.full_drug(1)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_request_leaves_the_site(browser, live_server, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + address, wait_until="networkidle")
    page.close()
    assert len(asked) > 2
    assert [each for each in asked if not each.startswith((live_server.url, "data:"))] == []
