"""The versions of an entry, of which any can be proposed again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial import workflow
from editorial.models import Proposal, User, Version
from editorial.workflow import RefusedError
from therapies import chronicle, loading, publishing, versions
from therapies.models import Entry
from therapies.reading import BrokenFixtureError


def page(model_admin: Any, request: Any, entry: Entry | None) -> HttpResponse:
    if entry is None:
        raise Http404
    if not model_admin.has_view_permission(request, entry):
        raise PermissionDenied
    if request.method != "POST":
        return _page(model_admin, request, entry)
    number, reason = request.POST.get("number", ""), request.POST.get("reason", "")
    try:
        proposal = _propose(entry, number, request.user, reason)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        typed = {"number": number, "reason": reason}
        return _page(model_admin, request, entry, typed, status=409)
    text = _("Proposed. The public sees no change until somebody else publishes it.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("admin:editorial_proposal_change", args=[proposal.pk]))


def _page(
    model_admin: Any, request: Any, entry: Entry, typed: Any = None, status: int = 200
) -> HttpResponse:
    try:
        shown, steps = chronicle.page_of(entry.entry_type, entry.slug, request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
    context = model_admin.admin_site.each_context(request) | {
        "title": _("History of %(name)s") % {"name": entry},
        "opts": model_admin.opts,
        "original": entry,
        "page": shown,
        "steps": steps,
        "can_propose": request.user.has_perm(workflow.PROPOSE),
        "typed": typed or {},
    }
    return TemplateResponse(request, "admin/entry_history.html", context, status=status)


def _propose(entry: Entry, number: str, by: User, reason: str) -> Proposal:
    is_number = number.isascii() and number.isdigit() and len(number) <= chronicle.LONGEST_NUMBER
    subject = Version.objects.of(entry.entry_type, entry.slug)
    version = subject.filter(number=number).first() if is_number else None
    if version is None:
        raise RefusedError(_("Choose the version that is to be restored."))
    _try(version)
    return publishing.propose_again(version, by, reason)


def _try(version: Version) -> None:
    """Refuse what the reference of today cannot hold any more."""
    try:
        with transaction.atomic():
            loading.apply(versions.unpack(version.content), is_trial=True)
            transaction.set_rollback(True)
    except BrokenFixtureError as error:
        raise RefusedError(_("It cannot be restored: %(why)s") % {"why": error}) from error
