"""A total order of rows, and going on after the last row that was read.

The order is that of the list, then that of the natural key, so that no two rows are equal in it.
What is not known comes last. A cursor holds what the last row had in each term of the order, so it
stays good when rows come and go; it is signed, so that only our own are taken.
"""

import json
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from therapies.api.problems import Fault, refusal

NOTHING = Q(pk__in=[])


class Term(NamedTuple):
    name: str
    expression: Any
    is_descending: bool

    def as_order(self) -> OrderBy:
        by = F(self.name)
        return by.desc(nulls_last=True) if self.is_descending else by.asc(nulls_last=True)

    def beyond(self, value: Any) -> Q:
        if value is None:
            return NOTHING
        than = "lt" if self.is_descending else "gt"
        return Q(**{f"{self.name}__{than}": value}) | Q(**{f"{self.name}__isnull": True})

    def equal(self, value: Any) -> Q:
        if value is None:
            return Q(**{f"{self.name}__isnull": True})
        return Q(**{self.name: value})


class Order:
    """The order of a query's rows, made total."""

    def __init__(self, rows: QuerySet) -> None:
        model: Any = rows.model
        asked = list(rows.query.order_by)
        paths = {str(each).lstrip("-") for each in asked}
        asked += [lookup for lookup in model.key_lookups() if lookup not in paths]
        self.terms = [_term(number, each) for number, each in enumerate(asked)]
        self.rows = rows.annotate(**{term.name: term.expression for term in self.terms}).order_by(
            *(term.as_order() for term in self.terms)
        )

    def after(self, values: list[Any]) -> QuerySet:
        condition = NOTHING
        for term, value in reversed(list(zip(self.terms, values, strict=True))):
            condition = term.beyond(value) | (term.equal(value) & condition)
        return self.rows.filter(condition)

    def place(self, row: Model) -> list[Any]:
        return [getattr(row, term.name) for term in self.terms]


def _term(number: int, asked: Any) -> Term:
    name = f"order_{number}"
    if isinstance(asked, str):
        return Term(name, F(asked.removeprefix("-")), asked.startswith("-"))
    return Term(name, asked, is_descending=False)


class Cursors:
    """Cursors of one list in one order; those of another are refused."""

    def __init__(self, name: str, sort: str) -> None:
        self.signer = Signer(salt=f"therapies.api:{name}:{sort}")

    def write(self, values: list[Any]) -> str:
        plain = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
        return self.signer.sign_object(plain, compress=True)

    def read(self, cursor: str, order: Order) -> list[Any]:
        try:
            values = self.signer.unsign_object(cursor)
        except BadSignature:
            values = None
        if not isinstance(values, list) or len(values) != len(order.terms):
            reason = _(
                "This is no cursor of this list in this order. Follow the link “next” of an "
                "answer, or start again without a cursor."
            )
            raise refusal([Fault("cursor", reason)])
        return values
