"""The operations as OpenAPI. django-ninja, which writes it, is large: import this module late."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import NinjaAPI, Path
from ninja.openapi.schema import OpenAPISchema
from ninja.utils import contribute_operation_args

from therapies.api import asking, document, keys
from therapies.api.operations import OF_LISTS, START, Operation


class ReferenceAPI(NinjaAPI):
    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        return document.completed(super().get_openapi_schema(*args, **kwargs))


def openapi(request: HttpRequest) -> HttpResponse:
    asking.of_nothing(request.GET)
    servers = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    return document.response(described() | {"servers": servers})


def described() -> dict[str, Any]:
    """The document in the language of the request; it changes with the code alone."""
    return _described(get_language() or "")


@cache
def _described(language: str) -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix=reverse("api:lists")))


api = ReferenceAPI(
    title="immunoref",
    version="1.0.0",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)


def _describe(operation: Operation) -> None:
    parts = keys.parameters(operation.model) if operation.model else {}
    for name, lookup in parts.items():
        words = str(keys.field_of(operation.model, lookup).verbose_name)
        contribute_operation_args(operation.view, name, str, Path(..., description=words))
    api.default_router.add_api_operation(
        operation.path,
        ["GET"],
        operation.view,
        operation_id=operation.name,
        tags=[operation.group],
    )


for _each in (START, Operation("/openapi.json", openapi, document.OPENAPI, "start"), *OF_LISTS):
    _describe(_each)
