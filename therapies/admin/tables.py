"""Spreadsheets in the admin: download, send, look at what would change, propose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial import workflow
from editorial.workflow import RefusedError
from therapies import publishing
from therapies.differences import SectionChange
from therapies.tables import downloads, files, keeping, proposing
from therapies.tables.declared import SHEETS
from therapies.tables.refusals import RefusedFileError
from therapies.tables.sheets import Sheet

MOST_PROBLEMS_SHOWN = 200
MOST_ROWS_SHOWN = 300
LONGEST_NAME = 200


def _for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who may propose. A sheet is named in the address."""

    @wraps(view)
    def guarded(request: Any, **named: str) -> HttpResponse:
        if not request.user.has_perm(workflow.PROPOSE):
            raise PermissionDenied
        if "sheet" not in named:
            return view(request)
        sheet = SHEETS.get(named.pop("sheet"))
        if sheet is None:
            raise Http404
        return view(request, sheet, **named)

    return admin.site.admin_view(guarded)


def _page(request: Any, template: str, status: int = 200, **context: Any) -> HttpResponse:
    context |= admin.site.each_context(request)
    return TemplateResponse(request, f"admin/{template}.html", context, status=status)


@_for_editors
def index(request: Any) -> HttpResponse:
    return _page(request, "tables", title=_("Spreadsheets"), sheets=list(SHEETS.values()))


@_for_editors
def table(request: Any, sheet: Sheet) -> HttpResponse:
    """Everything to download, what each header means, and the place to send a file."""
    if request.method != "POST":
        return _sheet_page(request, sheet, None)
    sent = request.FILES.get("file")
    if sent is None:
        return _sheet_page(request, sheet, _("Choose a file."))
    if sent.size > files.MOST_BYTES:
        return _sheet_page(request, sheet, str(files.TOO_LARGE))
    keeping.keep(request.session, sheet.name, str(sent.name)[-LONGEST_NAME:], sent.read())
    return HttpResponseRedirect(reverse("table-check", args=[sheet.name]))


def _sheet_page(request: Any, sheet: Sheet, refusal: str | None) -> HttpResponse:
    headers = [
        {"name": name, "help": sheet.help(name), "is_key": name in sheet.key_headers}
        for name in sheet.headers
    ]
    return _page(
        request,
        "table",
        title=sheet.title,
        sheet=sheet,
        headers=headers,
        refusal=refusal,
        formats=files.FORMATS,
        status=400 if refusal else 200,
    )


@_for_editors
def download(request: HttpRequest, sheet: Sheet, what: str, file_format: str) -> HttpResponse:
    written = {"template": downloads.template, "live": downloads.live}
    if what not in written or file_format not in files.FORMATS:
        raise Http404
    name = sheet.name if what == "live" else f"{sheet.name}-template"
    return downloads.response(written[what](sheet), name, file_format)


def _with_report(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views of the file that the session keeps."""

    @wraps(view)
    def reading(request: Any, sheet: Sheet) -> HttpResponse:
        kept = keeping.kept(request.session, sheet.name)
        if kept is None:
            messages.error(request, _("The file is not kept here any more. Send it again."))
            return HttpResponseRedirect(reverse("table", args=[sheet.name]))
        try:
            report = proposing.check(sheet, *kept)
        except RefusedFileError as refusal:
            return _sheet_page(request, sheet, f"{kept[0]}: {refusal}")
        return view(request, sheet, report)

    return reading


@_for_editors
@_with_report
def check(request: Any, sheet: Sheet, report: proposing.Report) -> HttpResponse:
    """The dry run. Sent back with a reason, it becomes proposals."""
    reason = request.POST.get("reason", "")
    if request.method != "POST":
        return _check_page(request, sheet, report, reason)
    try:
        made = proposing.propose(report, request.POST.get("seen", ""), request.user, reason)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return _check_page(request, sheet, report, reason, status=409)
    keeping.forget(request.session)
    said = ngettext(
        "%(count)s proposal was made. The public sees no change until somebody else publishes it.",
        "%(count)s proposals were made. The public sees no change until somebody else publishes "
        "them.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return HttpResponseRedirect(f"{reverse('admin:editorial_proposal_changelist')}?whose=mine")


def _check_page(
    request: Any, sheet: Sheet, report: proposing.Report, reason: str, status: int = 200
) -> HttpResponse:
    shown, left = _shown(report)
    return _page(
        request,
        "table_check",
        title=sheet.title,
        sheet=sheet,
        report=report,
        file_name=request.session[keeping.SESSION_KEY]["name"],
        problems=report.problems[:MOST_PROBLEMS_SHOWN],
        shown=shown,
        left=left,
        reason=reason,
        longest_reason=publishing.LONGEST_REASON,
        status=status,
    )


def _shown(report: proposing.Report) -> tuple[list[dict[str, Any]], list[proposing.Change]]:
    """Changes row by row as far as a page can hold them, and those that are only counted."""
    shown: list[dict[str, Any]] = []
    room = MOST_ROWS_SHOWN
    for change in report.changes:
        if room <= 0:
            break
        sections = []
        for section in change.sections:
            rows = section.rows[: max(room, 0)]
            room -= len(section.rows)
            if rows:
                sections.append(SectionChange(section.title, rows))
        shown.append({"change": change, "sections": sections, "is_cut": room < 0})
    return shown, report.changes[len(shown) :]


@_for_editors
@_with_report
def errors(request: Any, sheet: Sheet, report: proposing.Report) -> HttpResponse:
    return downloads.response(downloads.errors(report.problems), f"{sheet.name}-errors", "csv")
