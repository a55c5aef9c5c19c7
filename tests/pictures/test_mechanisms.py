"""Drawings of mechanisms: where they are shown, and what stands in words beside them."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests import factories
from therapies.choices import Mechanism
from therapies.models import TherapyType
from therapies.pictures import mechanisms

DRAWN = [each for each in Mechanism if each != Mechanism.NOT_DRAWN]
FOLDER = Path(__file__).resolve().parent.parent.parent / "templates" / "drawings"
MOST_SENTENCES = 3
SMALLEST_PANEL, PANEL, SMALLEST_TEXT, TEXT = 328, 320, 12, 14.5


def path(*names: str) -> list[TherapyType]:
    return [TherapyType(mechanism=name) for name in names]


def test_the_nearest_type_that_names_one_decides():
    assert mechanisms.of_path(path("", "")) is None
    assert mechanisms.of_path(path("vaccine", "", "")) == Mechanism.VACCINE
    assert mechanisms.of_path(path("vaccine", "antibody", "")) == Mechanism.ANTIBODY
    assert mechanisms.of_path(path("vaccine", "not_drawn", "")) is None
    assert mechanisms.of_path(path("vaccine", "not_drawn", "antibody")) == Mechanism.ANTIBODY


def test_every_mechanism_has_a_drawing_and_every_drawing_a_mechanism():
    assert {each.drawing for each in DRAWN} == {
        f"drawings/{file.name}" for file in FOLDER.glob("*.html")
    }
    parts = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.html"))
    for file in (FOLDER / "parts").glob("*.html"):
        assert f'"drawings/parts/{file.name}"' in parts, f"orphan: {file.name}"


@pytest.mark.parametrize("mechanism", DRAWN)
def test_drawing_says_in_words_what_it_shows(mechanism):
    text = render_to_string("components/mechanism.html", {"mechanism": mechanism, "kind": "cancer"})
    pictures = re.findall(r'<svg viewBox="0 0 320 200" role="img" aria-label="([^"]+)">', text)
    captions = re.findall(r"</svg><p><b>[^<]+</b> ([^<]+)</p>", text)
    assert len(pictures) == len(captions) == text.count("<svg") >= 2
    for caption in captions:
        assert 1 <= caption.count(".") <= MOST_SENTENCES
    assert text.count("<text") >= 4
    assert "draw-brought" in text
    assert TEXT * SMALLEST_PANEL / PANEL > SMALLEST_TEXT


@pytest.fixture
def types(db):
    root = factories.therapy_type()
    checkpoint = factories.therapy_type("Checkpoint", parent=root, mechanism="checkpoint")
    child = factories.therapy_type("PD-1", parent=checkpoint)
    other = factories.therapy_type("Other", parent=checkpoint, mechanism="not_drawn")
    for each in (root, checkpoint, child, other):
        factories.statement(each, section="how_it_works")
    return [root, checkpoint, child, other]


def test_type_shows_its_own_or_its_ancestors_drawing(client, types):
    shown = [
        "How a checkpoint inhibitor works" in client.get(each.get_absolute_url()).content.decode()
        for each in types
    ]
    assert shown == [False, True, True, False]


def test_drug_shows_the_drawing_of_its_primary_type_below_how_it_works(client, types):
    drug = factories.drug(primary_type=types[2])
    factories.statement(drug, section="how_it_works")
    factories.statement(drug, section="limits")
    text = client.get(drug.get_absolute_url()).content.decode()
    assert (
        text.index('id="how_it_works"') < text.index('class="drawing') < text.index('id="limits"')
    )
    assert text.count('class="drawing') == 1
