"""The parameters of addresses as OpenAPI describes them, from the filters of the lists."""

from typing import Any

from django.utils.translation import gettext as _
from django_filters import OrderingFilter

from therapies.api import asking
from therapies.api.resources import ALL, Resource
from therapies.filters.dates import DECADE, DecadeFacet, YearFilter
from therapies.filters.facets import (
    LONGEST_VALUE,
    MOST_VALUES,
    ChoiceFacet,
    Facet,
    RelationFacet,
    TreeFacet,
)
from therapies.models import Entry

Schema = dict[str, Any]
SLUG = "^[-a-zA-Z0-9_]+$"
SOMETHING = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"


def of_list(resource: Resource) -> list[Schema]:
    return [
        _of_api(name, resource) if filter_ is None else _of_filter(name, filter_, resource)
        for name, filter_ in asking.list_parameters(resource).items()
    ]


def of_detail(resource: Resource) -> list[Schema]:
    return [_fields(resource, with_claims=True)]


def _of_filter(name: str, filter_: Any, resource: Resource) -> Schema:
    label = str(filter_.label)
    if isinstance(filter_, OrderingFilter):
        choices = asking.sort_choices(resource)
        told = "; ".join(f"{value}: {text}" for value, text in choices.items())
        words = _("Order of the rows, a minus turns it round. Without it, the list's own. %(all)s.")
        schema: Schema = {"type": "string", "enum": list(choices)}
        return _parameter(name, words % {"all": told}, schema)
    if isinstance(filter_, Facet):
        several = {"minItems": 1, "maxItems": MOST_VALUES}
        items, words = _choices(filter_)
        schema = {"type": "array", "items": items, **several}
        told = _("%(label)s: one of the values given. %(choices)s")
        described = told % {"label": label, "choices": words}
        return _parameter(name, described, schema, style="form", explode=True)
    if isinstance(filter_, YearFilter):
        return _parameter(name, f"{label}.", {"type": "integer", "minimum": 1900, "maximum": 2100})
    text = {"type": "string", "maxLength": asking.LONGEST_TEXT, "pattern": SOMETHING}
    return _parameter(name, f"{label}.", text)


def _choices(facet: Facet) -> tuple[Schema, str]:
    """What one value may be, and the same in words."""
    if isinstance(facet, RelationFacet):
        words = _slugs_of(facet.model_of_choices)
        if isinstance(facet, TreeFacet):
            words = f"{words} {_('Each stands for everything below it too.')}"
        return {"type": "string", "pattern": SLUG, "maxLength": LONGEST_VALUE}, words
    if isinstance(facet, DecadeFacet):
        words = _("The first year of ten, such as 1990.")
        return {"type": "string", "pattern": DECADE}, words
    assert isinstance(facet, ChoiceFacet)
    told = "; ".join(f"{value}: {text}" for value, text in facet.labels.items())
    return {"type": "string", "enum": list(facet.labels)}, f"{told}."


def _slugs_of(model: Any) -> str:
    if model is Entry:
        return _("Slugs of entries.")
    (address,) = (each.list_address() for each in ALL if each.model is model)
    return _("Slugs of %(address)s.") % {"address": address}


def _of_api(name: str, resource: Resource) -> Schema:
    if name == asking.FIELDS:
        return _fields(resource, with_claims=False)
    if name == asking.LIMIT:
        words = _("Rows of an answer at most.")
        limit = {"type": "integer", "minimum": 1, "maximum": asking.MOST}
        return _parameter(name, words, {**limit, "default": asking.USUAL_LIMIT})
    if name == asking.COUNT:
        words = _("Whether to count the rows of the whole list.")
        return _parameter(name, words, {"type": "boolean", "default": False})
    words = _("Where to read on: taken from the link “next” of the answer before.")
    return _parameter(name, words, {"type": "string", "minLength": 1})


def _fields(resource: Resource, with_claims: bool) -> Schema:
    names = asking.field_names(resource, with_claims)
    words = _("Fields to answer with, with commas between. Without it, all.")
    schema = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
    return _parameter(asking.FIELDS, words, schema, style="form", explode=False)


def _parameter(name: str, description: str, schema: Schema, **more: Any) -> Schema:
    return {
        "in": "query",
        "name": name,
        "description": description,
        "required": False,
        "schema": schema,
        **more,
    }
