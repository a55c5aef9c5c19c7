"""Passwords are judged by their length and by lists, never by what they are made of."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import factories
from tests.admin.conftest import signed_in

GOOD = (
    "831947205663184",
    "correct horse battery staple",
    "ααααββββγγγγδδδδ",
    "      vyzq     ",
    "long enough " * 20,
)
BAD = (
    "abcdefgh1!XYZü",
    "password12345678",
    "Password-password!",
    "123456789012345",
    "i.m.m.u.n.o.r.e.f 12345678",
    "Immunotherapy Editor",
    "maria.montessori",
)


@pytest.mark.parametrize("password", GOOD)
def test_any_letters_do(db, password):
    validate_password(password, factories.user("maria.montessori"))


@pytest.mark.parametrize("password", BAD)
def test_short_and_listed_ones_are_refused(db, password):
    with pytest.raises(ValidationError):
        validate_password(password, factories.user("maria.montessori"))


@pytest.mark.parametrize("password", GOOD)
def test_one_is_set_and_asked_for_exactly_as_it_was_typed(db, password):
    user = factories.user("editor", is_staff=True, password="the one before this")
    data = {"old_password": "the one before this", "new_password1": password}
    page = signed_in(user).post(
        reverse("admin:password_change"), data | {"new_password2": password}
    )
    assert page.status_code == 302
    user.refresh_from_db()
    assert user.check_password(password)
    others = {password[:-1], password.strip(), password.upper()} - {password}
    assert not any(user.check_password(each) for each in others)
