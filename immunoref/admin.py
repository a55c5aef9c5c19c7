"""The admin: who may enter it, and the reference's models grouped by subject."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from editorial import audit, own_account, second_factor, sign_in
from editorial.choices import AuditKind
from editorial.workflow import PROPOSE
from therapies import desk

SUBJECTS = (
    (_("Drugs"), ("Drug", "Name", "Production", "Target", "Route")),
    (_("Therapy types"), ("TherapyType",)),
    (_("Conditions"), ("Condition",)),
    (_("Approvals"), ("Indication", "Approval", "Warning", "Regulator")),
    (_("Safety"), ("SideEffect", "SafetyDataset", "Rate")),
    (_("Evidence"), ("Source", "Statement", "NotFound", "Comparison", "ClaimCheck")),
    (_("Research"), ("Country", "Institution", "Trial", "Milestone", "Product", "ResearchOutput")),
)
# Pages that are about no single model, in the form of Django's list of apps.
SPREADSHEETS = {
    "name": _("Spreadsheets"),
    "app_label": "tables",
    "app_url": reverse_lazy("tables"),
    "has_module_perms": True,
    "models": [
        {
            "name": _("Import and export"),
            "object_name": "Tables",
            "perms": {"view": True},
            "admin_url": reverse_lazy("tables"),
            "add_url": None,
            "view_only": True,
        }
    ],
}


class ReferenceAdminSite(AdminSite):
    site_header = _("immunoref: editing")
    site_title = _("immunoref")
    index_title = _("Your desk")
    empty_value_display = "–"

    def index(self, request: Any, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"desk": desk.of(request.user)} | (extra_context or {}))

    def gaps(self, request: HttpRequest) -> TemplateResponse:
        """What `check_reference` finds."""
        context = self.each_context(request) | {"title": _("Gaps"), "gaps": desk.gaps()}
        return TemplateResponse(request, "admin/gaps.html", context)

    def has_permission(self, request: Any) -> bool:
        """An active member of staff whose session began with both factors."""
        may = super().has_permission(request)
        return may and (not settings.SECOND_FACTOR or second_factor.was_shown(request.user))

    def get_urls(self) -> list[Any]:
        own = self.admin_view(own_account.OwnSecondFactor.as_view())
        return [
            path("gaps/", self.admin_view(self.gaps), name="gaps"),
            path("second-factor/", sign_in.CodeStep.as_view(), name="second_factor"),
            path(
                "second-factor/set-up/",
                own_account.SetUp.as_view(),
                name="set_up_second_factor",
            ),
            path("second-factor/own/", own, name="own_second_factor"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"asks_second_factor": settings.SECOND_FACTOR}

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return sign_in.PasswordStep.as_view(extra_context=extra_context)(request)

    def logout(self, request: Any, extra_context: Any = None) -> Any:
        if request.method == "POST" and request.user.is_authenticated:
            audit.record(AuditKind.SIGNED_OUT, request.user, request=request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return own_account.OwnPassword.as_view(extra_context=extra_context)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        groups = []
        for app in apps:
            if app["app_label"] != "therapies":
                groups.append(app)
                continue
            models = {model["object_name"]: model for model in app["models"]}
            for name, members in SUBJECTS:
                shown = [models[member] for member in members if member in models]
                if shown:
                    groups.append(app | {"name": name, "models": shown})
        return [*groups, SPREADSHEETS] if request.user.has_perm(PROPOSE) else groups
