"""The block of data on a page is read and never run, and the strict policy allows it."""

import json

import pytest

from tests import factories
from tests.structured.test_graph import HOSTILE
from therapies.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BLOCK = "document.querySelector('script[type=\"application/ld+json\"]').textContent"
WATCHED = (
    "window.refused = [];"
    "addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));"
)


@pytest.fixture(autouse=True)
def drug(transactional_db):
    made = factories.full_drug(1)
    made.statements.update(text=HOSTILE)
    Entry.objects.filter(pk=made.pk).update(name=HOSTILE)
    return made


@pytest.mark.parametrize("address", ["/", "/drugs/", "/drugs/drug-1/", "/data/"])
def test_data_is_read_and_not_run(browser, live_server, address):
    page = browser.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCHED)
    page.goto(live_server.url + address, wait_until="networkidle")
    document = json.loads(page.evaluate(BLOCK))
    refused = page.evaluate("window.refused")
    titles = page.evaluate("document.querySelectorAll('title, h1').length")
    page.close()
    assert document["@context"] == "https://schema.org"
    assert (said, asked, refused) == ([], [], [])
    assert titles == 2
    if address == "/drugs/drug-1/":
        (named,) = [each for each in document["@graph"] if each["@type"] == "Drug"]
        assert named["name"] == HOSTILE
