"""What differs between two forms of an entry, and how two changes go together."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from therapies import differences, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    drug = factories.full_drug(1)
    return versions.unpack(versions.content_of(drug))


def edited(records, model, **fields):
    copy = json.loads(json.dumps(records))
    for row in copy:
        if row["model"] == model:
            row["fields"] |= fields
    return copy


def found(before, after):
    sections = differences.between(versions.pack(before), versions.pack(after))
    return {section.title: section.rows for section in sections}


def test_no_difference(records):
    assert found(records, records) == {}


def test_paperwork_is_no_difference(records):
    assert found(records, edited(records, "therapies.entry", reviewed_on="2027-01-01")) == {}


def test_changed_field_with_its_source(records):
    sections = found(records, edited(records, "therapies.warning", text="They can be mild."))
    (row,) = sections["warnings"]
    assert row.change == "changed"
    (field,) = row.fields
    assert (field.before, field.after) == ("They can be severe.", "They can be mild.")
    assert row.sources[0]["title"].startswith("Prescribing information")


def test_added_and_removed_rows(records):
    fewer = [row for row in records if row["model"] != "therapies.rate"]
    (gone,) = found(records, fewer)["rates"]
    assert gone.change == "removed"
    assert gone.title.endswith(", Effect 1")
    (new,) = found(fewer, records)["rates"]
    assert new.change == "added"
    assert any(field.after == "12" for field in new.fields)


def test_long_text_is_shown_word_by_word():
    before = "It can make the heart beat faster, and some people feel dizzy when they stand up."
    after = before.replace("faster", "slower")
    pieces = differences.FieldChange("text", before, after).pieces
    assert [piece.text.strip() for piece in pieces if piece.change == "removed"] == ["faster,"]
    assert [piece.text.strip() for piece in pieces if piece.change == "added"] == ["slower,"]
    assert "".join(piece.text for piece in pieces if piece.change != "added") == before


def merged(base, mine, theirs):
    return differences.merge(*(versions.pack(each) for each in (base, mine, theirs)))


def test_changes_of_different_rows_and_fields_both_stand(records):
    mine = edited(records, "therapies.warning", text="Mine.")
    theirs = edited(
        edited(records, "therapies.warning", title="Theirs"), "therapies.drug", why_included="T."
    )
    # Another title is another warning: the key of the row has changed.
    assert merged(records, mine, theirs).conflicts
    theirs = edited(records, "therapies.drug", why_included="Theirs.")
    both = merged(records, mine, theirs)
    assert not both.conflicts
    told = {row["model"]: row["fields"] for row in both.records}
    assert told["therapies.warning"]["text"] == "Mine."
    assert told["therapies.drug"]["why_included"] == "Theirs."


def test_same_field_changed_twice_is_a_conflict(records):
    mine = edited(records, "therapies.drug", why_included="Mine.")
    theirs = edited(records, "therapies.drug", why_included="Theirs.")
    (conflict,) = merged(records, mine, theirs).conflicts
    assert [(field.before, field.after) for field in conflict.fields] == [("Theirs.", "Mine.")]


def test_removed_here_and_changed_there_is_a_conflict(records):
    mine = [row for row in records if row["model"] != "therapies.warning"]
    theirs = edited(records, "therapies.warning", text="Theirs.")
    assert merged(records, mine, theirs).conflicts
    assert not merged(records, mine, records).conflicts


def test_source_that_nothing_cites_any_more_is_dropped(records):
    mine = [row for row in records if row["model"] != "therapies.warning"]
    before = sum(row["model"] == "therapies.source" for row in records)
    both = merged(records, mine, edited(records, "therapies.drug", why_included="Theirs."))
    assert sum(row["model"] == "therapies.source" for row in both.records) == before - 1


CHANGES = st.lists(
    st.sampled_from(
        [
            ("therapies.drug", "why_included"),
            ("therapies.warning", "text"),
            ("therapies.name", "holder"),
            ("therapies.rate", "events"),
        ]
    ),
    unique=True,
)


@given(CHANGES, CHANGES)
def test_merging_with_what_did_not_change_is_the_change_itself(mine_at, theirs_at):
    records = json.loads(ROWS)
    mine, theirs = records, records
    for model, field in mine_at:
        mine = edited(mine, model, **{field: "mine"})
    for model, field in theirs_at:
        theirs = edited(theirs, model, **{field: "theirs"})
    both = merged(records, mine, theirs)
    assert len(both.conflicts) == len(set(mine_at) & set(theirs_at))
    assert versions.by_key(merged(records, mine, records).records) == versions.by_key(mine)
    assert versions.by_key(merged(records, records, theirs).records) == versions.by_key(theirs)


ROWS = json.dumps(
    [
        {"model": "therapies.entry", "fields": {"entry_type": "drug", "slug": "a", "name": "A"}},
        {"model": "therapies.drug", "fields": {"entry_ptr": ["drug", "a"], "why_included": "x"}},
        {
            "model": "therapies.name",
            "fields": {"drug": ["a"], "text": "B", "kind": "brand", "country": "", "holder": ""},
        },
        {
            "model": "therapies.warning",
            "fields": {"drug": ["a"], "regulator": ["fda"], "title": "T", "text": "x"},
        },
        {
            "model": "therapies.rate",
            "fields": {"dataset": ["a", "s"], "side_effect": ["nausea"], "events": 1},
        },
    ]
)
