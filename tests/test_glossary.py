"""Words of the glossary are found in texts as whole words, and explained once a page."""

import pytest
from django.test import Client
from django.utils.html import escape

from tests import factories
from therapies.glossary import Glossary
from therapies.models import GlossaryTerm
from therapies.quality import findings

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>&'


def term(name, *forms, **fields):
    return GlossaryTerm(term=name, slug=name.lower().replace(" ", "-"), other_forms=forms, **fields)


def marked(text, *terms, own_names=()):
    [pieces] = Glossary(terms, own_names).mark([text])
    assert "".join(piece.text + piece.tail for piece in pieces) == text
    return [(piece.text, piece.term.slug) for piece in pieces if piece.term]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A cytokine is small.", ["cytokine"]),
        ("Cytokine release syndrome", ["Cytokine release syndrome"]),
        ("CYTOKINES rise, then a cytokine falls.", ["CYTOKINES"]),
        ("cytokine\u00a0release syndrome", ["cytokine\u00a0release syndrome"]),
        ("polycytokine, cytokined, anti-cytokine, cytokine-rich, /cytokine/", []),
        ("(cytokine), “cytokines”", ["cytokine"]),
        ("CRS after an inn; crs", ["CRS"]),
        ("an Inn by any name of INN", ["INN"]),
        ("", []),
    ],
)
def test_whole_words_longest_first_and_capitals_of_abbreviations(text, found):
    terms = (
        term("cytokine", "cytokines"),
        term("cytokine release syndrome", "CRS"),
        term("INN"),
    )
    assert [text for text, _ in marked(text, *terms)] == found


def test_first_occurrence_of_each_term_over_all_texts_of_a_section():
    glossary = Glossary([term("allergen", "allergens"), term("antibody")])
    first, second = glossary.mark(["An allergen, allergens.", "An allergen meets an antibody."])
    assert [piece.text for piece in first if piece.term] == ["allergen"]
    assert [piece.text for piece in second if piece.term] == ["antibody"]
    [again] = glossary.mark(["Allergens"])
    assert again[0].term
    assert [each.slug for each in glossary.notes] == ["allergen", "antibody"]


def test_never_the_pages_own_name_nor_a_part_of_it():
    pd1 = term("PD-1", "PD-1 inhibitor")
    assert marked("PD-1 inhibitors block PD-1.", pd1, own_names=["PD-1 inhibitors"]) == [
        ("PD-1", "pd-1")
    ]
    assert marked("An allergen.", term("allergen"), own_names=["Allergen"]) == []


def test_characters_with_a_meaning_in_patterns():
    odd = term("C++ (a.b)*", "95 % interval")
    assert marked("aXb, 95 % interval", odd) == [("95 % interval", odd.slug)]


def test_no_glossary_leaves_the_text_alone():
    assert marked("An allergen.") == []


@pytest.fixture
def drug():
    factories.glossary_term("cytokine", other_forms=["cytokines"])
    factories.glossary_term("Comparator", slug="comparator")
    factories.glossary_term("conditional approval")
    drug = factories.full_drug(1)
    factories.statement(drug, position=2, text="A cytokine and more cytokines. <b>Bold</b>")
    factories.statement(drug, section="benefits", text="Cytokines again.")
    return drug


def test_marks_on_a_page_work_without_scripts(client: Client, drug):
    page = client.get("/drugs/drug-1/").content.decode()
    button = '<button type="button" class="term" popovertarget="term-cytokine">'
    assert page.count(button) == 2
    assert f"{button}cytokine</button></span> and more cytokines. " in page
    assert page.count('id="term-cytokine" popover') == 1
    assert page.count("What cytokine means.") == 1
    assert 'href="/glossary/#cytokine"' in page
    head = '<th scope="col" class="number">'
    assert f"{head}{button.replace('cytokine', 'comparator')}Comparator</button>" in page


def test_hostile_words_are_escaped(client: Client, drug):
    factories.glossary_term(f"worm {HOSTILE}", slug="worm", definition=HOSTILE)
    factories.statement(drug, section="limits", text=f"A worm {HOSTILE} in {HOSTILE}")
    for address in ("/drugs/drug-1/", "/glossary/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert escape(HOSTILE) in page


def test_words_of_tables_elsewhere(client: Client, drug):
    for address in ("/side-effects/effect-1/", "/rates/"):
        page = client.get(address).content.decode()
        assert "%%" not in page
        assert page.count('id="term-comparator" popover') == 1, address
        assert 'popovertarget="term-comparator"' in page
    page = client.get("/conditions/condition-1/").content.decode()
    assert 'popovertarget="term-conditional-approval"' in page
    factories.dataset(factories.drug("Other"))
    page = client.get("/compare/?drug=drug-1&drug=other").content.decode()
    assert 'id="term-comparator" popover' in page


def test_glossary_page(client: Client, drug):
    factories.glossary_term("allergen", other_forms=["allergens", "trigger"])
    response = client.get("/glossary/")
    page = response.content.decode()
    assert page.index('id="allergen"') < page.index('id="comparator"') < page.index('id="cytokine"')
    assert '<a href="#letter-a">A</a>' in page
    assert page.count('id="letter-c"') == 1
    assert "What allergen means." in page
    assert '<span class="quiet">trigger</span>' in page
    assert page.count('<li id="source-') == 4
    assert b"Clear all" in response.content
    assert "cytokine" not in client.get("/glossary/?q=allergens").content.decode()
    csv = b"".join(client.get("/glossary/?format=csv")).decode()
    assert "allergen,allergen,allergens; trigger,What allergen means.," in csv
    assert '<a href="/glossary/">Glossary</a>' in client.get("/about/").content.decode()


def test_source_names_the_words_it_explains(client: Client):
    source = factories.source(slug="dictionary")
    word = factories.glossary_term("allergen", source=source)
    page = client.get("/sources/dictionary/").content.decode()
    assert f'href="{word.get_absolute_url()}"' in page
    assert "Nothing published" not in page


def test_words_do_not_pass_for_entries_that_cite():
    drug = factories.drug()
    source = factories.source(slug="dictionary")
    factories.glossary_term("allergen", source=source, pk=drug.pk)
    assert list(source.citing_entries()) == []


def test_one_form_of_two_terms_is_found():
    factories.glossary_term("allergen", other_forms=["trigger"])
    factories.glossary_term("cause", other_forms=["Trigger"])
    assert [(each.check, each.where, each.what) for each in findings()] == [
        ("ambiguous glossary forms", "allergen, cause", "trigger")
    ]
