from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.models import ContentVersion, ErrorReport, User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ("username", "public_name", "affiliation", "is_staff", "is_active")
    fieldsets = (
        *DjangoUserAdmin.fieldsets,
        (_("Credited in public as"), {"fields": ("public_name", "affiliation", "orcid")}),
    )


@admin.register(ContentVersion)
class ContentVersionAdmin(admin.ModelAdmin):
    """A record that nobody edits."""

    list_display = ("pk", "created_at", "reason")
    search_fields = ("reason",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):
    """The inbox: what the reader wrote stays as it came."""

    list_display = ("created_at", "page", "claim", "message", "status")
    list_filter = ("status", "created_at")
    search_fields = ("page", "claim", "message", "reply")
    readonly_fields = ("page", "claim", "message", "evidence", "created_at")
    fields = (*readonly_fields, "status", "reply")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def view_on_site(self, obj: ErrorReport) -> str:
        return obj.page
