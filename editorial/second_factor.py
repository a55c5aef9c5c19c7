"""An app that shows codes, and recovery codes on paper: what django-otp keeps for an account.

A recovery code is kept as a keyed hash, so that whoever reads the database cannot use it.
"""

import base64
import secrets
from datetime import timedelta
from typing import Any

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial import throttle
from editorial.models import User

CODE_DIGITS = 6
RECOVERY_CODES = 10
# Twelve digits are 40 bits, guessed ten times in a quarter of an hour; digits are easily typed on
# any keyboard and no two of them look alike.
RECOVERY_DIGITS, RECOVERY_GROUP = 12, 4
FEW_LEFT = 3
HASH_LENGTH = 16


def was_shown(user: Any) -> bool:
    """Whether this session began with a code, of a device that is still in force."""
    return getattr(user, "otp_device", None) is not None


def app_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


@transaction.atomic
def begin(user: User) -> TOTPDevice:
    """A new secret, not yet in force. An earlier attempt at setting up is forgotten with it."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def begun(user: User, pk: object) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False, pk=pk).first()


def secret(device: TOTPDevice) -> str:
    """As it is typed into an app, in groups of four."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture(device: TOTPDevice) -> str:
    """The QR code as an address that is the picture itself: no other request carries the secret."""
    return segno.make_qr(device.config_url).svg_data_uri(scale=5, border=4, light="#fff")


@transaction.atomic
def confirm(device: TOTPDevice, code: str) -> list[str] | None:
    """Put the new secret in force, if the app shows its code; returns new recovery codes."""
    if verify_token(device.user, device.persistent_id, _typed(code)) is None:
        return None
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.refresh_from_db()
    device.confirmed = True
    device.save()
    return renew_recovery_codes(device.user)


def check(user: User, code: str) -> Device | None:
    """The device that a code belongs to. A recovery code is used up by it."""
    typed = _typed(code)
    if len(typed) == CODE_DIGITS and typed.isascii() and typed.isdecimal():
        device, token = app_of(user), typed
    else:
        device, token = _paper_of(user), _hashed(user, typed)
    if device is None:
        return None
    _forget_old_failures(device)
    return verify_token(user, device.persistent_id, token)


def is_recovery(device: Device) -> bool:
    return isinstance(device, StaticDevice)


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """The only moment at which the codes are known. Sessions begun by an earlier one go on."""
    paper, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    paper.token_set.all().delete()
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=paper, token=_hashed(user, _typed(code))) for code in codes
    )
    return codes


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(user: User) -> None:
    """The next sign-in sets up a new one."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _paper_of(user: User) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=user, confirmed=True).first()


def _new_code() -> str:
    digits = f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}"
    groups = range(0, RECOVERY_DIGITS, RECOVERY_GROUP)
    return "-".join(digits[start : start + RECOVERY_GROUP] for start in groups)


def _typed(code: str) -> str:
    """Without what people put between groups."""
    return "".join(sign for sign in code if sign not in "- \u00a0\u2011\u2013")


def _hashed(user: User, code: str) -> str:
    mac = salted_hmac("editorial.recovery_code", f"{user.pk}:{code}", algorithm="sha256")
    return mac.hexdigest()[:HASH_LENGTH]


def _forget_old_failures(device: TOTPDevice | StaticDevice) -> None:
    """django-otp doubles its delay with each failure and never forgets; here a window ends."""
    window_began = timezone.now() - timedelta(minutes=throttle.WINDOW_MINUTES)
    old = type(device).objects.filter(pk=device.pk, throttling_failure_timestamp__lt=window_began)
    old.update(throttling_failure_timestamp=None, throttling_failure_count=0)
