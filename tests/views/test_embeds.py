"""Cards for other sites, the only pages that may be framed, and oEmbed for them."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree, html

from editorial.choices import Status
from tests import factories
from therapies import versions
from therapies.models import Entry

pytestmark = pytest.mark.django_db

STYLES = Path(__file__).resolve().parents[2] / "static" / "css"


@pytest.fixture
def drug():
    made = factories.full_drug(1)
    made.safety_datasets.update(slug="the-study")
    versions.record([made.entry_ptr], "loaded from fixtures")
    return made


CARDS = ("/embed/drugs/drug-1/", "/embed/rates/drug-1/the-study/effect-1/")


def told(client, address):
    return " ".join(html.fromstring(client.get(address).content).text_content().split())


@pytest.mark.parametrize("address", CARDS)
def test_cards_alone_may_be_framed(client, drug, address):
    response = client.get(address)
    policy = dict(each.split(" ", 1) for each in response["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    text = response.content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert "<script" not in text
    assert "style=" not in text
    assert len(response.content) < 6000


def test_nothing_else_may_be_framed(client, drug):
    others = ("/", "/drugs/drug-1/", "/drugs/drug-1/cite/", "/feed/", "/embed/drugs/nothing/")
    for address in others:
        response = client.get(address)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_card_of_a_drug(client, drug):
    text = told(client, CARDS[0])
    day = versions.last_of("drug", "drug-1").created_at
    for said in (
        "Drug 1",
        "Monoclonal antibody · Cancer",
        "Boxed warning: Infusion reactions (FDA).",
        "1 approval in force (FDA).",
        "Reviewed on 1 November 2026.",
        f"Version 1, {day:%-d %B %Y}",
        "This is not medical advice.",
    ):
        assert said in text, said
    text = client.get(CARDS[0]).content.decode()
    assert 'href="/drugs/drug-1/"' in text
    assert 'href="/drugs/drug-1/history/1/"' in text


def test_approvals_in_force_and_withdrawn_are_told_apart(client, drug):
    (indication,) = drug.indications.all()
    factories.approval(indication, regulator=factories.regulator("ema"), status="withdrawn")
    assert "1 approval in force (FDA); 1 withdrawn." in told(client, CARDS[0])
    indication.approvals.all().delete()
    assert "No approval in force is recorded." in told(client, CARDS[0])


def test_warnings_are_told_in_words(client, drug):
    factories.warning(drug, kind="contraindication", title="Allergy to it")
    for number in range(4):
        factories.warning(drug, title=f"Warning {number}")
    text = told(client, CARDS[0])
    assert (
        "Boxed warning: Infusion reactions (FDA); Warning 0 (FDA); Warning 1 (FDA); and 2 more."
        in (text)
    )
    assert "1 other warning or contraindication." in text
    drug.warnings.all().delete()
    assert "No boxed warning is recorded." in told(client, CARDS[0])


def test_the_card_of_a_rate(client, drug):
    text = told(client, CARDS[1])
    source = drug.safety_datasets.get().source
    for said in (
        "Side effect of Drug 1",
        "Effect 1",
        "About 12 in 100 people (12 %) – very common",
        "Grade 3 or more: 2 %.",
        "With placebo: about 10 in 100 people (10 %).",
        "Counted in 100 people: adults with melanoma.",
        "Drug 1 alone: alone, every 3 weeks.",
        f"Source: {source.title}, A regulator.",
        "Read on 1 November 2026.",
    ):
        assert said in text, said
    text = client.get(CARDS[1]).content.decode()
    assert f'href="{source.url}"' in text
    assert 'href="/drugs/drug-1/#the-study"' in text


def test_a_rate_without_a_number_says_its_band(client, drug):
    rate = drug.safety_datasets.get().rates.get()
    band = {"percent": None, "percent_grade_3_plus": None, "comparator_percent": None}
    type(rate).objects.filter(pk=rate.pk).update(**band, stated_band="common")
    assert "Common Fewer than 1 in 10, at least 1 in 100 people." in told(client, CARDS[1])
    drug.safety_datasets.update(treated=None)
    assert "Number of people not stated: adults with melanoma." in told(client, CARDS[1])


def test_a_rate_of_severe_cases_alone_says_so(client, drug):
    rate = drug.safety_datasets.get().rates.get()
    type(rate).objects.filter(pk=rate.pk).update(percent=None)
    assert "Grade 3 or more: 2 %; no figure for all grades." in told(client, CARDS[1])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETIRED])
@pytest.mark.parametrize("slug", ["drug-1", "effect-1"])
def test_nothing_that_is_not_public_has_a_card(client, drug, status, slug):
    Entry.objects.filter(slug=slug).update(status=status)
    addresses = CARDS if slug == "drug-1" else CARDS[1:]
    for address in addresses:
        assert client.get(address).status_code == 404
        answer = client.get("/oembed", {"url": f"http://testserver{address}"})
        assert answer.status_code == 404


def test_what_is_not_there_has_no_card(client, drug):
    factories.dataset(factories.drug("Other"), slug="other-study")
    for address in (
        "/embed/drugs/nothing/",
        "/embed/rates/drug-1/other-study/effect-1/",
        "/embed/rates/drug-1/the-study/nothing/",
    ):
        assert client.get(address).status_code == 404


def test_hostile_text_is_text(client, drug):
    odd = "<script>alert(1)</script>"
    Entry.objects.filter(slug__in=["drug-1", "effect-1"]).update(name=odd)
    drug.safety_datasets.update(population=odd, regimen=odd)
    for address in CARDS:
        text = client.get(address).content.decode()
        assert "<script" not in text
        answer = client.get("/oembed", {"url": f"http://testserver{address}"}).json()
        assert "<script" not in answer["html"]
        frame = html.fromstring(answer["html"])
        assert odd in frame.get("title")


@pytest.mark.parametrize("address", ["/drugs/drug-1/", "/drugs/drug-1/?voice=plain#rates", *CARDS])
def test_oembed_answers_for_pages_of_drugs_and_for_cards(client, drug, address):
    answer = client.get("/oembed", {"url": f"http://testserver{address}"})
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["type"] == "rich"
    assert told["version"] == "1.0"
    assert told["provider_name"] == "immunoref"
    assert told["provider_url"] == "http://testserver/"
    assert told["cache_age"] == 86_400
    assert isinstance(told["width"], int)
    assert isinstance(told["height"], int)
    frame = html.fromstring(told["html"])
    shown = address if address in CARDS else CARDS[0]
    assert frame.get("src") == f"http://testserver{shown}"
    assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))


def test_oembed_as_xml_says_the_same(client, drug):
    Entry.objects.filter(slug="drug-1").update(name="A & <B> \x0b")
    asked = {"url": "http://testserver/drugs/drug-1/"}
    answer = client.get("/oembed", asked | {"format": "xml"})
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == "oembed"
    told = client.get("/oembed", asked | {"format": "json"}).json()
    assert {each.tag: each.text for each in root} == {
        name: str(value).replace("\x0b", "\ufffd") for name, value in told.items()
    }


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [
        ({"maxwidth": "300"}, 300, 520),
        ({"maxwidth": "400"}, 400, 400),
        ({"maxwidth": "9999", "maxheight": "200"}, 480, 200),
        ({"maxwidth": "1000000000000"}, 480, 330),
        ({"maxwidth": ""}, 480, 330),
    ],
)
def test_oembed_keeps_to_the_room_there_is(client, drug, asked, width, height):
    told = client.get("/oembed", {"url": "http://testserver/drugs/drug-1/"} | asked).json()
    assert (told["width"], told["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in told["html"]


REFUSED = (
    ({}, 400, "Give the address"),
    ({"url": "http://testserver/drugs/drug-1/", "maxwidth": "wide"}, 400, "maxwidth"),
    ({"url": "http://testserver/drugs/drug-1/", "maxheight": "0"}, 400, "maxheight"),
    ({"url": "http://testserver/drugs/drug-1/", "maxheight": "-5"}, 400, "maxheight"),
    ({"url": "http://testserver/drugs/drug-1/", "maxheight": "١"}, 400, "maxheight"),
    ({"url": "http://testserver/drugs/drug-1/", "format": "yaml"}, 501, "json and xml"),
    ({"url": "http://elsewhere.example/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "http://testserver.elsewhere.example/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "http://testserver@elsewhere.example/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "ftp://testserver/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "javascript:alert(1)"}, 404, "nothing to embed"),
    ({"url": "/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "http://[testserver/drugs/drug-1/"}, 404, "nothing to embed"),
    ({"url": "http://testserver/drugs/nothing/"}, 404, "nothing to embed"),
    ({"url": "http://testserver/drugs/"}, 404, "nothing to embed"),
    ({"url": "http://testserver/admin/"}, 404, "nothing to embed"),
    ({"url": "http://testserver/nowhere"}, 404, "nothing to embed"),
)


def test_oembed_says_why_it_does_not_answer(client, drug):
    for asked, status, reason in REFUSED:
        answer = client.get("/oembed", asked)
        assert answer.status_code == status, asked
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert reason in answer.content.decode()


def test_pages_of_drugs_lead_to_oembed(client, drug):
    head = html.fromstring(client.get("/drugs/drug-1/").content).find("head")
    found = {each.get("type"): each.get("href") for each in head.findall("link")}
    answer = client.get(found["application/json+oembed"].removeprefix("http://testserver"))
    assert json.loads(answer.content)["title"] == "Drug 1"
    answer = client.get(found["text/xml+oembed"].removeprefix("http://testserver"))
    assert etree.fromstring(answer.content).findtext("title") == "Drug 1"
    versions.record(Entry.objects.all(), "loaded")
    assert "+oembed" not in client.get("/conditions/condition-1/").content.decode()


def test_cards_are_only_read(client, drug):
    for address in (*CARDS, "/oembed"):
        assert client.post(address).status_code == 405


def test_cards_have_the_colours_of_the_site():
    token = re.compile(r"(--[\w-]+): (light-dark\([^)]+\));")
    site = dict(token.findall((STYLES / "site.css").read_text(encoding="utf-8")))
    cards = dict(token.findall((STYLES / "embed.css").read_text(encoding="utf-8")))
    assert cards
    assert cards.items() <= site.items()


def test_a_review_that_is_missing_is_told(client, drug):
    nobody = {"reviewed_on": None, "reviewed_by": None, "review_due_on": None}
    Entry.objects.filter(slug="drug-1").update(**nobody)
    assert "Not reviewed yet." in told(client, CARDS[0])
    Entry.objects.filter(slug="drug-1").update(
        reviewed_on=date(2020, 1, 1), reviewed_by=factories.user()
    )
    assert "Reviewed on 1 January 2020." in told(client, CARDS[0])
