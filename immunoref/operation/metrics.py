"""Figures for Prometheus, of what all processes share. Requests are counted from the log or by the
proxy: a process knows its own alone, and which of them is asked is chance.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from editorial.choices import ReportStatus
from editorial.models import ContentVersion, ErrorReport, HistoryHead, Proposal

KIND = "text/plain; version=0.0.4; charset=utf-8"


def metrics(request: HttpRequest) -> HttpResponse:
    """For who knows the token; for all others, and without one, it is not there."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    lines = []
    for name, meaning, value in figures():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {value}"]
    return HttpResponse("\n".join([*lines, ""]), content_type=KIND)


def figures() -> Iterator[tuple[str, str, float]]:
    content = ContentVersion.objects.first()
    number = content.pk if content else 0
    yield "immunoref_content_version", "Version of the content in force.", number
    changed = content.created_at.timestamp() if content else 0
    yield "immunoref_content_changed_seconds", "When it came into force, since 1970.", changed
    end = HistoryHead.objects.first()
    yield "immunoref_history_versions", "Versions in the history.", end.count if end else 0
    waiting = Proposal.objects.waiting().count()
    yield "immunoref_proposals_waiting", "Proposals that wait for a second person.", waiting
    new = ErrorReport.objects.filter(status=ReportStatus.NEW).count()
    yield "immunoref_error_reports_new", "Reports of errors that nobody has looked at.", new
