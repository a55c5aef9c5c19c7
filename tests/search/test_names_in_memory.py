"""Names in memory answer what the database answers, and only for the version they were read of."""

import os

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from editorial.choices import Status
from editorial.models import ContentVersion
from tests import factories
from therapies import search
from therapies.models import Drug, Entry, SearchName, Target
from therapies.published import names
from therapies.published.names import NameIndex
from therapies.published.shelf import version_in_force
from therapies.search.lookup import IN_DATABASE
from therapies.search.question import Question

pytestmark = pytest.mark.usefixtures("reference")
EXAMPLES = int(os.environ.get("INDEX_EXAMPLES", "60"))
LETTERS = "abcdeimnotu 19-'ßéİıœالملكي\x00"
ADDRESSES = ("opd", "nivo", "pd1", "opdivvo", "leuka", "ملك", "hidden", "xyzxyzxyz", "c", "")


@pytest.fixture
def index():
    """Beside the reference more alike than are shown, three spellings, one retired, one without
    letters."""
    for number in range(25):
        condition = factories.condition(f"Common cold {number % 7}", slug=f"common-{number}")
        condition.synonyms = ["Commonplace", f"cold {number}"]
        condition.save()
    for name in ("Tumor flare", "Tumour fever", "Tumor realised"):
        factories.condition(name, slug=name.lower().replace(" ", "-"))
    factories.statement(factories.condition("!?", slug="no-letters"), text="Tumours of no name.")
    search.rebuild()
    Entry.objects.filter(slug="common-3").update(status=Status.RETIRED)
    search.update(Entry.objects.get(slug="common-3"))
    return NameIndex()


@st.composite
def asked(draw):
    """A beginning of some words of a name, misspelt or not, or nonsense."""
    known = list(SearchName.objects.order_by("pk").values_list("text", flat=True))
    known += [name for target in Target.objects.all() for name in (target.name, *target.synonyms)]
    if draw(st.integers(0, 4)) == 0:
        return draw(st.text(LETTERS, max_size=12))
    words = draw(st.sampled_from(known)).split()
    text = " ".join(words[draw(st.integers(0, len(words) - 1)) :])
    text = text[: draw(st.integers(1, len(text)))]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *LETTERS])) + text[at + 1 :]
    return draw(st.sampled_from([text, text.upper(), f"{text} {draw(st.sampled_from(words))[:3]}"]))


@hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example("commonplace")
@example("co")
@example("leuke")
@example("leukemia")
@example("cold 3")
@example("pd1")
@example("tumours of no")
@example("tumour f")
@example("tumor f")
@example("tumour flare")
@example("tumor fever")
@example("tumour realis")
@given(text=asked())
def test_memory_and_database_say_the_same(index, text):
    question = Question(text)
    if question.folded:
        for most in (1, 8, 20):
            assert index.names(question, most) == IN_DATABASE.names(question, most)
    assert search.suggest(text, index) == search.suggest(text)
    assert search.find(text, index) == search.find(text)


@pytest.fixture
def in_memory(settings):
    settings.PUBLISHED_INDEX = True
    names.shelf.clear()
    yield
    names.shelf.clear()


def build():
    names.shelf.build(NameIndex, version_in_force())


def suggested(client, text):
    return client.get("/search/suggest/", {"q": text}).json()


def test_suggestions_are_the_same_from_both(client, in_memory, settings):
    settings.PUBLISHED_INDEX = False
    from_database = [suggested(client, text) for text in ADDRESSES]
    settings.PUBLISHED_INDEX = True
    build()
    assert [suggested(client, text) for text in ADDRESSES] == from_database


@pytest.mark.parametrize("text", ["nivo", "pd1", "opdivo", "ankara u"])
def test_what_is_typed_costs_no_query_but_that_of_the_version(
    client, in_memory, django_assert_num_queries, text
):
    build()
    with django_assert_num_queries(2):
        assert suggested(client, text)["suggestions"]


def test_names_of_an_older_version_are_not_used(client, in_memory):
    build()
    search.update(factories.drug("Newcomer"))
    assert suggested(client, "newcomer")["suggestions"] == []
    ContentVersion.objects.create(reason="a drug")
    build()
    assert [each["name"] for each in suggested(client, "newc")["suggestions"]] == ["Newcomer"]


def renamed(drug):
    drug.name = "Nivolumab once more"
    drug.save()


def given_a_synonym(drug):
    drug.synonyms = [*drug.synonyms, "Onceagain"]
    drug.save()


def moved(drug):
    Entry.objects.filter(pk=drug.pk).update(slug="elsewhere")
    drug.slug = "elsewhere"


def retired(drug):
    Entry.objects.filter(pk=drug.pk).update(status=Status.RETIRED)
    drug.status = Status.RETIRED


def deleted(drug):
    drug.delete()


def described(drug):
    drug.why_included = "For another reason."
    drug.save()


@pytest.mark.parametrize(
    ("change", "is_taken_over"),
    [
        (described, True),
        (renamed, False),
        (given_a_synonym, False),
        (moved, False),
        (retired, False),
        (deleted, False),
    ],
)
def test_names_are_read_again_only_where_some_changed(index, change, is_taken_over):
    before = NameIndex(ContentVersion.objects.create(reason="for tests").pk)
    drug = Drug.objects.get(slug="nivolumab")
    change(drug)
    if change is not deleted:
        search.update(drug)
    later = ContentVersion.objects.create(reason="for tests", kind="drug", slug=drug.slug).pk
    after = before.renewed(later)
    assert (after is not None) == is_taken_over
    if after:
        assert after.version == later
        assert before.version != later
        assert suggestions(after) == suggestions(before) == suggestions(NameIndex())


def suggestions(index):
    return [search.suggest(text, index) for text in ADDRESSES]


def test_names_are_read_again_where_more_may_have_changed(index):
    before = NameIndex(ContentVersion.objects.create(reason="for tests").pk)
    later = ContentVersion.objects.create(reason="whatever").pk
    assert before.renewed(later) is None


def test_targets_are_read_for_each_version(index):
    before = NameIndex(ContentVersion.objects.create(reason="for tests").pk)
    Target.objects.filter(drugs__slug="nivolumab").update(name="Renamed target")
    later = ContentVersion.objects.create(reason="for tests", kind="drug", slug="nivolumab").pk
    after = before.renewed(later)
    found = [hit.target.name for hit in after.targets(Question("renamed"))]
    assert found == ["Renamed target"]


def test_names_taken_over_are_used_for_the_next_version(client, in_memory, monkeypatch):
    ContentVersion.objects.create(reason="for tests")
    build()
    ContentVersion.objects.create(reason="for tests", kind="drug", slug="nivolumab")
    monkeypatch.setattr(NameIndex, "_read", lambda index: pytest.fail("all names are read"))
    build()
    assert names.current() is not IN_DATABASE
    assert suggested(client, "nivo")["suggestions"]


def test_what_is_not_published_has_no_names_in_memory():
    Entry.objects.filter(name="Nivolumab").update(status=Status.RETIRED)
    index = NameIndex()
    assert index.names(Question("opdivo"), 8) == []
    assert index.entries([Entry.objects.get(name="Nivolumab").pk]) == {}
    assert [hit.drugs for hit in search.find("pd1", index).targets] == [1]


def test_too_many_names_are_left_to_the_database(client, in_memory, monkeypatch):
    monkeypatch.setattr(names, "MOST_NAMES", 2)
    build()
    assert names.current() is IN_DATABASE
    assert suggested(client, "opd")["suggestions"]
