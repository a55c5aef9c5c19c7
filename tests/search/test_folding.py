import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.search.closeness import distance, is_alike, nearest
from therapies.search.folding import fold, respell, words_of_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leukaemia", "leukemia"),
        ("leucaemia", "leukemia"),
        ("oesophageal tumour", "esophageal tumor"),
        ("haemorrhage", "hemorrhage"),
        ("immunisation", "immunization"),
        ("generalised", "generalized"),
        ("haemolysed", "hemolyzed"),
        ("behaviour", "behavior"),
        ("odour", "odor"),
        ("fibre", "fiber"),
        ("centre", "center"),
        ("signalling", "signaling"),
        ("sulphate", "sulfate"),
        ("diarrhoea", "diarrhea"),
        ("ISPARTA", "ısparta"),
        ("İSTANBUL", "istanbul"),
        ("Şifa", "sifa"),
        ("Azərbaycan", "azerbaycan"),
        ("Łódź", "lodz"),
        ("TNF-α", "tnf alpha"),
        ("علی", "على"),
        ("کتاب", "كتاب"),
        ("جامعة", "جامعه"),
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آسيا", "اسيا"),
        ("مؤسسة", "موسسه"),
        ("هيئة", "هييه"),
        ("مُحَمَّد", "محمد"),
        ("العـــربية", "العربيه"),
        ("۱۲٣", "123"),
    ],
)
def test_spelt_alike(one, other):
    assert respell(fold(one)) == respell(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("four", "for"), ("aerosol", "erosol"), ("disease", "dizease")]
)
def test_not_spelt_alike(one, other):
    assert respell(fold(one)) != respell(fold(other))


def test_words_by_which_a_name_is_found():
    assert words_of_name("BMS-936558") == ["bms", "936558", "bms936558"]
    assert {"pd", "1", "pd1"} <= set(words_of_name("PD-1 inhibitor"))
    assert {"leukaemia", "leukemia"} <= set(words_of_name("Leukaemia"))


@given(st.text())
def test_folded_text_is_words_of_letters_and_digits_and_stays_as_it_is(text):
    folded = fold(text)
    assert all(word.isalnum() for word in folded.split(" ") if word)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("abc", "abc", 0),
        ("abcd", "abdc", 1),
        ("abcd", "abd", 1),
        ("abcd", "axcd", 1),
        ("ab", "xyz", 3),
    ],
)
def test_distance(one, other, errors):
    assert distance(one, other, 3) == distance(other, one, 3) == errors


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 4))
def test_distance_is_cut_off_and_symmetric(one, other, most):
    exact = distance(one, other, 20)
    assert distance(one, other, most) == min(exact, most + 1) == distance(other, one, most)


def test_short_words_have_no_near_names():
    assert nearest("abc", "abd") is None
    assert nearest("lymfoma", "hodgkin lymphoma") == 2


def test_look_alikes():
    assert is_alike("durvalumab", "dupilumab")
    assert is_alike("rituximab", "cetuximab")
    assert not is_alike("pembrolizumab", "nivolumab")
    assert is_alike("interferon beta 1a", "interferon beta 1b")
    assert not is_alike("rabies vaccine inactivated", "hepatitis a vaccine inactivated")
    assert not is_alike("measles vaccine", "rabies vaccine")
    assert not is_alike("il 2", "il 6")
