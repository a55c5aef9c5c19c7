"""The operations: two for each list, and one that says which lists there are."""

from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import NinjaAPI, Path
from ninja.openapi.schema import OpenAPISchema
from ninja.utils import contribute_operation_args

from therapies.api import asking, document, keys, problems
from therapies.api.ordering import Order
from therapies.api.resources import ALL, CLAIMS, Record, Resource
from therapies.api.serving import answer

View = Callable[..., HttpResponse]


class ReferenceAPI(NinjaAPI):
    """Errors go on to `serving`, which answers each as a problem."""

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        raise exc

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        return document.completed(super().get_openapi_schema(*args, **kwargs))


api = ReferenceAPI(
    title="immunoref",
    version="1.0.0",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)


def described() -> dict[str, Any]:
    """The OpenAPI document in the language of the request; it changes with the code alone."""
    return _described(get_language() or "")


@cache
def _described(language: str) -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def index(request: HttpRequest) -> HttpResponse:
    asking.of_nothing(request.GET)
    start = request.build_absolute_uri(reverse("api:lists")).rstrip("/")
    lists = [
        {
            "name": each.name,
            "meaning": str(each.listing.meaning),
            "links": {
                "self": request.build_absolute_uri(each.list_address()),
                "one": f"{start}{each.template}",
                "page": request.build_absolute_uri(reverse(each.listing.page))
                if each.listing.page
                else None,
            },
        }
        for each in ALL
    ]
    links = {
        "self": request.build_absolute_uri(),
        "openapi": request.build_absolute_uri(reverse("api:openapi")),
        "docs": request.build_absolute_uri(reverse("api:docs")),
    }
    return answer(request, {"links": links, "lists": lists})


def openapi(request: HttpRequest) -> HttpResponse:
    asking.of_nothing(request.GET)
    servers = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    return document.response(described() | {"servers": servers})


def list_of(resource: Resource) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        asked = asking.of_list(resource, request.GET)
        order = Order(resource.listing.rows(asked.filterset))
        rows = order.rows
        if asked.cursor:
            rows = order.after(asked.cursors.read(asked.cursor, order))
        found = list(rows[: asked.limit + 1])
        shown, following = found[: asked.limit], ""
        if len(found) > len(shown):
            cursor = asked.cursors.write(order.place(shown[-1]))
            following = _with_cursor(request, cursor)
        body: dict[str, Any] = {
            "links": {"self": request.build_absolute_uri(), "next": following or None}
        }
        if asked.wants_count:
            body["count"] = asked.filterset.qs.count()
        body["results"] = [resource.record(request, row, asked.fields) for row in shown]
        return answer(request, body, following)

    return view


def _with_cursor(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query[asking.CURSOR] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def detail_of(resource: Resource) -> View:
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        fields = asking.of_detail(resource, request.GET)
        lookups = keys.lookups(resource.model, parts)
        row = None
        if lookups is not None:
            row = resource.published().for_list().filter(**lookups).first()
        if row is None:
            raise problems.nothing()
        record = resource.record(request, row, fields)
        if resource.claims and (fields is None or CLAIMS in fields):
            record[CLAIMS] = _claims(request, resource, row)
        links = {"self": request.build_absolute_uri(resource.address(row))}
        return answer(request, {"links": links, "result": record})

    for name, lookup in keys.parameters(resource.model).items():
        described = str(keys.field_of(resource.model, lookup).verbose_name)
        contribute_operation_args(view, name, str, Path(..., description=described))
    return view


def _claims(request: HttpRequest, resource: Resource, row: Any) -> dict[str, list[Record]]:
    return {
        each.name: [each.record(request, claim, None) for claim in each.of(row)]
        for each in resource.claims
    }


def _add(path: str, view: View, name: str, tag: str) -> None:
    api.default_router.add_api_operation(
        path, ["GET"], view, operation_id=name, url_name=name, tags=[tag]
    )


_add("/", index, document.INDEX, "start")
_add("/openapi.json", openapi, document.OPENAPI, "start")
for _each in ALL:
    _add(f"/{_each.name}/", list_of(_each), _each.name, _each.group)
    _add(_each.template, detail_of(_each), f"{document.ONE_OF}{_each.name}", _each.group)
