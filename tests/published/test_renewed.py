"""An index that is read anew where something changed says what one that is read whole says."""

import pytest

from editorial.choices import Status
from editorial.models import ContentVersion
from tests import factories
from therapies import listings
from therapies.models import Condition, Drug, Target
from therapies.published import said
from therapies.published.index import Index
from therapies.published.renewed import renewal, renewed, stands_alone
from therapies.published.written import room

pytestmark = pytest.mark.django_db


def version(kind="", slug=""):
    return ContentVersion.objects.create(reason="for tests", kind=kind, slug=slug).pk


@pytest.fixture
def former(content):
    return Index(listings.DRUGS, version())


def told(index):
    """Names and numbers of all that it holds, whatever places it gave them."""
    facets = {
        name: {
            (value, label): sorted(index.pks[each.rows_of(number)].tolist())
            for number, (value, label) in enumerate(zip(each.values, each.labels, strict=True))
        }
        for name, each in index.facets.items()
    }
    return index.pks[index.usual.places].tolist(), facets


def newly_aimed():
    drug = Drug.objects.get(slug="drug-1")
    drug.targets.set([Target.objects.create(slug="new", name="A new one")])
    return drug


def renamed():
    drug = Drug.objects.get(slug="drug-2")
    drug.name, drug.slug, drug.modality = "Zulumab", "zulumab", "vaccine"
    drug.save()
    return drug


def retired():
    drug = Drug.objects.get(slug="drug-4")
    drug.status = Status.RETIRED
    drug.save()
    return drug


def published():
    drug, other = Drug.objects.get(slug="drug-3"), Drug.objects.get(slug="drug-1")
    drug.status = Status.PUBLISHED
    drug.published_at, drug.published_by = other.published_at, other.published_by
    drug.save()
    return drug


def removed():
    drug = Drug.objects.get(slug="aimed-7")
    slug = drug.slug
    drug.delete()
    drug.slug = slug
    return drug


@pytest.mark.parametrize("change", [newly_aimed, renamed, retired, published, removed])
def test_what_changed_is_read_and_the_rest_is_as_it_was(former, change, monkeypatch):
    slug = change().slug
    known = renewal(former, version("drug", slug))
    read, original = [], said.read
    monkeypatch.setattr(
        "therapies.published.index.said.read",
        lambda facet, rows: read.append(rows.count()) or original(facet, rows),
    )
    index = Index(listings.DRUGS, 2, known)
    assert set(read) <= {0, 1}
    monkeypatch.undo()
    assert told(index) == told(Index(listings.DRUGS, 2))


def test_changes_one_after_the_other_are_all_read(former):
    newly_aimed()
    version("drug", "drug-1")
    renamed()
    index = Index(listings.DRUGS, 2, renewal(former, version("drug", "zulumab")))
    assert told(index) == told(Index(listings.DRUGS, 2))


@pytest.mark.parametrize(
    "changes",
    [[("", "")], [("condition", "root")], [("drug", "drug-1"), ("", "")]],
    ids=["whatever", "another kind", "one of them whatever"],
)
def test_where_more_may_have_changed_all_is_read(former, changes):
    later = [version(*change) for change in changes]
    assert renewal(former, later[-1]) is None


def test_versions_that_are_not_known_tell_nothing(former):
    later = version("drug", "drug-1")
    ContentVersion.objects.filter(pk=former.version).delete()
    assert renewal(former, later) is None
    assert renewal(Index(listings.DRUGS, later), later) is None


def test_lists_of_what_belongs_to_entries_are_read_whole(content):
    factories.full_drug(9)
    assert stands_alone(Index(listings.DRUGS))
    assert not stands_alone(Index(listings.INDICATIONS))
    assert not stands_alone(Index(listings.COMPARISONS))


def texts(index):
    form = ("names", "en")
    every = range(len(index.pks))
    return index.texts(form, every, lambda rows: [row.name for row in rows])


def test_texts_of_other_rows_are_kept(former, django_assert_num_queries):
    expected = texts(former)
    slug = renamed().slug
    index = renewed(renewal(former, version("drug", slug)), Index, 2)
    assert room.size >= index.kept["names", "en"].size > 0
    assert index.kept["names", "en"] in room._stores
    place = index.pks.tolist().index(Drug.objects.get(slug=slug).pk)
    others = [each for each in range(len(index.pks)) if each != place]
    with django_assert_num_queries(0):
        found = index.texts(("names", "en"), others, lambda rows: [])
    assert sorted([*found, b"Drug 2"]) == sorted(expected)
    assert texts(index) == texts(Index(listings.DRUGS, 2))
    assert b"Zulumab" in texts(index)


def test_texts_that_tell_of_others_of_their_kind_are_written_anew(content):
    former = Index(listings.CONDITIONS, version())
    assert b"Root: " in former.texts("x", range(len(former.pks)), parents)
    root = Condition.objects.get(slug="root")
    root.name = "Renamed"
    root.save()
    later = version("condition", "root")
    known = renewal(former, later)
    index = renewed(known, Index, later) if known else Index(listings.CONDITIONS, later)
    assert b"Below: Renamed" in index.texts("x", range(len(index.pks)), parents)


def parents(rows):
    return [f"{row.name}: {row.parent or ''}" for row in rows]


def test_what_says_the_same_as_before_is_not_made_again(former):
    drug = Drug.objects.get(slug="drug-2")
    drug.why_included = "Something else."
    drug.save()
    index = Index(listings.DRUGS, 2, renewal(former, version("drug", "drug-2")))
    assert index.facets == former.facets
    assert index.profiles is former.profiles
    index = Index(listings.DRUGS, 2, renewal(former, version("drug", newly_aimed().slug)))
    assert [name for name in index.facets if index.facets[name] is not former.facets[name]] == [
        "target"
    ]


def test_texts_taken_over_are_counted_once(former):
    texts(former)
    before = room.size
    slug = renamed().slug
    index = renewed(renewal(former, version("drug", slug)), Index, 2)
    assert 0 < index.kept["names", "en"].size < before
    assert room.size < before
