"""The audit log: what is in it, who reads it, and that nothing in it ever changes."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from editorial import addresses, audit
from editorial.choices import AuditKind
from editorial.models import AppendOnlyError, AuditEvent, User
from tests.admin.conftest import change, changelist, form_data, signed_in
from tests.admin.second_factor import PASSWORD, type_password, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


@pytest.fixture
def event(contributor):
    audit.record(AuditKind.SIGNED_IN, contributor)
    return AuditEvent.objects.get()


def events() -> list[tuple]:
    return [
        (event.kind, event.about and event.about.username, event.detail)
        for event in AuditEvent.objects.order_by("pk")
    ]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(detail="x"),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent._base_manager.update(detail="x"),
        lambda event: AuditEvent._base_manager.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["detail"]),
        lambda event: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"detail": "x"}),
        lambda event: AuditEvent.objects.bulk_create(
            [event], update_conflicts=True, update_fields=["detail"], unique_fields=["pk"]
        ),
    ],
)
def test_no_call_changes_or_removes_an_event(event, attempt):
    event.detail = "x"
    with pytest.raises(AppendOnlyError):
        attempt(event)
    assert AuditEvent.objects.get().detail == ""


def test_an_account_in_the_log_is_not_deleted(event, contributor):
    with pytest.raises(ProtectedError):
        contributor.delete()


def test_maintainers_read_it_and_nobody_writes_it(event, maintainer, reviewer, staff):
    client = signed_in(maintainer)
    assert "contributor" in client.get(changelist(AuditEvent)).content.decode()
    page = client.get(change(event)).content.decode()
    assert "Signed in" in page
    assert str(AuditKind.SIGNED_IN.meaning) in page
    for user in (maintainer, staff):
        client = signed_in(user)
        assert client.get(reverse("admin:editorial_auditevent_add")).status_code == 403
        assert client.post(change(event), {"detail": "x"}).status_code == 403
        deletion = reverse("admin:editorial_auditevent_delete", args=[event.pk])
        assert client.post(deletion, {"post": "yes"}).status_code == 403
    assert signed_in(reviewer).get(changelist(AuditEvent)).status_code == 403
    assert AuditEvent.objects.get() == event


def test_its_list_costs_the_same_for_many(maintainer, contributor, django_assert_num_queries):
    client = signed_in(maintainer)
    client.get(changelist(AuditEvent))
    for more in (1, 10):
        for _ in range(more):
            audit.record(AuditKind.SIGNED_IN, contributor, actor=maintainer)
        with django_assert_num_queries(7):
            client.get(changelist(AuditEvent))


@pytest.mark.parametrize(
    ("address", "kept", "place"),
    [
        ("198.51.100.7", "198.51.100.0", "198.51.100.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.0", "198.51.100.7/32"),
        ("", "", ""),
        ("unix:", "", ""),
        ("198.51.100.7, 1", "", ""),
    ],
)
def test_addresses_are_shortened(address, kept, place):
    assert addresses.shortened(address) == kept
    assert addresses.place(address) == place


def test_a_sign_in_is_kept_with_the_shortened_address(client, contributor):
    type_password(client, with_password(contributor), REMOTE_ADDR="198.51.100.7")
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.about) == ("signed_in", contributor, contributor)
    assert event.address == "198.51.100.0"


def test_a_name_that_nobody_has_is_not_kept(client, contributor):
    """It may be a password, typed into the wrong field."""
    client.post("/admin/login/", {"username": "my secret", "password": "x"})
    type_password(client, with_password(contributor), "wrong")
    assert events() == [
        ("sign_in_failed", None, "password"),
        ("sign_in_failed", "contributor", "password"),
    ]
    assert not AuditEvent.objects.exclude(actor=None).exists()
    assert "secret" not in str(list(AuditEvent.objects.values()))


def save(by: User, of: User, **changes) -> None:
    client = signed_in(by)
    data = form_data(client, change(of)) | changes
    data = {name: value for name, value in data.items() if value is not None}
    assert client.post(change(of), data).status_code == 302


def test_everything_that_happens_to_an_account(maintainer):
    data = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    signed_in(maintainer).post(reverse("admin:editorial_user_add"), data)
    made = User.objects.get(username="newcomer")
    reviewer, contributor = (Group.objects.get(name=name) for name in ("Reviewer", "Contributor"))
    save(maintainer, made, is_staff="on", groups=[reviewer.pk])
    save(maintainer, made, groups=[contributor.pk], username="ada")
    save(maintainer, made, is_active=None)
    save(maintainer, made, is_active="on", is_staff=None)
    save(maintainer, made)
    new = {
        "usable_password": "true",
        "password1": "horse battery 7",
        "password2": "horse battery 7",
    }
    page = reverse("admin:auth_user_password_change", args=[made.pk])
    signed_in(maintainer).post(page, new)
    signed_in(maintainer).post(page, new | {"password2": "another"})
    assert events() == [
        ("account_made", "ada", ""),
        ("staff_given", "ada", ""),
        ("role_given", "ada", "Reviewer"),
        ("account_renamed", "ada", "newcomer → ada"),
        ("role_given", "ada", "Contributor"),
        ("role_taken", "ada", "Reviewer"),
        ("deactivated", "ada", ""),
        ("reactivated", "ada", ""),
        ("staff_taken", "ada", ""),
        ("password_changed", "ada", ""),
    ]
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {maintainer.pk}


def test_what_a_superuser_gives_is_in_it(staff, contributor):
    right = Permission.objects.get(codename="delete_user")
    save(staff, contributor, is_superuser="on", user_permissions=[right.pk])
    save(staff, contributor, is_superuser=None, user_permissions=[])
    assert [(kind, detail) for kind, _, detail in events()] == [
        ("superuser_given", ""),
        ("permission_given", "editorial.delete_user"),
        ("superuser_taken", ""),
        ("permission_taken", "editorial.delete_user"),
    ]


def test_a_role_changed_by_hand_is_in_it(staff):
    role = Group.objects.get(name="Contributor")
    view = role.permissions.get(codename="view_drug")
    right = Permission.objects.get(codename="delete_user")
    client = signed_in(staff)
    kept = set(role.permissions.values_list("pk", flat=True)) - {view.pk}
    client.post(change(role), {"name": role.name, "permissions": [*kept, right.pk]})
    data = {"action": "delete_selected", "_selected_action": [role.pk], "post": "yes"}
    client.post(reverse("admin:auth_group_changelist"), data)
    assert events() == [
        ("role_changed", None, "Contributor: + editorial.delete_user"),
        ("role_changed", None, "Contributor: − therapies.view_drug"),
        ("role_changed", None, "Contributor: −"),
    ]


def test_what_is_done_on_the_server_is_in_it(monkeypatch, db):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="root", email="", interactive=False, verbosity=0)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "another horse battery")
    call_command("changepassword", "root", verbosity=0)
    call_command("reset_second_factor", "root")
    assert events() == [
        (kind, "root", "on the server")
        for kind in ("account_made", "superuser_given", "password_changed", "second_factor_reset")
    ]
    assert not AuditEvent.objects.exclude(actor=None).exists()
    assert type_password(Client(), User.objects.get(), "another horse battery").status_code == 302
