"""The queue of proposals, and the page on which one is looked at and decided."""

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial import workflow
from editorial.choices import ProposalStatus, Status
from editorial.models import Proposal
from editorial.read_only import ReadOnlyAdmin
from editorial.workflow import RefusedError
from therapies import loading, publishing
from therapies.applying import trial_id
from therapies.choices import EntryType
from therapies.chronicle import LONGEST_NUMBER
from therapies.models import Entry
from therapies.reading import BrokenFixtureError


class StateFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("all", _("All")), *ProposalStatus.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        state = self.value() or ProposalStatus.WAITING
        return queryset if state == "all" else queryset.filter(status=state)

    def choices(self, changelist: Any) -> Any:
        asked = self.value() or ProposalStatus.WAITING
        for value, label in self.lookup_choices:
            yield {
                "selected": str(value) == asked,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class WhoseFilter(admin.SimpleListFilter):
    title = gettext_lazy("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("mine", _("Mine")), ("others", _("Not mine"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        if self.value() == "mine":
            return queryset.filter(author=request.user)
        return queryset.exclude(author=request.user) if self.value() == "others" else queryset


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return EntryType.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Longest waiting first. Who proposed a change does not publish it."""

    list_display = ("name", "kind_name", "summary", "author", "status", "changed_at")
    list_filter = (StateFilter, WhoseFilter, KindFilter)
    search_fields = ("name", "slug", "reason", "author__username")
    list_per_page = 50
    ordering = ("changed_at",)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_name(self, proposal: Proposal) -> str:
        return str(EntryType(proposal.kind).label)

    @admin.display(description=gettext_lazy("what changes and why"))
    def summary(self, proposal: Proposal) -> str:
        return proposal.reason[:120]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).for_list()

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        own = [path("<int:pk>/preview/", preview, name="editorial_proposal_preview")]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        proposal = self._found(request, object_id)
        if request.method == "POST":
            return self._step(request, proposal)
        return self._page(request, proposal, {})

    def _found(self, request: HttpRequest, object_id: object) -> Proposal:
        if not self.has_view_permission(request):
            raise Http404
        number = str(object_id)
        is_number = number.isascii() and number.isdigit()
        found = Proposal.objects.filter(pk=number).first() if is_number else None
        if found is None:
            raise Http404
        return found

    def _page(
        self, request: Any, proposal: Proposal, typed: dict[str, str], status: int = 200
    ) -> HttpResponse:
        now = publishing.standing(proposal)
        is_own = proposal.author_id == request.user.pk
        may_decide = request.user.has_perm(workflow.PUBLISH)
        may_override = request.user.has_perm(workflow.OVERRIDE)
        context = self.admin_site.each_context(request) | {
            "title": _("Proposal: %(name)s") % {"name": proposal.name},
            "opts": self.opts,
            "proposal": proposal,
            "kind": EntryType(proposal.kind).label,
            "now": now,
            "comments": proposal.comments.select_related("author"),
            "is_own": is_own,
            "can_publish": proposal.status == ProposalStatus.WAITING
            and may_decide
            and (not is_own or may_override)
            and not (now.is_outdated and now.merged.conflicts),
            "can_send_back": proposal.status == ProposalStatus.WAITING and may_decide,
            "edit_address": self._edit_address(proposal),
            "typed_comment": typed.get("comment", ""),
            "typed_decision": typed.get("publish", "") or typed.get("send_back", ""),
        }
        return TemplateResponse(request, "admin/proposal.html", context, status=status)

    def _edit_address(self, proposal: Proposal) -> str:
        """Where its author changes it: the entry's own form, filled from the proposal."""
        entry = Entry.objects.filter(entry_type=proposal.kind, slug=proposal.slug).first()
        pk = entry.pk if entry else trial_id(Entry, [proposal.kind, proposal.slug])
        model = proposal.kind.replace("_", "")
        return f"{reverse(f'admin:therapies_{model}_change', args=[pk])}?proposal={proposal.pk}"

    def _step(self, request: Any, proposal: Proposal) -> HttpResponse:
        step, text = request.POST.get("step", ""), request.POST.get("text", "")
        seen = request.POST.get("seen", "")
        try:
            if step == "publish":
                is_number = seen.isascii() and seen.isdigit() and len(seen) <= LONGEST_NUMBER
                number = int(seen) if is_number else None
                publishing.publish(proposal, request.user, text, seen=number)
                done = _("Published. The public sees it now.")
            elif step == "send_back":
                workflow.send_back(proposal, request.user, text)
                done = _("Sent back to its author.")
            elif step == "withdraw":
                workflow.withdraw(proposal, request.user)
                done = _("Withdrawn.")
            elif step == "comment":
                workflow.comment(proposal, request.user, text)
                done = _("Comment added.")
            else:
                raise RefusedError(_("That step is not known."))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return self._page(request, self._found(request, proposal.pk), {step: text}, status=409)
        messages.success(request, done)
        return HttpResponseRedirect(request.path)

    def preview(self, request: Any, pk: int) -> HttpResponse:
        """The public page as it would be: written, shown and undone."""
        proposal = self._found(request, pk)
        now = publishing.standing(proposal)
        with transaction.atomic():
            try:
                entry, _outcome = loading.apply(now.records, is_trial=True)
            except BrokenFixtureError as error:
                messages.error(request, _("It cannot be shown: %(why)s") % {"why": error})
                return HttpResponseRedirect(
                    reverse("admin:editorial_proposal_change", args=[proposal.pk])
                )
            if entry.status != Status.RETIRED:
                workflow.publish(entry, request.user)
            response = self._public_page(request, entry, proposal)
            transaction.set_rollback(True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _public_page(self, request: Any, entry: Entry, proposal: Proposal) -> HttpResponse:
        if entry.status == Status.RETIRED:
            text = _("It would not be public any more.")
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        address = entry.get_absolute_url()
        reader = copy(request)
        reader.path = reader.path_info = address
        reader.method, reader.user = "GET", AnonymousUser()
        voices = {name: request.GET[name] for name in ("voice",) if name in request.GET}
        reader.GET = QueryDict(mutable=True)
        reader.GET.update(voices)
        reader.preview = proposal
        view, args, kwargs = resolve(address)
        response = view(reader, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response
