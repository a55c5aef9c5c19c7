"""Signing in: the password, then a code. Until both were right nobody is signed in at all.

Between the two steps an anonymous session remembers whose password was right, for a few minutes;
there is no half signed-in person that some page could take for a whole one.
"""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp.models import Device

from editorial import addresses, audit, second_factor, sessions, throttle
from editorial.choices import AuditKind
from editorial.models import User
from editorial.throttle import TooManyError

PENDING = "password_was_right"
BEGUN = "second_factor_begun"
PENDING_MINUTES = 10
BACKEND = "django.contrib.auth.backends.ModelBackend"


class CodeInput(forms.PasswordInput):
    """Seen while it is typed; what was wrong is not typed after."""

    input_type = "text"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six digits from your app, or one of your recovery codes."),
        max_length=40,
        widget=CodeInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SitePage:
    """A page in the frame of the admin."""

    title: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return admin.site.each_context(self.request) | {"title": self.title} | context  # type: ignore[attr-defined]


class Throttled:
    """A form that takes a secret: each attempt counts until it proves right."""

    request: Any

    def account(self) -> str:
        return str(self.request.user.get_username())

    def whom(self) -> User | None:
        return self.request.user

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            throttle.attempt(self.account(), addresses.of(request))
        except TooManyError as refusal:
            if refusal.is_first:
                audit.record(AuditKind.SIGN_IN_REFUSED, self.whom(), request=request)
            return too_many(request)
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def was_right(self) -> None:
        throttle.succeeded(self.account(), addresses.of(self.request))

    def was_wrong(self, detail: str) -> None:
        audit.record(AuditKind.SIGN_IN_FAILED, self.whom(), request=self.request, detail=detail)


def too_many(request: HttpRequest) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Too many attempts"),
        "minutes": throttle.WINDOW_MINUTES,
    }
    response = render(request, "admin/too_many.html", context, status=429)
    response["Retry-After"] = str(throttle.WINDOW)
    return response


class PasswordStep(Throttled, SitePage, LoginView):
    template_name = "admin/sign_in.html"
    authentication_form = AdminAuthenticationForm
    title = gettext_lazy("Log in")

    def account(self) -> str:
        return str(self.request.POST.get("username", ""))

    def whom(self) -> User | None:
        return User.objects.filter(username=self.account()).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def form_invalid(self, form: Any) -> HttpResponse:
        self.was_wrong(_("password"))
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        address = self.get_success_url()
        if not settings.SECOND_FACTOR:
            finish(self.request, user, None)
            return HttpResponseRedirect(address)
        self.was_right()
        self.request.session.flush()
        self.request.session[PENDING] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "at": int(time.time()),
            "next": address,
        }
        has_one = second_factor.app_of(user) is not None
        step = "admin:second_factor" if has_one else "admin:set_up_second_factor"
        return HttpResponseRedirect(reverse(step))


class PendingPage(Throttled, SitePage):
    """For somebody whose password was right a moment ago; others are sent to begin."""

    user: User

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = self.find(request)
        if user is None:
            if PENDING in request.session:
                messages.info(request, _("That took too long. Begin with your password again."))
            return HttpResponseRedirect(reverse("admin:login"))
        self.user = user
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def find(self, request: HttpRequest) -> User | None:
        return pending(request)

    def account(self) -> str:
        return self.user.get_username()

    def whom(self) -> User:
        return self.user

    def after(self) -> str:
        return str(self.request.session.get(PENDING, {}).get("next") or reverse("admin:index"))


class CodeStep(PendingPage, FormView):
    template_name = "admin/second_factor.html"
    form_class = CodeForm
    title = gettext_lazy("Second step")

    def find(self, request: HttpRequest) -> User | None:
        user = super().find(request)
        return user if user and second_factor.app_of(user) else None

    def get_form(self, form_class: Any = None) -> CodeForm:
        """Elsewhere there is something to read before the field."""
        form = super().get_form(form_class)
        form.fields["code"].widget.attrs["autofocus"] = True
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        device = second_factor.check(self.user, form.cleaned_data["code"])
        if device is None:
            self.was_wrong(_("code"))
            form.add_error("code", _("This code is wrong or no longer valid. Wait for the next."))
            return self.form_invalid(form)
        address = self.after()
        finish(self.request, self.user, device)
        if second_factor.is_recovery(device):
            tell_codes_left(self.request, self.user)
        return HttpResponseRedirect(address)


def pending(request: HttpRequest) -> User | None:
    """Whose password was right, if that was a moment ago and nothing changed since."""
    noted = request.session.get(PENDING) or {}
    if time.time() - noted.get("at", 0) > PENDING_MINUTES * 60:
        return None
    user = User.objects.filter(pk=noted["user"], is_active=True, is_staff=True).first()
    return user if user and user.get_session_auth_hash() == noted["hash"] else None


def finish(request: HttpRequest, user: User, device: Device | None) -> None:
    """Both steps were right (or the second is not asked for): a new session begins."""
    request.session.pop(PENDING, None)
    request.session.pop(BEGUN, None)
    if device is not None:
        user.otp_device = device  # type: ignore[attr-defined]
    login(request, user, backend=BACKEND)
    sessions.begin(request)
    throttle.succeeded(user.get_username(), addresses.of(request))
    throttle.clear(user.get_username())
    audit.record(AuditKind.SIGNED_IN, user, request=request)


def tell_codes_left(request: HttpRequest, user: User) -> None:
    left = second_factor.recovery_codes_left(user)
    audit.record(AuditKind.RECOVERY_CODE_USED, user, request=request, detail=_("%d left") % left)
    words = ngettext(
        "That recovery code is used up; %d is left.",
        "That recovery code is used up; %d are left.",
        left,
    )
    say = messages.warning if left <= second_factor.FEW_LEFT else messages.info
    say(request, words % left)
