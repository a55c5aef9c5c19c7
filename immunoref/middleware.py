"""Response headers that Django 5.2 does not send itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SecurityHeadersMiddleware:
    """Content-Security-Policy from SECURE_CSP (the name Django 6 reads) and two fixed policies."""

    FIXED = {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        for name, value in self.FIXED.items():
            response.headers.setdefault(name, value)
        return response
