"""The admin of every entry: an edit becomes a proposal, and what is live stays live."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial import workflow
from editorial.choices import Status
from editorial.models import Proposal, Version
from editorial.workflow import RefusedError
from therapies import loading, publishing, versions
from therapies.admin import restoring
from therapies.admin.base import SMALL_TEXT
from therapies.admin.entry_form import EntryForm
from therapies.admin.relations import KnownRelationsInline
from therapies.canonical import cited, entry_records
from therapies.models import Entry, NotFound, Source, Statement

LONGEST_NUMBER = 18
PUBLISHING = ("status", "published_at", "published_by", "reviewed_on", "reviewed_by")


class StatementInline(KnownRelationsInline, admin.StackedInline):
    model = Statement
    fk_name = "entry"
    autocomplete_fields = ("source",)
    fields = (("section", "audience", "position"), "text", ("source", "locator"), "note")
    formfield_overrides = SMALL_TEXT


class NotFoundInline(admin.TabularInline):
    model = NotFound
    fk_name = "entry"
    extra = 0
    classes = ("collapse",)


class OverdueFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("overdue", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.overdue() if self.value() == "overdue" else queryset


class EntryAdmin(admin.ModelAdmin):
    """Saving proposes. The form, its rows and all their rules are Django's own."""

    form = EntryForm
    change_form_template = "admin/entry_form.html"
    inlines: Any = (StatementInline, NotFoundInline)
    list_display: Any = ("name", "status", "reviewed_on", "review_due_on")
    list_filter: Any = ("status", "reviewed_on")
    search_fields: Any = ("name", "slug", "synonyms")
    readonly_fields: Any = PUBLISHING
    prepopulated_fields = {"slug": ("name",)}
    formfield_overrides = SMALL_TEXT
    actions = ("propose_retirement", "propose_return")
    own_fields: tuple[Any, ...] = ()
    ordering = ("name",)

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*self.list_filter, OverdueFilter)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.confirm_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_confirm"
        return [path("<int:pk>/confirm/", view, name=name), *super().get_urls()]

    def confirm_view(self, request: Any, pk: int) -> HttpResponse:
        """Still true: which sources were opened again, and by whom."""
        if not request.user.has_perm(workflow.PUBLISH):
            raise PermissionDenied
        entry = self.model.objects.published().filter(pk=pk).first()
        if entry is None:
            raise Http404
        sources = Source.objects.filter(slug__in=cited(entry_records(entry))).order_by("title")
        if request.method == "POST":
            opened = list(sources.filter(slug__in=request.POST.getlist("source")))
            if opened:
                note = request.POST.get("note", "")[: publishing.LONGEST_REASON]
                publishing.confirm(
                    entry.entry_ptr, request.user, timezone.localdate(), opened, note
                )
                messages.success(
                    request, _("Confirmed: the public sees that it was reviewed today.")
                )
                return HttpResponseRedirect(
                    reverse(f"admin:therapies_{self.opts.model_name}_change", args=[pk])
                )
            messages.error(request, _("Say which sources you opened again: at least one."))
        context = self.admin_site.each_context(request) | {
            "title": _("Still true? %(entry)s") % {"entry": entry},
            "opts": self.opts,
            "entry": entry,
            "sources": sources,
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            (None, {"fields": (("name", "slug"), "synonyms", *self.own_fields)}),
            (
                _("Publishing and review"),
                {
                    "fields": (
                        ("status", "published_at", "published_by"),
                        ("reviewed_on", "reviewed_by", "review_due_on"),
                    )
                },
            ),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An address that was public keeps working."""
        if obj is None or obj.status == Status.DRAFT:
            return (*self.readonly_fields, "review_due_on")
        return (*self.readonly_fields, "review_due_on", "slug")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was public is retired, never removed."""
        return False

    def view_on_site(self, obj: Entry) -> str | None:
        return obj.get_absolute_url() if obj.status == Status.PUBLISHED else None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Its versions, of which one can be proposed again."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return restoring.page(self, request, self.get_object(request, object_id))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        form.proposal = getattr(request, "revised_proposal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's own view; whatever it writes is read as a proposal and then undone."""
        revised = self._revised(request)
        request.revised_proposal = revised
        if revised is None and request.method != "POST":
            return super().changeform_view(
                request, object_id, form_url, self._beside(object_id, extra_context)
            )
        with transaction.atomic():
            if revised is not None:
                loading.apply(versions.unpack(revised.content), is_trial=True)
            context = self._beside(object_id, extra_context)
            response = super().changeform_view(request, object_id, form_url, context)
            form = getattr(request, "saved_form", None)
            records = versions.unpack(versions.content_of(form.instance)) if form else []
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            transaction.set_rollback(True)
        if form is None:
            return response
        return self._propose(request, form, records)

    def _propose(self, request: Any, form: Any, records: list[Any]) -> HttpResponse:
        base = form.base
        if base is not None and not Version.objects.filter(pk=base.pk).exists():
            # Its first version was written and undone with the form; here it stays.
            base = versions.based_on_live(Entry.objects.get(slug=base.slug, entry_type=base.kind))
        try:
            proposal = publishing.propose(
                records,
                request.user,
                form.cleaned_data["reason"],
                base=base,
                revises=request.revised_proposal,
            )
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())
        text = _("Proposed. The public sees no change until somebody else publishes it.")
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:editorial_proposal_change", args=[proposal.pk]))

    def _revised(self, request: HttpRequest) -> Proposal | None:
        """The proposal whose author opens it again to change it."""
        asked = request.GET.get("proposal", "")
        if not asked.isascii() or not asked.isdigit() or len(asked) > LONGEST_NUMBER:
            if asked:
                raise Http404
            return None
        kind = self.model.TYPE.value
        found = Proposal.objects.open().filter(pk=asked, kind=kind, author=request.user).first()
        if found is None:
            raise Http404
        return found

    def _beside(self, object_id: str | None, extra: dict[str, Any] | None) -> dict[str, Any]:
        """What waits for this entry, and which version is live."""
        entry = Entry.objects.filter(pk=object_id).first() if (object_id or "").isdigit() else None
        if entry is None:
            return {"waiting": [], "live": None} | (extra or {})
        subject = (entry.entry_type, entry.slug)
        return {
            "waiting": Proposal.objects.open().of(*subject).for_list(),
            "live": Version.objects.of(*subject).without_content().first(),
        } | (extra or {})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kw)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.saved_form = form

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponse()

    def response_change(self, request: Any, obj: Any) -> HttpResponse:
        return HttpResponse()

    @admin.action(description=_("Propose to take off the public pages"), permissions=["change"])
    def propose_retirement(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._propose_status(request, queryset, Status.RETIRED, _("Taken off the public pages."))

    @admin.action(description=_("Propose to publish again"), permissions=["change"])
    def propose_return(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._propose_status(request, queryset, Status.PUBLISHED, _("Published again."))

    def _propose_status(self, request: Any, rows: QuerySet, status: Status, reason: Any) -> None:
        for entry in rows:
            try:
                publishing.propose_status(entry.entry_ptr, status, request.user, str(reason))
            except RefusedError as refusal:
                messages.error(request, f"{entry}: {refusal}")
            else:
                messages.success(request, _("Proposed: %(entry)s") % {"entry": entry})
