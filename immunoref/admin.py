"""The admin with the reference's models grouped by subject."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from editorial.workflow import PROPOSE
from therapies import desk

SUBJECTS = (
    (_("Drugs"), ("Drug", "Name", "Production", "Target", "Route")),
    (_("Therapy types"), ("TherapyType",)),
    (_("Conditions"), ("Condition",)),
    (_("Approvals"), ("Indication", "Approval", "Warning", "Regulator")),
    (_("Safety"), ("SideEffect", "SafetyDataset", "Rate")),
    (_("Evidence"), ("Source", "Statement", "NotFound", "Comparison", "ClaimCheck")),
    (_("Research"), ("Country", "Institution", "Trial", "Milestone")),
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

    def get_urls(self) -> list[Any]:
        return [path("gaps/", self.admin_view(self.gaps), name="gaps"), *super().get_urls()]

    def gaps(self, request: HttpRequest) -> TemplateResponse:
        """What `check_reference` finds."""
        context = self.each_context(request) | {"title": _("Gaps"), "gaps": desk.gaps()}
        return TemplateResponse(request, "admin/gaps.html", context)

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
