"""Versions are only ever added; whatever is done to one is found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet

from editorial import audit, history
from editorial.choices import AuditKind
from editorial.models import AppendOnlyError, Confirmation, HistoryHead, User, Version
from tests import factories
from therapies import versions
from therapies.models import Drug, Entry, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug() -> Drug:
    made = factories.full_drug(1)
    factories.full_history(made)
    versions.record(Entry.objects.order_by("pk"), "loaded from fixtures")
    return made


@pytest.fixture
def version(drug: Drug) -> Version:
    return Version.objects.of("drug", "drug-1").get(number=2)


def forced(statement: str, *values: object) -> None:
    """Write past Django and past the triggers, as somebody with the database's password could."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in ("editorial_version", "editorial_confirmation"):
            if table in statement:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_append_only{on}")
        cursor.execute(statement, values)


def check() -> str:
    out = StringIO()
    call_command("check_history", stdout=out)
    return out.getvalue()


def complaint() -> str:
    """What the check says of a history that was tampered with."""
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("check_history", stdout=out)
    assert raised.value.returncode == 1
    return f"{out.getvalue()} {raised.value}"


def test_untouched_history_is_sound(drug):
    said = check()
    assert "in one unbroken chain" in said
    assert f"{Version.objects.count()} versions" in said
    assert f"The last hash is {Version.objects.first().hash}." in said


@pytest.mark.parametrize("column", ["content", "reason", "name", "override", "sections", "digest"])
def test_changed_version_is_found(version, column):
    forced(f"UPDATE editorial_version SET {column} = %s WHERE id = %s", '["forged"]', version.pk)
    assert "changed" in complaint()


def test_content_changed_with_its_digest_is_found(version):
    content = version.content.replace("one person in three", "everybody")
    forced(
        "UPDATE editorial_version SET content = %s, digest = %s WHERE id = %s",
        content,
        history.digest(content),
        version.pk,
    )
    assert "what is recorded about it was changed" in complaint()


def test_version_sealed_anew_breaks_the_chain_behind_it(version):
    version.reason = "Another reason."
    statement = "UPDATE editorial_version SET reason = %s, hash = %s WHERE id = %s"
    forced(statement, version.reason, history.sealed(version), version.pk)
    assert "the version before it is missing or was changed" in complaint()


def test_removed_version_in_the_middle_is_found(version):
    forced("DELETE FROM editorial_version WHERE id = %s", version.pk)
    said = complaint()
    assert "the version before it is missing or was changed" in said
    assert "the history ends after" in said


def test_removed_last_version_is_found(drug):
    last = Version.objects.order_by("pk").last()
    forced("DELETE FROM editorial_version WHERE id = %s", last.pk)
    assert "the history ends after" in complaint()


def test_removed_last_version_with_the_head_set_back_is_found_by_what_is_live(drug):
    last = Version.objects.order_by("pk").last()
    forced("DELETE FROM editorial_version WHERE id = %s", last.pk)
    head = HistoryHead.objects.get()
    forced("UPDATE editorial_historyhead SET count = %s, hash = %s", head.count - 1, last.previous)
    assert not list(history.problems())
    assert f"{last.kind} {last.slug}: it is public and has no version" in complaint()


def test_all_versions_removed_is_found(drug):
    forced("DELETE FROM editorial_confirmation")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM editorial_version")
    assert "the history ends after 0 versions" in complaint()


def test_live_entry_changed_behind_the_history_is_found(drug):
    Statement.objects.filter(entry=drug, section="benefits").update(text="It helps everybody.")
    said = complaint()
    assert "drug drug-1: it differs from version 4, the last one" in said
    assert "0 faults in their chain" in said


def test_a_field_that_came_since_is_no_difference_while_it_is_empty(drug):
    last = Version.objects.of("drug", "drug-1").first()
    content = last.content.replace('"atc_codes":[],', "")
    assert content != last.content
    with transaction.atomic():
        history.append(
            [history.Draft("drug", "drug-1", "Drug 1", content, "As it was before the field.")]
        )
    assert "as their last version says" in check()
    Drug.objects.update(atc_codes=["L01FF02"])
    assert "drug drug-1: it differs from version 5" in complaint()


def test_removed_entry_is_named(drug):
    slug = factories.condition("Gone").slug
    versions.record(Entry.objects.filter(slug=slug), "new")
    Entry.objects.filter(slug=slug).delete()
    assert f"condition {slug}: kept in the history" in check()


ROUTES = {
    "save": lambda row: row.save(),
    "forced save": lambda row: row.save(force_update=True),
    "save of one field": lambda row: row.save(update_fields=["id"]),
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.filter(pk=row.pk).update(id=row.pk),
    "update by the default manager": lambda row: type(row)._default_manager.update(id=row.pk),
    "update by the base manager": lambda row: type(row)._base_manager.update(id=row.pk),
    "delete of some": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "delete of all": lambda row: type(row).objects.all().delete(),
    "bulk update": lambda row: type(row).objects.bulk_update([row], [_plain_field(row)]),
    "update or create": lambda row: type(row).objects.update_or_create(
        pk=row.pk, defaults={_plain_field(row): "forged"}
    ),
    "upsert": lambda row: _upsert(type(row).objects, row),
}


def _upsert(rows, row):
    rows.bulk_create(
        [type(row)(**_values(row) | {_plain_field(row): "forged"})],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[_plain_field(row)],
    )


def _plain_field(row):
    return "reason" if isinstance(row, Version) else "note"


@pytest.mark.parametrize("model", [Version, Confirmation])
@pytest.mark.parametrize("route", ROUTES)
def test_no_route_of_the_orm_changes_a_row(drug, model, route):
    row = model.objects.order_by("pk").last()
    before = list(model.objects.order_by("pk").values())
    with pytest.raises(AppendOnlyError), transaction.atomic():
        ROUTES[route](row)
    assert list(model.objects.order_by("pk").values()) == before


PAST_THE_ORM = {
    "raw save": lambda row: row.save_base(raw=True),
    "the same id again": lambda row: type(row)(**_values(row)).save(),
    "upsert": lambda row: _upsert(QuerySet(type(row)), row),
}


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", [Version, Confirmation])
@pytest.mark.parametrize("route", PAST_THE_ORM)
def test_the_database_refuses_what_the_orm_lets_through(drug, model, route):
    row = model.objects.order_by("pk").last()
    before = list(model.objects.order_by("pk").values())
    with pytest.raises(IntegrityError), transaction.atomic():
        PAST_THE_ORM[route](row)
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "table", ["editorial_version", "editorial_confirmation", "editorial_auditevent"]
)
def test_the_database_refuses_an_update_in_sql(drug, table):
    audit.record(AuditKind.SIGNED_OUT, factories.user("author"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")


def test_who_is_named_in_the_history_is_not_removed(drug):
    with pytest.raises(ProtectedError):
        User.objects.get(username="author").delete()
    assert not list(history.problems())
