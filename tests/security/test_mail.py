"""The site sends no mail, so nothing that is typed becomes a header of one. Who adds mail finds
this, and tests its headers."""

import ast

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.test import Client

from tests.security.addresses import patterns
from tests.test_architecture import MODULES
from therapies.views import site

SENDING = ("django.core.mail", "smtplib", "django.contrib.auth.forms.PasswordResetForm")


def test_nothing_sends_mail():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = [getattr(node, "module", ""), *(each.name for each in node.names)]
                assert not [each for each in named if (each or "").startswith(SENDING)], path
            called = getattr(node, "attr", getattr(node, "id", ""))
            assert called not in ("send_mail", "email_user", "mail_admins", "EmailMessage"), path
    assert not [each for each in patterns() if "password_reset" in each.name]
    assert not (site_settings.ADMINS or site_settings.MANAGERS)


@pytest.mark.django_db
def test_nor_does_a_failure(monkeypatch):
    monkeypatch.setattr(site, "size_of_the_reference", None)
    assert Client(raise_request_exception=False).get("/").status_code == 500
    assert mail.outbox == []
