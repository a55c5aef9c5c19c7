"""When a session ends by itself, and ending somebody's sessions."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial import second_factor
from editorial.models import User

BEGAN, SEEN = "began_at", "seen_at"
# Being seen is written this seldom: a session is a row of the database.
SEEN_EVERY = 60


def begin(request: HttpRequest) -> None:
    """Just signed in; a session that went before it does not count."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def end_of(user: User) -> None:
    """End all sessions of an account, so that none of them wakes up when it is active again."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


class SessionLimitsMiddleware:
    """Ends sessions that were idle or open for too long, and any without the second factor.

    A reader without a session costs nothing here, and their answers stay free of `Vary: Cookie`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            reason = self._over(request)
            if reason:
                logout(request)
                messages.info(request, reason)
        return self.get_response(request)

    def _over(self, request: Any) -> str:
        now = int(time.time())
        session = request.session
        began = session.setdefault(BEGAN, now)
        seen = session.setdefault(SEEN, now)
        if settings.SECOND_FACTOR and not second_factor.was_shown(request.user):
            return _("Log in again: this site now asks for a second factor.")
        if now - seen > settings.SESSION_IDLE_HOURS * 3600:
            return _("You were logged out, because nothing was done for %(hours)s hours.") % {
                "hours": settings.SESSION_IDLE_HOURS
            }
        if now - began > settings.SESSION_HOURS * 3600:
            return _("You were logged out: a session lasts %(hours)s hours at most.") % {
                "hours": settings.SESSION_HOURS
            }
        if now - seen > SEEN_EVERY:
            session[SEEN] = now
        return ""
