"""What is found by which name. The same tests hold on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.search.conftest import names
from therapies import search
from therapies.models import Entry

pytestmark = pytest.mark.usefixtures("reference")


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("nivolumab", "Nivolumab"),
        ("NIVO", "Nivolumab"),
        ("opdivo", "Nivolumab"),
        ("opd", "Nivolumab"),
        ("bms-936558", "Nivolumab"),
        ("BMS936558", "Nivolumab"),
        ("bms 936558", "Nivolumab"),
        ("936558", "Nivolumab"),
        ("l01ff01", "Nivolumab"),
        ("pd1", "PD-1 inhibitors"),
        ("PD-1", "PD-1 inhibitors"),
        ("pd 1 inhib", "PD-1 inhibitors"),
        ("inhibitors pd-1", "PD-1 inhibitors"),
        ("leukaemia", "Leukaemia"),
        ("leukemia", "Leukaemia"),
        ("leuka", "Leukaemia"),
        ("leuke", "Leukaemia"),
        ("LEUCAEMIA", "Leukaemia"),
        ("blood can", "Leukaemia"),
        ("C95.9", "Leukaemia"),
        ("generalized myasthenia", "Generalised myasthenia gravis"),
        ("feeling sick", "Nausea"),
        ("diarrhea", "Diarrhoea"),
        ("Türkiye", "Türkiye"),
        ("TURKIYE", "Türkiye"),
        ("TÜRKİYE", "Türkiye"),
        ("türkıye", "Türkiye"),
        ("TR", "Türkiye"),
        ("universitesi", "Ankara University"),
        ("igdir sifa", "Isparta Clinic"),
        ("istasyonu", "Isparta Clinic"),
        ("دانشگاه تهران يك", "Tehran University"),
        ("مستشفي", "King's Hospital"),
        ("الملك", "King's Hospital"),
        ("ملك", "King's Hospital"),
        ("الاهلى", "King's Hospital"),
        ("kings", "King's Hospital"),
        ("king’s", "King's Hospital"),
        ("NCT01234567", "A trial of something"),
        ("nct0123", "A trial of something"),
        ("overload", "Vaccines overload the immune system"),
    ],
)
def test_any_name_in_any_spelling(text, entry):
    assert entry in names(text)


@pytest.mark.parametrize("text", ["ivolumab", "hiddenumab", "sick feeling nothing", "nivolumabs"])
def test_what_no_name_begins_with_is_not_found(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("opdivo", "brand name", "Opdivo"),
        ("L01FF01", "ATC code", "L01FF01"),
        ("BMS936558", "code name", "BMS-936558"),
        ("feeling sick", "plain name", "Feeling sick"),
        ("TR", "country code", "TR"),
        ("anti-PD-1", "synonym", "anti-PD-1 antibodies"),
        ("NCT01234567", "registry number", "NCT01234567"),
        ("ankara üniversitesi", "native name", "Ankara Üniversitesi"),
    ],
)
def test_says_which_name_matched_and_of_what_kind(text, kind, name):
    hit = search.find(text).groups[0].hits[0]
    assert (hit.kind_of_name, hit.name, hit.is_own_name) == (kind, name, False)


def test_own_name_goes_before_other_names():
    hit = search.find("nivo").groups[0].hits[0]
    assert hit.is_own_name


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("nivolumab", ["Drugs", "Cancer immunotherapy", "PD-1 inhibitors"]),
        ("pd-1", ["Therapies", "Cancer immunotherapy"]),
        ("acute leukaemia", ["Conditions", "Leukaemia"]),
        ("nausea", ["Side effects", "Gastrointestinal disorders"]),
        ("ankara", ["Research", "Türkiye"]),
        ("türkiye", ["Research", "Countries"]),
        ("nct01234567", ["Research", "Trials"]),
        ("overload", ["Claims, checked"]),
    ],
)
def test_says_where_it_sits(text, path):
    assert search.find(text).groups[0].hits[0].path == path


def test_grouped_by_kind_exact_names_first():
    factories.drug("Leukaemia vaccine")
    search.rebuild()
    groups = search.find("leukaemia").groups
    assert [group.entry_type for group in groups] == ["condition", "drug"]
    assert [hit.entry.name for hit in groups[0].hits] == ["Leukaemia", "Acute leukaemia"]


def test_hits_of_a_kind_are_bounded_and_counted():
    for number in range(search.MOST_OF_A_KIND + 3):
        factories.condition(f"Sameness {number:02}")
    search.rebuild()
    (group,) = search.find("sameness").groups
    assert len(group.hits) == search.MOST_OF_A_KIND
    assert (group.total, group.more) == (search.MOST_OF_A_KIND + 3, 3)
    assert group.hits[0].entry.name == "Sameness 00"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("pembrolizumap", "Pembrolizumab"),
        ("pemrbolizumab", "Pembrolizumab"),
        ("nivolumb", "Nivolumab"),
        ("opdiva", "Nivolumab"),
        ("leukimia", "Leukaemia"),
        ("diarhea", "Diarrhoea"),
    ],
)
def test_near_names_stand_beside_never_instead(text, entry):
    results = search.find(text)
    assert results.groups == []
    assert entry in [hit.entry.name for hit in results.near]


def test_near_names_only_without_a_match_and_only_published():
    assert search.find("nivolumab").near == []
    assert search.find("hiddenumap").near == []
    assert search.find("xyzxyzxyz").near == []


def test_whole_names_are_nearer_than_words_within_names():
    factories.trial("Another trial of pembrolizumab")
    search.rebuild()
    assert search.find("pembrolizumap").near[0].entry.name == "Pembrolizumab"


def test_look_alike_drugs_are_named():
    hit = search.find("durvalumab").groups[0].hits[0]
    assert [(other.entry.name, other.name) for other in hit.alike] == [("Dupilumab", "Dupilumab")]
    assert search.find("pembrolizumab").groups[0].hits[0].alike == []


def test_full_text_stands_behind_the_names():
    results = search.find("tumor shrink")
    assert results.groups == []
    (mention,) = results.mentions
    assert mention.entry.name == "Nivolumab"
    assert mention.word == "shrink"
    assert "brake" in mention.before


def test_suggestions_are_few_and_the_closest_come_first():
    for number in range(12):
        factories.condition(f"Leukaemia of kind {number}")
    search.rebuild()
    hits = search.suggest("leuk")
    assert len(hits) == 8
    assert hits[0].entry.name == "Leukaemia"
    assert search.suggest("hidden") == []


def test_what_was_taken_back_without_the_index_is_not_shown():
    Entry.objects.filter(name="Nivolumab").update(status="retired")
    assert names("opdivo") == []
    assert search.suggest("opdivo") == []


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.text(max_size=120),
        st.text(alphabet="\"'*:&|!<>()^-+\\%_~{}[]ab1 \x00.", max_size=40),
        st.lists(
            st.sampled_from(
                ["AND", "OR", "NOT", "NEAR(", '"', "*", "opdivo", "words:", "':*", "−", "ß"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_no_text_breaks_the_search(client, text):
    assert client.get("/search/", {"q": text}).status_code in (200, 400)
    assert client.get("/search/suggest/", {"q": text}).status_code == 200
