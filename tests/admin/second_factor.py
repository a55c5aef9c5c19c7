"""An app for codes, as a person would hold it, and the steps of signing in with it."""

import re
import time
from typing import Any

from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial import second_factor
from editorial.models import User

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"
CODE = "/admin/second-factor/"
SET_UP = "/admin/second-factor/set-up/"
OWN = "/admin/second-factor/own/"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def shown_code(user: User) -> str:
    """What the app shows now; a code that was typed before counts again, as it would later."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(device.bin_key):06}"


def wrong_code(user: User) -> str:
    """No code of the minutes around now."""
    key = TOTPDevice.objects.filter(user=user).latest("pk").bin_key
    near = {totp(key, t0=-30 * step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(10) if number not in near)


def give_app(user: User) -> list[str]:
    """As if it had been set up before; returns the recovery codes."""
    TOTPDevice.objects.create(user=user, name="app")
    return second_factor.renew_recovery_codes(user)


def type_password(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"username": user.username, "password": password}, **extra)


def sign_in(user: User) -> Client:
    """Both steps of somebody who has an app."""
    client = Client()
    type_password(client, user)
    assert client.post(CODE, {"code": shown_code(user)}).status_code == 302
    return client


def codes_on(response: Any) -> list[str]:
    return re.findall(r"\d{4}-\d{4}-\d{4}", response.content.decode())


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def later(monkeypatch: Any, seconds: float) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: now)
