from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.models import ContentVersion, User


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
