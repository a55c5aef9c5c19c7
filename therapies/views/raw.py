"""The canonical records of an entry as they are."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from therapies.canonical import CanonicalEncoder, Record


def as_json(records: list[Record]) -> HttpResponse:
    return JsonResponse(
        records,
        encoder=CanonicalEncoder,
        safe=False,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


def not_a_format(asked: str) -> HttpResponse:
    text = _("“%(format)s” is not a format. Use json.") % {"format": asked[:40]}
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
