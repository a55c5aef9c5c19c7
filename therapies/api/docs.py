"""The documentation for people, from the document for programs."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from therapies.api import schemas
from therapies.api.asking import MOST, USUAL_LIMIT
from therapies.api.openapi import described
from therapies.api.problems import TITLES
from therapies.api.resources import ALL, LINKS, Resource


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    told = described()
    operations = {each["get"]["operationId"]: each["get"] for each in told["paths"].values()}
    groups = [
        {
            "name": tag["name"],
            "description": tag["description"],
            "lists": [_list(each, operations) for each in ALL if each.group == tag["name"]],
        }
        for tag in told["tags"]
    ]
    context = {
        "about": told["info"]["description"],
        "groups": [group for group in groups if group["lists"]],
        "problems": [{"status": status, "title": title} for status, title in TITLES.items()],
        "headers": [
            {"name": name, "description": header["description"]}
            for name, header in told["components"]["headers"].items()
        ],
        "examples": _examples(request),
        "most_a_minute": settings.API_REQUESTS_PER_MINUTE,
        "usual_limit": USUAL_LIMIT,
        "most_rows": MOST,
        "root": reverse("api:lists"),
        "openapi": reverse("api:openapi"),
    }
    return render(request, "therapies/api.html", context)


def _list(resource: Resource, operations: dict[str, Any]) -> dict[str, Any]:
    several = operations[resource.name]
    fields = schemas.record(resource)["properties"]
    return {
        "name": resource.name,
        "description": several["description"],
        "address": resource.list_address(),
        "one": f"{reverse('api:lists').rstrip('/')}{resource.template}",
        "parameters": [
            {
                "name": parameter["name"],
                "type": type_in_words(parameter["schema"], parameter.get("explode", False)),
                "description": parameter["description"],
            }
            for parameter in several["parameters"]
        ],
        "fields": [
            {
                "name": name,
                "type": type_in_words(schema),
                "description": schema["description"],
            }
            for name, schema in fields.items()
            if name != LINKS
        ],
        "claims": [each.name for each in resource.claims],
    }


def type_in_words(schema: dict[str, Any], is_repeated: bool = False) -> str:
    kind = schema["type"]
    if kind == "array":
        several = _("%(kind)s, may be given again") if is_repeated else _("list of %(kind)s")
        return several % {"kind": schema["items"]["type"]}
    if isinstance(kind, list):
        kind = _("%(kind)s or null") % {"kind": kind[0]}
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _examples(request: HttpRequest) -> list[dict[str, str]]:
    def address(name: str, **query: Any) -> str:
        text = f"{request.build_absolute_uri(reverse('api:lists'))}{name}"
        return f"{text}?{urlencode(query, safe=',')}" if query else text

    chosen = {"kind": "cancer", "fields": "name,first_approved", "count": "true"}
    return [
        {
            "meaning": _("Cancer drugs, name and first approval only, with their number"),
            "command": f"curl '{address('drugs/', **chosen)}'",
        },
        {
            "meaning": _("One drug with all its claims"),
            "command": f"curl '{address('drugs/pembrolizumab/')}'",
        },
        {
            "meaning": _("The highest rates of colitis first"),
            "command": f"curl '{address('rates/', side_effect='colitis', sort='-percent')}'",
        },
        {
            "meaning": _("Only if it changed since: the tag that the answer before had"),
            "command": f"curl -H 'If-None-Match: \"…\"' '{address('drugs/', limit=MOST)}'",
        },
    ]
