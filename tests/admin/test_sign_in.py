"""Signing in by password and code: nothing opens before both, guessing ends, sessions end."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial import second_factor, throttle
from editorial.choices import AuditKind
from editorial.models import AuditEvent
from tests.admin.conftest import person
from tests.admin.second_factor import (
    CODE,
    LOGIN,
    OWN,
    PASSWORD,
    SET_UP,
    codes_on,
    give_app,
    is_in,
    later,
    shown_code,
    sign_in,
    type_password,
    with_password,
    wrong_code,
)

pytestmark = pytest.mark.django_db
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


@pytest.fixture
def asked(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def editor(reviewer):
    return with_password(reviewer)


@pytest.fixture
def equipped(asked, editor):
    """An editor who has an app."""
    give_app(editor)
    return editor


def kinds() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_without_a_second_factor_the_password_is_enough(client, editor):
    response = type_password(client, editor)
    assert response["Location"] == "/admin/"
    assert is_in(client)
    assert kinds() == [AuditKind.SIGNED_IN]
    assert client.get(OWN).status_code == 404
    assert OWN not in client.get("/admin/").content.decode()


def test_first_sign_in_leads_to_setting_up(client, asked, editor):
    assert type_password(client, editor)["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    device = TOTPDevice.objects.get()
    assert second_factor.secret(device) in page
    assert "data:image/svg+xml" in page
    assert not is_in(client)
    response = client.post(SET_UP, {"code": shown_code(editor)})
    codes = codes_on(response)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert is_in(client)
    assert kinds() == [AuditKind.SIGNED_IN, AuditKind.SECOND_FACTOR_SET]
    assert not set(codes) & set(StaticToken.objects.values_list("token", flat=True))
    again = client.get(OWN).content.decode()
    assert "10 recovery codes are left" in again
    assert not any(code in again for code in codes)


def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(client, asked, editor):
    type_password(client, editor)
    client.get(SET_UP)
    before = TOTPDevice.objects.get().key
    response = client.post(SET_UP, {"code": wrong_code(editor)})
    assert "shows another code" in response.content.decode()
    assert (TOTPDevice.objects.get().key, TOTPDevice.objects.get().confirmed) == (before, False)
    assert not is_in(client)


def test_a_secret_seen_by_another_session_is_not_set_up(asked, editor):
    """Who knows the password alone cannot leave a secret lying there for its owner to confirm."""
    mine, theirs = Client(), Client()
    type_password(theirs, editor)
    theirs.get(SET_UP)
    known = TOTPDevice.objects.get().key
    type_password(mine, editor)
    mine.get(SET_UP)
    assert TOTPDevice.objects.get().key != known


def test_password_then_code(client, equipped):
    assert type_password(client, equipped)["Location"] == CODE
    assert not is_in(client)
    assert client.get(CODE).status_code == 200
    assert client.post(CODE, {"code": shown_code(equipped)})["Location"] == "/admin/"
    assert is_in(client)


def test_nothing_opens_between_the_two_steps(client, equipped, drug):
    type_password(client, equipped)
    for address in ("/admin/", OWN, "/admin/password_change/", "/admin/therapies/drug/"):
        assert client.get(address)["Location"].startswith(LOGIN)
    assert client.get(SET_UP)["Location"] == LOGIN, "an app is not replaced by a password"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_session_without_the_second_factor_ends(client, equipped):
    client.force_login(equipped)
    assert not client.get("/").wsgi_request.user.is_authenticated
    assert not is_in(client)


def test_one_goes_where_one_wanted_to_go_and_never_to_another_site(client, equipped):
    for wanted, reached in (
        ("/admin/editorial/proposal/", "/admin/editorial/proposal/"),
        ("https://example.org/", "/admin/"),
    ):
        data = {"username": equipped.username, "password": PASSWORD, "next": wanted}
        client.post(LOGIN, data)
        assert client.post(CODE, {"code": shown_code(equipped)})["Location"] == reached
        client.logout()


@pytest.mark.parametrize("address", [CODE, SET_UP])
def test_steps_begin_with_the_password(client, asked, editor, address):
    for response in (client.get(address), client.post(address, {"code": "123456"})):
        assert response["Location"] == LOGIN
    assert not TOTPDevice.objects.exists()


def test_the_second_step_waits_some_minutes_only(client, equipped, monkeypatch):
    type_password(client, equipped)
    code = shown_code(equipped)
    later(monkeypatch, 601)
    assert client.post(CODE, {"code": code})["Location"] == LOGIN
    assert not is_in(client)


def test_a_password_changed_between_the_steps_counts(client, equipped):
    type_password(client, equipped)
    equipped.set_password("another horse")
    equipped.save()
    assert client.post(CODE, {"code": shown_code(equipped)})["Location"] == LOGIN


def test_a_code_counts_once(equipped):
    code = shown_code(equipped)
    first, second = Client(), Client()
    type_password(first, equipped)
    type_password(second, equipped)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 200
    assert not is_in(second)


@pytest.mark.parametrize("written", ["{}", " {} ", "{:.9}"])
def test_spaces_in_a_code_do_not_matter(client, equipped, written):
    type_password(client, equipped)
    code = shown_code(equipped)
    client.post(CODE, {"code": written.format(f"{code[:3]} {code[3:]}")})
    assert is_in(client)


@pytest.mark.parametrize("typed", ["", "abcdef", "٣٤٥٦٧٨", "0" * 40, "1234-5678-9012"])
def test_nonsense_for_a_code_is_refused_in_words(client, equipped, typed):
    type_password(client, equipped)
    assert client.post(CODE, {"code": typed}).status_code == 200
    assert not is_in(client)


def test_a_recovery_code_counts_once(asked, editor):
    codes = give_app(editor)
    for expected in (True, False):
        client = Client()
        type_password(client, editor)
        response = client.post(CODE, {"code": codes[0].replace("-", " ")}, follow=True)
        assert is_in(client) is expected
    assert "no longer valid" in response.content.decode()
    used = AuditEvent.objects.get(kind=AuditKind.RECOVERY_CODE_USED)
    assert (used.about, used.detail) == (editor, "9 left")


def test_recovery_codes_are_of_one_account(equipped, contributor):
    other = with_password(contributor)
    codes = give_app(other)
    client = Client()
    type_password(client, equipped)
    client.post(CODE, {"code": codes[0]})
    assert not is_in(client)


def test_the_last_recovery_codes_are_announced(asked, editor):
    codes = give_app(editor)
    StaticToken.objects.filter(pk__in=StaticToken.objects.values("pk")[:7]).delete()
    client = Client()
    type_password(client, editor)
    text = client.post(CODE, {"code": codes[-1]}, follow=True).content.decode()
    assert "2 are left" in text


def test_new_recovery_codes_end_the_old_ones(asked, editor):
    old = give_app(editor)
    client = sign_in(editor)
    assert codes_on(client.get(OWN)) == []
    assert codes_on(client.post(OWN, {"code": wrong_code(editor), "step": "renew"})) == []
    new = codes_on(client.post(OWN, {"code": shown_code(editor), "step": "renew"}))
    assert len(new) == 10
    assert second_factor.check(editor, old[0]) is None
    StaticDevice.objects.update(throttling_failure_count=0)
    assert second_factor.check(editor, new[0])
    assert AuditKind.RECOVERY_CODES_RENEWED in kinds()


def test_moving_to_another_app_needs_the_present_one(equipped):
    client, other = sign_in(equipped), sign_in(equipped)
    old = TOTPDevice.objects.get()
    assert client.get(SET_UP)["Location"] == LOGIN
    client.post(OWN, {"code": wrong_code(equipped), "step": "replace"})
    assert client.get(SET_UP).status_code == 302
    client.post(OWN, {"code": shown_code(equipped), "step": "replace"})
    assert client.get(SET_UP).status_code == 200
    assert TOTPDevice.objects.filter(confirmed=True).get() == old, "until the new one is confirmed"
    assert len(codes_on(client.post(SET_UP, {"code": shown_code(equipped)}))) == 10
    assert TOTPDevice.objects.get().key != old.key
    assert is_in(client)
    assert not is_in(other)
    assert client.get(SET_UP).status_code == 302


# Guessing.


def guess(client, username, times, **extra):
    for _ in range(times):
        response = client.post(LOGIN, {"username": username, "password": "wrong"}, **extra)
    return response


def test_an_account_is_guessed_at_ten_times(client, editor, contributor):
    assert guess(client, editor.username, 10).status_code == 200
    for response in (guess(client, editor.username, 1), type_password(client, editor)):
        assert response.status_code == 429
        assert "15 minutes" in response.content.decode()
        assert response["Retry-After"] == "900"
    assert type_password(client, editor, **ELSEWHERE).status_code == 429
    assert type_password(Client(), with_password(contributor)).status_code == 302
    assert kinds().count(AuditKind.SIGN_IN_FAILED) == 10
    assert kinds().count(AuditKind.SIGN_IN_REFUSED) == 1


@pytest.mark.parametrize("username", ["REVIEWER", " reviewer ", "ｒｅｖｉｅｗｅｒ"])
def test_another_way_to_write_the_name_is_no_way_around(client, editor, username):
    guess(client, username, 10)
    assert type_password(client, editor).status_code == 429


def test_unknown_names_are_counted_and_answered_alike(client, editor):
    known = guess(client, editor.username, 10)
    unknown = guess(client, "nobody", 10)
    same = "Please enter the correct"
    assert same in known.content.decode()
    assert same in unknown.content.decode()
    assert guess(client, "nobody", 1).status_code == 429
    assert AuditEvent.objects.filter(about=None).count() == 11


def test_an_address_guesses_thirty_times(client, editor):
    for number in range(30):
        assert guess(client, f"name-{number}", 1).status_code == 200
    assert type_password(client, editor).status_code == 429
    assert type_password(client, editor, **ELSEWHERE).status_code == 302


def test_an_address_of_ipv6_is_its_network(client, editor):
    for number in range(30):
        guess(client, f"name-{number}", 1, REMOTE_ADDR=f"2001:db8:1:1::{number}")
    assert type_password(client, editor, REMOTE_ADDR="2001:db8:1:1:9::1").status_code == 429
    assert type_password(client, editor, REMOTE_ADDR="2001:db8:1:2::1").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_it_wrote(client, editor, settings):
    settings.BEHIND_PROXY = True
    for number in range(30):
        said = f"192.0.2.{number}, 198.51.100.7"
        guess(client, f"name-{number}", 1, HTTP_X_FORWARDED_FOR=said)
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.7"}
    assert type_password(client, editor, **forged).status_code == 429


def test_a_refusal_ends_with_its_window(client, editor, monkeypatch, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    guess(client, editor.username, 10)
    later(monkeypatch, throttle.WINDOW - 60)
    assert guess(client, editor.username, 5).status_code == 429
    later(monkeypatch, 120)
    assert type_password(client, editor).status_code == 302, "trying on does not prolong it"


def test_guessing_at_one_account_does_not_shut_out_the_office(client, editor, contributor):
    guess(client, editor.username, 60)
    assert type_password(client, with_password(contributor)).status_code == 302


def test_signing_in_forgets_what_was_typed_wrong(client, editor):
    for _ in range(4):
        guess(client, editor.username, 5)
        assert type_password(client, editor).status_code == 302
        client.logout()


def test_codes_are_guessed_ten_times(equipped):
    """A right password between the guesses does not buy new ones."""
    client = Client()
    for _ in range(10):
        type_password(client, equipped)
        response = client.post(CODE, {"code": wrong_code(equipped)})
        assert response.status_code == 200
    assert client.post(CODE, {"code": shown_code(equipped)}).status_code == 429
    assert not is_in(client)


def test_the_librarys_own_delay_ends_with_the_window_too(client, equipped):
    device = TOTPDevice.objects.get()
    device.throttling_failure_count = 30
    device.throttling_failure_timestamp = device.created_at
    device.save()
    type_password(client, equipped)
    code = f"{second_factor_code(device)}"
    assert client.post(CODE, {"code": code}).status_code == 200, "its delay holds"
    TOTPDevice.objects.update(throttling_failure_timestamp="2020-01-01T00:00:00Z")
    assert client.post(CODE, {"code": code}).status_code == 302


def second_factor_code(device):
    kept = device.throttling_failure_count
    code = shown_code(device.user)
    TOTPDevice.objects.update(throttling_failure_count=kept)
    return code


def test_the_password_is_not_guessed_from_an_open_session(client, editor):
    type_password(client, editor)
    data = {"old_password": "wrong", "new_password1": "x", "new_password2": "x"}
    for _ in range(10):
        client.post(reverse("admin:password_change"), data)
    assert client.post(reverse("admin:password_change"), data).status_code == 429
    assert is_in(client), "who is signed in works on"


@pytest.mark.parametrize("username", ["x" * 5000, "", "\ud7ff\u202e"])
def test_odd_names_are_refused_in_words(client, db, username):
    assert guess(client, username, 1).status_code == 200


# Sessions.


def test_the_key_of_the_session_changes_at_each_step(client, equipped):
    keys = []
    client.get(LOGIN)
    type_password(client, equipped)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": shown_code(equipped)})
    keys.append(client.session.session_key)
    type_password(client, equipped)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert "password_was_right" not in sign_in(equipped).session


@pytest.mark.parametrize(("hours", "stays"), [(7.9, True), (8.1, False)])
def test_an_idle_session_ends(client, editor, monkeypatch, hours, stays):
    type_password(client, editor)
    later(monkeypatch, hours * 3600)
    assert is_in(client) is stays
    if not stays:
        assert "nothing was done for 8 hours" in client.get(LOGIN).content.decode()


def test_a_session_that_is_used_ends_after_a_day(client, editor, monkeypatch):
    type_password(client, editor)
    for _ in range(3):
        later(monkeypatch, 7.9 * 3600)
        assert is_in(client)
    later(monkeypatch, 0.5 * 3600)
    assert not is_in(client)
    assert type_password(client, editor).status_code == 302
    assert is_in(client), "and a new one begins anew"


def test_signing_out_ends_the_session_on_the_server(client, equipped):
    client = sign_in(equipped)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    assert is_in(stolen)
    client.post(reverse("admin:logout"))
    assert not is_in(client)
    assert not is_in(stolen)
    assert kinds()[-1] == AuditKind.SIGNED_OUT


def test_changing_the_password_ends_the_other_sessions(equipped):
    here, there = sign_in(equipped), sign_in(equipped)
    new = "another horse battery staple"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post(reverse("admin:password_change"), data).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert kinds()[-1] == AuditKind.PASSWORD_CHANGED


def test_readers_get_no_session(client, asked):
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", [LOGIN, CODE, SET_UP, OWN])
def test_pages_of_signing_in_are_kept_by_nobody(equipped, address):
    client = Client()
    type_password(client, equipped)
    assert "no-store" in client.get(address)["Cache-Control"]


def test_page_for_the_wrong_person_says_so(client, db):
    stranger = person("stranger")
    stranger.is_staff = False
    stranger.save()
    client.force_login(stranger)
    assert "may not open this page" in client.get("/admin/", follow=True).content.decode()
