"""What a request asks for: the filters of the list's page, and four parameters of the API.

Whatever is not understood is refused, all of it in one answer.
"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import OrderingFilter

from therapies.api.ordering import Cursors
from therapies.api.problems import Fault, echo, refusal
from therapies.api.resources import CLAIMS, Resource
from therapies.filters.base import SORT, FacetedFilterSet
from therapies.filters.dates import YearFilter
from therapies.filters.facets import Facet

LIMIT, CURSOR, FIELDS, COUNT = "limit", "cursor", "fields", "count"
USUAL_LIMIT, MOST = 50, 500
FLAGS = {"true": True, "false": False}
LONGEST_TEXT = 100
LONGEST_NUMBER = 4


@dataclass(frozen=True)
class Asked:
    filterset: FacetedFilterSet
    fields: frozenset[str] | None
    limit: int
    cursor: str
    wants_count: bool
    cursors: Cursors


def list_parameters(resource: Resource) -> dict[str, Any]:
    """Filters by name; the parameters of the API itself stand for None."""
    filters: dict[str, Any] = dict(resource.listing.filterset_class.base_filters)
    return filters | dict.fromkeys((FIELDS, LIMIT, CURSOR, COUNT))


def field_names(resource: Resource, with_claims: bool = False) -> list[str]:
    names = [column.name for column in resource.columns]
    return [*names, CLAIMS] if with_claims and resource.claims else names


def sort_choices(resource: Resource) -> dict[str, str]:
    """Orders with their labels; a minus before the name turns an order round."""
    filters = resource.listing.filterset_class.base_filters
    if SORT not in filters:
        return {}
    choices = filters[SORT].extra["choices"]
    return {value: str(label) for value, label in choices}


def of_list(resource: Resource, query: QueryDict) -> Asked:
    known = list_parameters(resource)
    faults = _misused(query, known)
    fields = _fields(query, field_names(resource), faults)
    limit = _limit(query, faults)
    count = _flag(query, faults)
    sort = query.get(SORT, "")
    if sort and SORT in known and sort not in sort_choices(resource):
        choices = ", ".join(sort_choices(resource))
        faults.append(Fault(SORT, _not_one_of(sort, choices)))
    faults += [fault for name, each in known.items() for fault in _unreadable(name, each, query)]
    faulty = {fault.parameter for fault in faults}
    filterset = resource.listing.filtered(_filters_of(query, known, faulty))
    faults += _refused(filterset)
    if faults:
        raise refusal(faults)
    cursors = Cursors(resource.name, sort)
    return Asked(filterset, fields, limit, query.get(CURSOR, ""), count, cursors)


def of_detail(resource: Resource, query: QueryDict) -> frozenset[str] | None:
    """The chosen fields."""
    faults = _misused(query, {FIELDS: None})
    fields = _fields(query, field_names(resource, with_claims=True), faults)
    if faults:
        raise refusal(faults)
    return fields


def of_nothing(query: QueryDict) -> None:
    if faults := _misused(query, {}):
        raise refusal(faults)


def _misused(query: QueryDict, known: dict[str, Any]) -> list[Fault]:
    faults = []
    for name, values in query.lists():
        if name not in known:
            others = ", ".join(known) or _("none")
            reason = _("There is no parameter of this name. Those of this address: %(names)s.")
            faults.append(Fault(echo(name), reason % {"names": others}))
        elif not all(values):
            faults.append(Fault(name, _("It is empty. Leave it out, or give a value.")))
        elif len(values) > 1 and not isinstance(known[name], Facet):
            faults.append(Fault(name, _("It may be given once.")))
    return faults


def _unreadable(name: str, filter_: Any, query: QueryDict) -> list[Fault]:
    """Texts and years that the form of the page takes with less care."""
    value = query.get(name, "")
    if not value or filter_ is None or isinstance(filter_, Facet | OrderingFilter):
        return []
    if isinstance(filter_, YearFilter):
        if not _is_number(value):
            return [Fault(name, _("“%(value)s” is not a year.") % {"value": echo(value)})]
    elif not value.strip():
        return [Fault(name, _("It is empty. Leave it out, or give a value."))]
    elif len(value) > LONGEST_TEXT:
        reason = _("It has more than %(most)s letters.") % {"most": LONGEST_TEXT}
        return [Fault(name, reason)]
    return []


def _filters_of(query: QueryDict, known: dict[str, Any], faulty: set[str]) -> QueryDict:
    """What the filter set is to judge: what is not refused already."""
    filters = query.copy()
    for name in list(filters):
        if known.get(name) is None or name in faulty:
            del filters[name]
    return filters


def _refused(filterset: FacetedFilterSet) -> list[Fault]:
    if filterset.is_valid():
        return []
    names = {str(facet.label): name for name, facet in filterset.facets.items()}
    return [
        Fault(name, str(error))
        for name, errors in filterset.form.errors.items()
        for error in errors
    ] + [
        Fault(names[label], _("There is no “%(value)s”.") % {"value": echo(value)})
        for label, value in filterset.unknown
    ]


def _fields(query: QueryDict, known: list[str], faults: list[Fault]) -> frozenset[str] | None:
    asked = query.get(FIELDS)
    if not asked:
        return None
    names = asked.split(",")
    choices = ", ".join(known)
    faults += [Fault(FIELDS, _not_one_of(name, choices)) for name in names if name not in known]
    return frozenset(names)


def _limit(query: QueryDict, faults: list[Fault]) -> int:
    value = query.get(LIMIT) or str(USUAL_LIMIT)
    if _is_number(value) and 1 <= int(value) <= MOST:
        return int(value)
    reason = _("“%(value)s” is not a whole number from 1 to %(most)s.")
    faults.append(Fault(LIMIT, reason % {"value": echo(value), "most": MOST}))
    return USUAL_LIMIT


def _flag(query: QueryDict, faults: list[Fault]) -> bool:
    value = query.get(COUNT) or "false"
    if value not in FLAGS:
        faults.append(Fault(COUNT, _not_one_of(value, ", ".join(FLAGS))))
    return FLAGS.get(value, False)


def _not_one_of(value: str, choices: str) -> str:
    reason = _("“%(value)s” is not one of: %(choices)s.")
    return reason % {"value": echo(value), "choices": choices}


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
