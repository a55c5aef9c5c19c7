"""The OpenAPI document: what django-ninja knows of the operations, completed from the lists."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from therapies.api import parameters, schemas
from therapies.api.problems import CONTENT_TYPE as PROBLEM
from therapies.api.problems import TITLES
from therapies.api.resources import ALL, Resource
from therapies.api.schemas import Schema, reference
from therapies.api.serving import answer_headers

INDEX, OPENAPI = "lists", "openapi"
ONE_OF = "one-of-"
JSON = "application/json"
ANYWHERE = (400, 405, 414, 429, 431, 500)


def response(document: dict[str, Any]) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"
    return HttpResponse(text, content_type=JSON)


def completed(document: Any) -> Any:
    operations = {path["get"]["operationId"]: path["get"] for path in document["paths"].values()}
    operations[INDEX] |= {
        "summary": _("What there is"),
        "description": _("Every list with its address."),
        "responses": _responses(schemas.index()),
    }
    operations[OPENAPI] |= {
        "summary": _("This document"),
        "description": _("What the API answers, by OpenAPI 3.1."),
        "responses": _responses({"type": "object"}, is_of_content=False),
    }
    for resource in ALL:
        _complete(resource, operations[resource.name], operations[f"{ONE_OF}{resource.name}"])
    document["info"] |= {"description": _about(), "license": _licence()}
    document["tags"] = _tags()
    document["components"] = {
        "schemas": schemas.shared() | _records(),
        "headers": answer_headers(),
        "responses": _problems(),
    }
    return document


def _complete(resource: Resource, several: Schema, one: Schema) -> None:
    meaning = str(resource.listing.meaning)
    several |= {
        "summary": _("List of %(name)s") % {"name": resource.name},
        "description": meaning,
        "parameters": parameters.of_list(resource),
        "responses": _responses(schemas.many(resource)),
    }
    told = _("With all its claims.") if resource.claims else ""
    one |= {
        "summary": _("One of %(name)s") % {"name": resource.name},
        "description": f"{meaning} {told}".strip(),
        "parameters": [*map(_described, one["parameters"]), *parameters.of_detail(resource)],
        "responses": _responses(schemas.one(resource), 404),
    }


def _described(parameter: Schema) -> Schema:
    """A part of a natural key: any text, so written that it stays one part of an address."""
    words = parameter["description"]
    text = {"type": "string", "minLength": 1}
    return {
        "in": "path",
        "name": parameter["name"],
        "description": _("Part of the natural key: %(words)s.") % {"words": words},
        "required": True,
        "schema": text,
    }


def _responses(schema: Schema, *more: int, is_of_content: bool = True) -> dict[str, Schema]:
    headers = {
        name: reference(name, "headers")
        for name, header in answer_headers().items()
        if is_of_content or header.get("required")
    }
    found: dict[str, Schema] = {
        "200": {
            "description": _("What was asked for."),
            "headers": headers,
            "content": {JSON: {"schema": schema}},
        },
        "304": {"description": _("What was asked for is what you have."), "headers": headers},
    }
    for status in sorted((*ANYWHERE, *more)):
        found[str(status)] = reference(f"Problem{status}", "responses")
    return found


def _problems() -> dict[str, Schema]:
    own = {
        405: {"Allow": {"schema": {"type": "string"}, "required": True}},
        429: {"Retry-After": {"schema": {"type": "integer"}, "required": True}},
    }
    allowance = {name: reference(name, "headers") for name in ("RateLimit", "RateLimit-Policy")}
    return {
        f"Problem{status}": {
            "description": str(title),
            "headers": allowance | own.get(status, {}),
            "content": {PROBLEM: {"schema": reference("Problem")}},
        }
        for status, title in TITLES.items()
    }


def _records() -> dict[str, Schema]:
    records = {schemas.component(each): schemas.record(each) for each in ALL}
    with_claims = {
        schemas.component(each, "WithClaims"): schemas.record(each, with_claims=True)
        for each in ALL
        if each.claims
    }
    return records | with_claims


def _about() -> str:
    return _(
        "The whole reference for reading: every entry and every claim, by the same filters as "
        "the pages. Nothing needs a key. Fields are called as in the downloads and keep their "
        "names. Every address also answers HEAD and OPTIONS."
    )


def _licence() -> Schema:
    return {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}


def _tags() -> list[Schema]:
    return [
        {"name": "start", "description": _("Where to begin.")},
        {"name": "entries", "description": _("Things with a page, each with all its claims.")},
        {"name": "claims", "description": _("Facts about entries, each with its source.")},
        {"name": "vocabularies", "description": _("Words, documents and authorities.")},
    ]
