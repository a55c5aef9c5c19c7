"""JSON schemas of the answers, from the meanings and types of the columns."""

from typing import Any

from django.utils.translation import gettext as _

from therapies.api.resources import CLAIMS, LINKS, Resource
from therapies.exports import FieldType

Schema = dict[str, Any]
ADDRESS: Schema = {"type": "string", "format": "uri"}
OF_TYPE: dict[FieldType, Schema] = {
    FieldType.TEXT: {"type": "string"},
    FieldType.INTEGER: {"type": ["integer", "null"]},
    FieldType.NUMBER: {"type": ["number", "null"]},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": ["string", "null"], "format": "date"},
    FieldType.LIST: {"type": "array", "items": {"type": "string"}},
}


def component(resource: Resource, ending: str = "") -> str:
    """drugs → Drugs, safety-datasets → SafetyDatasets."""
    return "".join(word.capitalize() for word in resource.name.split("-")) + ending


def reference(name: str, part: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{part}/{name}"}


def closed(properties: dict[str, Schema], required: list[str], **more: Any) -> Schema:
    """An object that has nothing else."""
    return {
        "type": "object",
        **more,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def record(resource: Resource, with_claims: bool = False) -> Schema:
    """Only the links are always there: a request may choose fields."""
    properties = {
        column.name: {**OF_TYPE[column.type], "description": str(column.meaning)}
        for column in resource.columns
    }
    properties[LINKS] = reference("Links")
    if with_claims:
        properties[CLAIMS] = closed(
            {each.name: _several(component(each)) for each in resource.claims},
            [each.name for each in resource.claims],
            description=_("What it says, each kind of claim as its own list gives it."),
        )
    return closed(properties, [LINKS], description=str(resource.listing.meaning))


def one(resource: Resource) -> Schema:
    """The answer with one record."""
    name = component(resource, "WithClaims" if resource.claims else "")
    return _answer({"links": closed({"self": ADDRESS}, ["self"]), "result": reference(name)})


def many(resource: Resource) -> Schema:
    """The answer with a page of a list."""
    own = {
        "links": reference("PageLinks"),
        "count": {
            "type": "integer",
            "minimum": 0,
            "description": _("Rows of the whole list, where it was asked for."),
        },
        "results": _several(component(resource)),
    }
    return _answer(own, optional="count")


def index() -> Schema:
    entry = closed(
        {
            "name": {"type": "string"},
            "meaning": {"type": "string"},
            "links": closed(
                {
                    "self": ADDRESS,
                    "one": {
                        "type": "string",
                        "description": _("Address of one row, its natural key in braces."),
                    },
                    "page": {"type": ["string", "null"], "format": "uri"},
                },
                ["self", "one", "page"],
            ),
        },
        ["name", "meaning", "links"],
    )
    names = ("self", "openapi", "docs")
    links = closed(dict.fromkeys(names, ADDRESS), list(names))
    return _answer({"links": links, "lists": {"type": "array", "items": entry}})


def _several(name: str) -> Schema:
    return {"type": "array", "items": reference(name)}


def _answer(own: dict[str, Schema], optional: str = "") -> Schema:
    head: dict[str, Schema] = {
        "version": reference("Version"),
        "licence": {"type": "string"},
        "attribution": {
            "type": "string",
            "description": _("How to name where this is from."),
        },
    }
    properties = head | own
    return closed(properties, [name for name in properties if name != optional])


def shared() -> dict[str, Schema]:
    """What many answers have."""
    page = {**ADDRESS, "description": _("Where readers see it.")}
    source = {
        "type": ["string", "null"],
        "format": "uri",
        "description": _("The page of the source; null where the row itself has none."),
    }
    following = {
        "type": ["string", "null"],
        "format": "uri",
        "description": _("Where to read on; null at the end."),
    }
    version = closed(
        {"number": {"type": "integer"}, "since": {"type": "string", "format": "date-time"}},
        ["number", "since"],
        description=_("The version of the content. It grows with each change."),
    )
    fault = closed(
        {"parameter": {"type": "string"}, "detail": {"type": "string"}}, ["parameter", "detail"]
    )
    problem = {
        "type": ADDRESS,
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": _("What is wrong, in words.")},
        "errors": {"type": "array", "items": fault},
    }
    return {
        "Links": closed(
            {"self": ADDRESS, "page": page, "source": source}, ["self", "page", "source"]
        ),
        "PageLinks": closed({"self": ADDRESS, "next": following}, ["self", "next"]),
        "Version": {"anyOf": [version, {"type": "null"}]},
        "Problem": closed(problem, list(problem), description=_("As RFC 9457 says it.")),
    }
