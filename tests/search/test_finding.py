"""What is found by which name. The same tests hold on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.sizes import NUL
from tests import factories
from tests.search.conftest import names
from therapies import search
from therapies.models import Drug, Entry

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
        ("hypoglyca", "Hypoglycemia"),
        ("haem", "Hemophilia"),
        ("haemo", "Hemophilia"),
        ("oes", "Esophagitis"),
        ("oesopha", "Esophagitis"),
        ("oed", "Edema"),
        ("paed", "Pediatric asthma"),
        ("steatorrho", "Steatorrhea"),
        ("tumou", "Tumor lysis"),
        ("tumo", "Tumor lysis"),
        ("immunis", "Immunized people"),
        ("sulp", "Sulfonamide allergy"),
        ("tumo lys", "Tumor lysis"),
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


def test_a_beginning_is_not_stretched_beyond_its_spelling():
    factories.condition("Immune thrombocytopenia")
    factories.condition("Immunodeficiency")
    search.rebuild()
    assert "Immune thrombocytopenia" not in names("immuno")


@pytest.mark.parametrize("text", ["PD-1", "pd1", "PDCD1", "programmed cell", "pd 1 recep"])
def test_targets_lead_to_the_drugs_that_bind_them(client, text):
    (hit,) = search.find(text).targets
    assert (hit.target.name, hit.drugs, hit.url) == ("PD-1", 2, "/drugs/?target=pd-1")
    assert "2 results" in client.get(hit.url).content.decode()


def test_targets_of_no_published_drug_are_not_shown():
    assert search.find("CD19").targets == []
    assert [hit.target.name for hit in search.suggest("pdcd").targets] == ["PD-1"]


def test_a_target_by_its_other_name_says_so():
    assert search.find("pdcd1").targets[0].other_name == "PDCD1"
    assert search.find("pd-1").targets[0].other_name == ""


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
    assert [(each.other.name, each.name) for each in hit.alike] == [("Dupilumab", "Dupilumab")]
    assert search.find("pembrolizumab").groups[0].hits[0].alike == []


def test_every_drug_shown_warns_of_its_look_alikes():
    stems = ["abrotu", "belanto", "cimordu", "delpavi", "enrosta", "fulgari", "golimpa"]
    for stem in stems:
        factories.drug(f"Zet{stem}zumab")
        other = factories.drug(f"Quo{stem}lizumab")
        factories.name(other, f"Zet{stem}xumab")
    search.rebuild()
    (group,) = search.find("zet").groups
    assert len(group.hits) == 2 * len(stems)
    assert all(hit.alike for hit in group.hits)


def test_a_drug_found_by_its_code_warns_too():
    durvalumab = Drug.objects.get(name="Durvalumab")
    factories.name(durvalumab, "MEDI-4736", kind="code")
    search.rebuild()
    (pair,) = search.find("medi4736").groups[0].hits[0].alike
    assert pair.other.name == "Dupilumab"


def test_near_names_are_suggested_apart():
    found = search.suggest("pembrolizumap")
    assert (found.hits, found.targets) == ([], [])
    assert [hit.entry.name for hit in found.near] == ["Pembrolizumab"]
    assert search.suggest("pembro").near == []


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
    hits = search.suggest("leuk").hits
    assert len(hits) == 8
    assert hits[0].entry.name == "Leukaemia"
    assert search.suggest("hidden") == search.Suggestions()


def test_what_was_taken_back_without_the_index_is_not_shown():
    Entry.objects.filter(name="Nivolumab").update(status="retired")
    assert names("opdivo") == []
    assert search.suggest("opdivo").hits == []


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
    expected = 400 if NUL in text else 200
    assert client.get("/search/suggest/", {"q": text}).status_code == expected
