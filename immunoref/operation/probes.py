"""What a balancer asks. It asks machines by their address and without TLS, so this is answered
before hosts and schemes are checked, and nothing in it depends on either.
"""

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from editorial.models import ContentVersion
from therapies.reading import digest

logger = logging.getLogger(__name__)

OK = "ok"
UNAVAILABLE = 503


class ProbesMiddleware:
    """`/healthz`: this process answers. `/readyz`: it has what it needs to serve readers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path_info == "/readyz":
            return readyz()
        return self.get_response(request)


def readyz() -> HttpResponse:
    found = {"database": said_of(_database), "migrations": "not asked", "reference": "not asked"}
    if found["database"] == OK:
        found["migrations"] = said_of(_migrations)
    if found["migrations"] == OK:
        found["reference"] = said_of(_reference)
    lacking = [name for name, said in found.items() if said != OK]
    # Told, but no reason to send readers elsewhere: all that would be elsewhere is the same.
    told = {"cache": said_of(_cache)}
    if not lacking:
        told["fixtures"] = said_of(_fixtures)
    answer = {"ready": not lacking} | found | told
    return JsonResponse(
        answer,
        status=UNAVAILABLE if lacking else HttpResponse.status_code,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"indent": 1},
    )


def said_of(ask: Callable[[], str]) -> str:
    """What is wrong in our words; why is in the log, for it may name hosts."""
    try:
        return ask()
    except Exception:
        logger.exception("not ready")
        return "does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    missing = _known() - MigrationRecorder(connection).applied_migrations().keys()
    return f"{len(missing)} not applied" if missing else OK


def _reference() -> str:
    return OK if ContentVersion.objects.exists() else "nothing is loaded"


def _cache() -> str:
    caches["pages"].set("probe", OK, 1)
    return OK if caches["pages"].get("probe") == OK else "keeps nothing"


def _fixtures() -> str:
    loaded = ContentVersion.objects.exclude(digest="").first()
    if loaded is None:
        return "never loaded"
    if loaded.digest == _shipped(Path(settings.FIXTURE_DIRS[0])):
        return OK
    return f"loaded on {loaded.created_at:%Y-%m-%d}; those of this release are others"


@cache
def _shipped(directory: Path) -> str:
    """Files of a release do not change while it runs."""
    return digest(directory)
