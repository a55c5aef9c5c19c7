"""Who looks after accounts gives roles and nothing beyond them, whatever they post."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.choices import AuditKind
from editorial.models import AuditEvent, User
from tests import factories
from tests.admin.conftest import change, changelist, form_data, person, signed_in
from tests.admin.second_factor import (
    PASSWORD,
    SET_UP,
    give_app,
    is_in,
    sign_in,
    type_password,
    with_password,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/editorial/user/add/"


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def password_page(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def reset_page(user: User) -> str:
    return reverse("admin:editorial_user_second_factor", args=[user.pk])


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def saved(by: User, of: User, **changes):
    """Change an account in its form, with whatever else is posted beside it."""
    client = signed_in(by)
    data = form_data(client, change(of)) | changes
    for name, value in changes.items():
        if value is None:
            del data[name]
    response = client.post(change(of), data)
    of.refresh_from_db()
    return response


def new_account(by: User, **extra) -> User:
    data = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    signed_in(by).post(ADD, data | extra)
    return User.objects.get(username="newcomer")


def test_a_maintainer_makes_an_account_and_gives_it_a_role(maintainer):
    made = new_account(maintainer)
    saved(
        maintainer,
        made,
        is_staff="on",
        groups=[role("Reviewer").pk],
        public_name="A. Newcomer",
        affiliation="A hospital",
    )
    assert (made.is_staff, made.public_name) == (True, "A. Newcomer")
    assert made.has_perm("editorial.publish_proposal")
    assert not made.is_superuser
    assert type_password(Client(), made).status_code == 302
    saved(maintainer, made, is_active=None)
    assert not made.is_active


FORGED = {"is_superuser": "on", "user_permissions": ["1", "2"]}


def test_forged_fields_of_a_new_account_count_for_nothing(maintainer):
    made = new_account(maintainer, **FORGED, groups=[role("Maintainer").pk], is_staff="on")
    assert not made.is_superuser
    assert not made.user_permissions.exists()


def test_forged_fields_of_an_account_count_for_nothing(maintainer, contributor):
    assert saved(maintainer, contributor, **FORGED, first_name="Ada").status_code == 302
    assert contributor.first_name == "Ada"
    assert not contributor.is_superuser
    assert not contributor.user_permissions.exists()


def test_only_the_three_roles_are_given(maintainer, contributor):
    other = Group.objects.create(name="Administrators")
    other.permissions.set(Permission.objects.all())
    response = saved(maintainer, contributor, groups=[role("Contributor").pk, other.pk])
    assert "not one of the available choices" in response.content.decode()
    assert [group.name for group in contributor.groups.all()] == ["Contributor"]


def test_a_maintainer_changes_no_right_of_their_own(maintainer):
    response = saved(
        maintainer,
        maintainer,
        **FORGED,
        groups=[role("Reviewer").pk],
        first_name="Ada",
        is_staff="",
    )
    assert response.status_code == 302
    assert maintainer.first_name == "Ada"
    assert (maintainer.is_staff, maintainer.is_active, maintainer.is_superuser) == (
        True,
        True,
        False,
    )
    assert [group.name for group in maintainer.groups.all()] == ["Maintainer"]
    assert not maintainer.user_permissions.exists()


def beyond(how: str) -> User:
    user = with_password(person("mighty", "Reviewer"))
    if how == "superuser":
        user.is_superuser = True
        user.save()
    elif how == "right of its own":
        user.user_permissions.add(Permission.objects.get(codename="delete_user"))
    else:
        user.groups.add(Group.objects.create(name="Administrators"))
    return user


BEYOND = ("superuser", "right of its own", "another group")


@pytest.mark.parametrize("how", BEYOND)
def test_an_account_beyond_the_roles_is_only_looked_at(maintainer, how):
    user, client = beyond(how), signed_in(maintainer)
    give_app(user)
    page = client.get(change(user)).content.decode()
    assert user.password not in page
    assert 'name="username"' not in page
    data = {"username": "taken", "is_active": "on"}
    assert client.post(change(user), data).status_code == 403
    assert client.get(password_page(user)).status_code == 403
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    assert client.post(password_page(user), new).status_code == 403
    assert client.get(reset_page(user)).status_code == 403
    assert client.post(reset_page(user)).status_code == 403
    user.refresh_from_db()
    assert user.username == "mighty"
    assert user.check_password(PASSWORD)
    assert TOTPDevice.objects.filter(user=user).exists()


@pytest.mark.parametrize("name", ["", "Contributor", "Reviewer"])
def test_other_roles_have_no_business_with_accounts(name, contributor):
    client = signed_in(person("somebody", name))
    for address in (changelist(User), change(contributor), ADD, password_page(contributor)):
        assert client.get(address).status_code == 403
    assert client.post(reset_page(contributor)).status_code == 403


def test_nobody_deletes_an_account(maintainer, staff, contributor):
    for user in (maintainer, staff):
        client = signed_in(user)
        address = reverse("admin:editorial_user_delete", args=[contributor.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403
        data = {"action": "delete_selected", "_selected_action": [contributor.pk], "post": "yes"}
        client.post(changelist(User), data)
    assert User.objects.filter(pk=contributor.pk).exists()


def test_ones_own_password_is_changed_where_the_old_one_is_asked(maintainer):
    client = signed_in(with_password(maintainer))
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    response = client.post(password_page(maintainer), new)
    assert response["Location"] == reverse("admin:password_change")
    maintainer.refresh_from_db()
    assert maintainer.check_password(PASSWORD)


def test_a_deactivated_account_is_out_at_once_and_stays_out(maintainer, contributor):
    theirs = Client()
    type_password(theirs, with_password(contributor))
    assert is_in(theirs)
    saved(maintainer, contributor, is_active=None)
    assert not is_in(theirs)
    assert type_password(Client(), contributor).status_code == 200
    saved(maintainer, contributor, is_active="on")
    assert not is_in(theirs), "the old session does not wake up"


def test_a_role_that_is_taken_is_gone_at_once(maintainer, reviewer):
    client = signed_in(reviewer)
    assert client.get("/admin/editorial/proposal/").status_code == 200
    saved(maintainer, reviewer, groups=[])
    assert client.get("/admin/editorial/proposal/").status_code == 403


def test_a_password_set_by_a_maintainer_ends_the_sessions(maintainer, contributor):
    theirs = Client()
    type_password(theirs, with_password(contributor))
    new = {
        "usable_password": "true",
        "password1": "another horse battery",
        "password2": "another horse battery",
    }
    assert signed_in(maintainer).post(password_page(contributor), new).status_code == 302
    assert not is_in(theirs)
    assert type_password(Client(), contributor).status_code == 200
    assert type_password(Client(), contributor, "another horse battery").status_code == 302


# The second factor of others.


@pytest.fixture
def asked(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def keeper(asked, maintainer):
    give_app(with_password(maintainer))
    return maintainer


def test_a_maintainer_resets_the_second_factor_of_somebody(keeper, contributor):
    give_app(with_password(contributor))
    client, theirs = sign_in(keeper), sign_in(contributor)
    assert reset_page(contributor) in client.get(change(contributor)).content.decode()
    assert "speak to the person first" in client.get(reset_page(contributor)).content.decode()
    assert TOTPDevice.objects.filter(user=contributor).exists(), "looking resets nothing"
    client.post(reset_page(contributor))
    assert not TOTPDevice.objects.filter(user=contributor).exists()
    assert not StaticDevice.objects.filter(user=contributor).exists()
    assert not is_in(theirs)
    assert type_password(Client(), contributor)["Location"] == SET_UP
    event = AuditEvent.objects.get(kind=AuditKind.SECOND_FACTOR_RESET)
    assert (event.actor, event.about) == (keeper, contributor)


def test_nobody_resets_their_own_second_factor(keeper, staff):
    give_app(with_password(staff))
    for user in (keeper, staff):
        client = sign_in(user)
        assert reset_page(user) not in client.get(change(user)).content.decode()
        assert client.post(reset_page(user)).status_code == 403
        assert TOTPDevice.objects.filter(user=user).exists()


def test_a_superuser_resets_that_of_a_maintainer(asked, staff, maintainer):
    for user in (staff, maintainer):
        give_app(with_password(user))
    sign_in(staff).post(reset_page(maintainer))
    assert not TOTPDevice.objects.filter(user=maintainer).exists()


def test_secrets_have_no_page_in_the_admin(staff, contributor):
    give_app(contributor)
    client = signed_in(staff)
    assert "otp" not in client.get("/admin/").content.decode().lower()
    for address in ("/admin/otp_totp/totpdevice/", "/admin/otp_static/staticdevice/"):
        assert client.get(address).status_code == 404


def test_the_server_helps_the_last_superuser(staff, capsys):
    give_app(staff)
    call_command("reset_second_factor", "editor")
    assert "sets up a new" in capsys.readouterr().out
    assert not TOTPDevice.objects.exists()
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_the_list_says_who_has_a_second_factor(maintainer, contributor):
    give_app(contributor)
    page = signed_in(maintainer).get(changelist(User))
    having = {user.username: user.has_app for user in page.context["cl"].result_list}
    assert having["contributor"]
    assert not having["maintainer"]


def test_the_list_costs_the_same_for_many(maintainer, django_assert_num_queries):
    client = signed_in(maintainer)
    client.get(changelist(User))
    with django_assert_num_queries(8):
        client.get(changelist(User))
    for number in range(5):
        give_app(factories.user(f"one-{number}", is_staff=True))
    with django_assert_num_queries(8):
        client.get(changelist(User))
