"""Reporting an error: no account, no cookie, a few an hour, and only about this site."""

import pytest
from django.core.cache import cache

from editorial.models import ErrorReport
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = {"page": "/drugs/drug-1/", "claim": "rate: Nausea", "message": "It is 21 %.", "website": ""}


@pytest.fixture(autouse=True)
def _fresh_hour():
    cache.clear()


def test_report_reaches_the_inbox_without_a_cookie(client):
    response = client.post("/report/", GOOD, follow=True)
    assert "in the inbox of the editors" in response.content.decode()
    assert not response.cookies
    report = ErrorReport.objects.get()
    assert (report.page, report.claim, report.message) == tuple(GOOD.values())[:3]
    assert report.status == "new"


def test_every_claim_leads_to_the_form_with_itself_filled_in(client):
    factories.full_drug(1)
    page = client.get("/drugs/drug-1/")
    for rows in (page.context["boxed"], page.context["datasets"]):
        form = client.get(rows[0].report_address).content.decode()
        assert "/drugs/drug-1/" in form
        assert str(rows[0]) in form


@pytest.mark.parametrize(
    "change",
    [
        {"message": ""},
        {"message": "x" * 2001},
        {"page": "https://elsewhere.example/"},
        {"page": "//elsewhere.example/"},
        {"page": "/nowhere-at-all/"},
        {"page": ""},
    ],
)
def test_bad_input_is_refused_and_keeps_the_text(client, change):
    response = client.post("/report/", GOOD | {"evidence": "The label."} | change)
    assert response.status_code == 400
    assert "The label." in response.content.decode()
    assert not ErrorReport.objects.exists()


def test_program_that_fills_every_field_is_not_heard(client):
    assert client.post("/report/", GOOD | {"website": "https://spam.example"}).status_code == 302
    assert not ErrorReport.objects.exists()


def test_a_few_an_hour(client):
    answers = [client.post("/report/", GOOD).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert ErrorReport.objects.count() == 5
    refused = client.post("/report/", GOOD)
    assert "It is 21 %." in refused.content.decode()


def test_page_is_not_indexed_and_survives_nonsense(client):
    response = client.get("/report/", {"page": "<script>", "claim": "x" * 999})
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert "<script>" not in response.content.decode()


def test_behind_a_proxy_each_reader_counts_alone(client, settings):
    settings.BEHIND_PROXY = True
    for last in ("198.51.100.1", "198.51.100.2"):
        for forged in range(5):
            sent = client.post("/report/", GOOD, headers={"X-Forwarded-For": f"{forged}, {last}"})
            assert sent.status_code == 302
    refused = client.post("/report/", GOOD, headers={"X-Forwarded-For": "9.9.9.9, 198.51.100.1"})
    assert refused.status_code == 429
