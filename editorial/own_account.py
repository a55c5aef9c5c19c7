"""What people do with their own account: set up the second factor, renew codes, change password."""

import time
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_otp import login as remember_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial import audit, second_factor, sign_in
from editorial.choices import AuditKind
from editorial.models import User
from editorial.sign_in import CodeForm, PendingPage, SitePage, Throttled

REPLACING = "replacing_second_factor"
REPLACING_MINUTES = 10


class SetUp(PendingPage, FormView):
    """The last step of a first sign-in, or of moving to another app."""

    template_name = "admin/set_up_second_factor.html"
    form_class = CodeForm
    title = gettext_lazy("Set up your second factor")

    def find(self, request: Any) -> User | None:
        """Who has an app already must have shown a code of it, or a recovery code."""
        if admin.site.has_permission(request) and settings.SECOND_FACTOR:
            began = request.session.get(REPLACING, 0)
            is_recent = time.time() - began <= REPLACING_MINUTES * 60
            return request.user if is_recent else None
        user = super().find(request)
        return None if user is None or second_factor.app_of(user) else user

    def device(self) -> TOTPDevice:
        session = self.request.session
        device = second_factor.begun(self.user, session.get(sign_in.BEGUN))
        if device is None:
            device = second_factor.begin(self.user)
            session[sign_in.BEGUN] = device.pk
        return device

    def get_form(self, form_class: Any = None) -> CodeForm:
        form = super().get_form(form_class)
        form.fields["code"].help_text = _("It changes every half minute.")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = self.device()
        return super().get_context_data(**kwargs) | {
            "secret": second_factor.secret(device),
            "picture": second_factor.picture(device),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        device = self.device()
        codes = second_factor.confirm(device, form.cleaned_data["code"])
        if codes is None:
            self.was_wrong(_("code"))
            form.add_error("code", _("The app shows another code. Wait for the next, type that."))
            return self.form_invalid(form)
        address = self.after()
        device.refresh_from_db()
        if self.request.user.is_authenticated:
            self.was_right()
            del self.request.session[REPLACING], self.request.session[sign_in.BEGUN]
            remember_device(self.request, device)
        else:
            sign_in.finish(self.request, self.user, device)
        audit.record(AuditKind.SECOND_FACTOR_SET, self.user, request=self.request)
        return show_codes(self.request, codes, address)


class OwnSecondFactor(Throttled, SitePage, FormView):
    """A session left open on a desk is not enough to take over the account: a code is asked for."""

    template_name = "admin/own_second_factor.html"
    form_class = CodeForm
    title = gettext_lazy("Your second factor")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.SECOND_FACTOR:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "app": second_factor.app_of(user),
            "codes_left": second_factor.recovery_codes_left(user),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        request = self.request
        device = second_factor.check(request.user, form.cleaned_data["code"])
        if device is None:
            self.was_wrong(_("code"))
            form.add_error("code", _("This code is wrong or no longer valid. Wait for the next."))
            return self.form_invalid(form)
        self.was_right()
        if second_factor.is_recovery(device):
            sign_in.tell_codes_left(request, request.user)
        if request.POST.get("step") == "replace":
            request.session[REPLACING] = int(time.time())
            return HttpResponseRedirect(reverse("admin:set_up_second_factor"))
        codes = second_factor.renew_recovery_codes(request.user)
        audit.record(AuditKind.RECOVERY_CODES_RENEWED, request.user, request=request)
        return show_codes(request, codes, reverse("admin:own_second_factor"))


def show_codes(request: HttpRequest, codes: list[str], address: str) -> HttpResponse:
    """In the answer itself: nothing keeps the codes until a next page could show them."""
    context = admin.site.each_context(request) | {
        "title": _("Your recovery codes"),
        "codes": codes,
        "address": address,
    }
    return render(request, "admin/recovery_codes.html", context)


class OwnPassword(Throttled, SitePage, PasswordChangeView):
    """Changing it ends all other sessions of the account: they hold a hash of the old one."""

    template_name = "registration/password_change_form.html"
    form_class = AdminPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")
    title = gettext_lazy("Change your password")

    def form_invalid(self, form: Any) -> HttpResponse:
        if "old_password" in form.errors:
            self.was_wrong(_("password"))
        else:
            self.was_right()
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        self.was_right()
        audit.record(AuditKind.PASSWORD_CHANGED, self.request.user, request=self.request)
        return super().form_valid(form)
