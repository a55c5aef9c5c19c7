"""Telling the editors that something is wrong, without an account and without a cookie."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from editorial import allowances
from editorial.models import ErrorReport
from therapies.structured import Page


class ErrorReportForm(forms.ModelForm):
    # Hidden from people by the style sheet; programs fill in whatever they find.
    website = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))

    class Meta:
        model = ErrorReport
        fields = ("page", "claim", "message", "evidence")
        widgets = {
            "page": forms.HiddenInput,
            "claim": forms.HiddenInput,
            "message": forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
            "evidence": forms.TextInput(attrs={"maxlength": 500}),
        }

    def clean_page(self) -> str:
        """Only a path of this site, so that nobody plants a link to elsewhere."""
        page: str = self.cleaned_data["page"]
        if not _is_of_this_site(page):
            raise forms.ValidationError(_("That page is not part of this site."))
        return page


# A form that changes nothing on anybody's behalf needs no token, hence no cookie.
@csrf_exempt
def report_error(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        asked = {name: request.GET.get(name, "")[:300] for name in ("page", "claim")}
        if not _is_of_this_site(asked["page"]):
            asked["page"] = ""
        form = ErrorReportForm(initial=asked)
        return _form_page(request, form, bool(request.GET.get("sent")))
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, was_sent=False, status=400)
    allowance = allowances.count(request, allowances.REPORTS)
    if allowance.is_spent:
        form.add_error(None, _("That is enough for one hour. Nothing was sent; keep your text."))
        response = _form_page(request, form, was_sent=False, status=allowances.TOO_MANY)
        allowance.tell(response)
        return response
    if not form.cleaned_data["website"]:
        form.save()
    query = urlencode({"sent": "yes", "page": form.cleaned_data["page"]})
    return HttpResponseRedirect(f"{reverse('report')}?{query}")


def _form_page(
    request: HttpRequest, form: ErrorReportForm, was_sent: bool, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "was_sent": was_sent,
        "page": page if _is_of_this_site(page := form["page"].value() or "") else "",
        "described": Page(is_indexed=False),
    }
    response = render(request, "therapies/report.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_of_this_site(page: str) -> bool:
    try:
        resolve(page)
    except Resolver404:
        return False
    return True
