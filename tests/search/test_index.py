"""The index says what the reference says, whoever changed it."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests import factories
from tests.search.conftest import names
from tests.test_loading import write
from therapies import search
from therapies.loading import load
from therapies.models import Drug, Name, SearchName, SearchText

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    made = factories.drug("Nivolumab")
    factories.name(made, "Opdivo")
    factories.statement(made, text="It lifts a brake.")
    return made


@pytest.fixture
def editing(client, staff):
    client.force_login(staff)
    return client


def with_status(status):
    """A change of the records of an entry to that status."""

    def change(records):
        for row in records:
            if row["model"] == "therapies.entry":
                row["fields"]["status"] = status

    return change


def without(model):
    return lambda records: [row for row in records if row["model"] != model]


def test_loading_indexes_in_the_same_transaction(drug, tmp_path):
    assert names("opdivo") == []
    directory = write(tmp_path / "fixtures")
    Name.objects.all().delete()
    load(directory, write=False)
    assert names("opdivo") == []
    load(directory)
    assert names("opdivo") == ["Nivolumab"]


def test_a_database_filled_before_there_was_an_index_gets_one(drug, tmp_path):
    directory = write(tmp_path / "fixtures")
    load(directory)
    SearchName.objects.all().delete()
    assert not search.is_built()
    call_command("load_reference", str(directory), "--if-changed")
    assert names("opdivo") == ["Nivolumab"]


def test_command_writes_the_index_again(drug, capsys):
    call_command("index_search")
    assert "are indexed" in capsys.readouterr().out
    assert names("opdivo") == ["Nivolumab"]
    assert search.find("brake").mentions


def test_only_what_is_published_is_indexed():
    factories.statement(factories.drug("Hiddenumab", status="draft"))
    search.rebuild()
    assert not SearchName.objects.filter(text="Hiddenumab").exists()
    assert not SearchText.objects.exists()


def test_publishing_and_retiring(drug):
    Drug.objects.update(status="draft")
    search.rebuild()
    factories.publish_change(drug, with_status("published"))
    assert names("opdivo") == ["Nivolumab"]
    factories.publish_change(drug, with_status("retired"))
    assert names("opdivo") == []
    assert not SearchName.objects.filter(entry_id=drug.pk).exists()
    assert not SearchText.objects.exists()


def test_removing_claims_and_entries(drug):
    search.rebuild()
    factories.publish_change(drug, without("therapies.name"))
    assert names("opdivo") == []
    assert names("nivolumab") == ["Nivolumab"]
    factories.publish_change(drug, without("therapies.statement"))
    assert not SearchText.objects.exists()
    drug.delete()
    assert not SearchName.objects.filter(entry_type="drug").exists()


def test_publishing_a_changed_claim(drug):
    search.rebuild()

    def change(records):
        for row in records:
            if row["model"] == "therapies.name":
                row["fields"]["text"] = "Optivo"

    factories.publish_change(drug, change)
    assert names("optivo") == ["Nivolumab"]
    assert names("opdivo") == []


def test_publishing_a_new_name_of_an_entry():
    kind = factories.therapy_type("Vaccines")
    search.rebuild()

    def change(records):
        for row in records:
            if row["model"] == "therapies.entry":
                row["fields"]["name"] = "Inoculations"

    factories.publish_change(kind, change)
    assert names("inoculations") == ["Inoculations"]
    assert names("vaccines") == []


def test_indexed_rows_follow_an_update_and_a_delete(drug):
    search.rebuild()
    SearchName.objects.filter(text="Opdivo").update(words="changed")
    assert names("changed") == ["Nivolumab"]
    assert names("opdivo") == []
    SearchName.objects.filter(text="Opdivo").delete()
    assert names("changed") == []


def test_indexed_rows_cannot_be_edited_or_removed_alone(editing, drug):
    search.rebuild()
    row = SearchName.objects.first()
    assert editing.post(f"/admin/therapies/searchname/{row.pk}/delete/").status_code == 403
    assert editing.post(f"/admin/therapies/searchname/{row.pk}/change/").status_code == 403


def test_look_alikes_follow_the_names(drug):
    other = factories.drug("Nivalumab")
    search.rebuild()
    assert [pair.name for pair in search.look_alikes([drug.pk])[drug.pk]] == ["Nivalumab"]
    factories.publish_change(other, with_status("retired"))
    assert search.look_alikes([drug.pk]) == {}
    factories.publish_change(other, with_status("published"))
    assert search.look_alikes([drug.pk, other.pk]).keys() == {drug.pk, other.pk}
    factories.name(other, "Opdiva")
    search.update(other)
    (pair,) = search.look_alikes([drug.pk])[drug.pk]
    assert (pair.own_name, pair.name) == ("Nivolumab", "Nivalumab")


def test_look_alike_brands_name_both(drug):
    other = factories.drug("Somethingelse")
    factories.name(other, "Optivo")
    search.rebuild()
    (pair,) = search.look_alikes([drug.pk])[drug.pk]
    assert (pair.own_name, pair.name, pair.other.name) == ("Opdivo", "Optivo", "Somethingelse")


def test_full_text_tables_stand_beside_the_rows():
    if connection.vendor == "postgresql":
        query = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%USING gin%'"
    else:
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' "
            "AND name LIKE '%_insert' AND tbl_name LIKE 'therapies_search%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert len(cursor.fetchall()) == 3
