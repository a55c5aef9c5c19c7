"""Two voices on the pages of entries, remembered only once one was chosen."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/drugs/drug-1/"


@pytest.fixture(autouse=True)
def drug():
    drug = factories.full_drug(1)
    factories.statement(drug, text="An IgG4 antibody.", audience="professionals")
    return drug


# Keeps the last word of a statement and its footnote on one line.
TOGETHER = '<span class="together">'


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace(TOGETHER, "")


def folded(text: str) -> str:
    return "".join(re.findall(r'<details class="other-voice.*?</details>', text, re.DOTALL))


@pytest.mark.parametrize(
    ("voice", "first", "second"),
    [
        ("plain", "It is a medicine.", "An IgG4 antibody."),
        ("professional", "An IgG4 antibody.", "It is a medicine."),
    ],
)
def test_chosen_voice_comes_first_and_the_other_is_folded(client, voice, first, second):
    text = text_of(client.get(ADDRESS, {"voice": voice}))
    body = text.partition("<body>")[2]
    assert body.index(first) < body.index(second)
    assert second in folded(text)
    assert first not in folded(text)
    assert re.search(rf'href="\?voice={voice}"[^>]*aria-current="true"', text)
    assert text.count('aria-current="true"') == 1


def test_no_voice_folds_nothing(client):
    text = text_of(client.get(ADDRESS))
    assert text.index("It is a medicine.") < text.index("An IgG4 antibody.")
    assert "other-voice" not in text
    assert 'aria-current="true"' not in text


def test_every_voice_shows_the_same_claims(client):
    shown = [
        sorted(re.findall(r'popovertarget="([^"]+)"', text_of(client.get(ADDRESS + query))))
        for query in ("", "?voice=plain", "?voice=professional")
    ]
    assert shown[0] == shown[1] == shown[2]


def test_professional_voice_hides_nothing_that_is_said_only_plainly(client, drug):
    factories.statement(drug, section="limits", text="It does not help everyone.")
    text = text_of(client.get(ADDRESS, {"voice": "professional"}))
    assert "It does not help everyone." in text
    assert "It does not help everyone." not in folded(text)


def test_choice_is_remembered_for_a_year_on_every_entry(client):
    response = client.get(ADDRESS, {"voice": "professional"})
    cookie = response.cookies["voice"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == ("professional", "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["httponly"]
    assert "private" in response["Cache-Control"]
    again = client.get("/therapies/cancer-immunotherapy/")
    assert again.context["voice"] == "professional"
    assert not again.cookies
    assert client.get(ADDRESS, {"voice": "plain"}).context["voice"] == "plain"
    assert client.get(ADDRESS).context["voice"] == "plain"


@pytest.mark.parametrize("query", ["", "?voice="])
def test_who_chooses_nothing_gets_no_cookie(client, query):
    response = client.get(ADDRESS + query)
    assert not response.cookies
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("voice", ["loud", "PLAIN", "x" * 500])
def test_unknown_voice_is_refused_in_words(client, voice):
    response = client.get(ADDRESS, {"voice": voice})
    assert response.status_code == 400
    assert "is not a voice" in response.content.decode()
    assert not response.cookies


def test_mangled_cookie_is_ignored(client):
    client.cookies["voice"] = "loud"
    response = client.get(ADDRESS)
    assert response.context["voice"] == ""
    assert response.status_code == 200
