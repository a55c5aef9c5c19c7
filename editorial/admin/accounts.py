"""Accounts and roles. Who looks after accounts gives roles, and nothing beyond them.

Without being superuser nobody edits an account that may do more than the roles say: setting its
password would be taking over what it may do.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial import audit, edition, second_factor, sessions, throttle
from editorial.choices import AuditKind, Role
from editorial.models import User
from editorial.read_only import GuardedAdmin

FLAGS = {
    "is_active": (AuditKind.REACTIVATED, AuditKind.DEACTIVATED),
    "is_staff": (AuditKind.STAFF_GIVEN, AuditKind.STAFF_TAKEN),
    "is_superuser": (AuditKind.SUPERUSER_GIVEN, AuditKind.SUPERUSER_TAKEN),
}
CREDITED = (
    gettext_lazy("Credited in public as"),
    {"fields": ("public_name", "affiliation", "orcid")},
)
# What readers see of a person in histories.
SHOWN = ("username", "first_name", "last_name", "public_name", "affiliation", "orcid")
OF_MAINTAINERS = (
    (None, {"fields": ("username", "password")}),
    (gettext_lazy("Personal info"), {"fields": ("first_name", "last_name", "email")}),
    (gettext_lazy("Permissions"), {"fields": ("is_active", "is_staff", "groups")}),
    (gettext_lazy("Important dates"), {"fields": ("last_login", "date_joined")}),
    CREDITED,
)
RIGHTS = ("is_active", "is_staff", "groups")
DATES = ("last_login", "date_joined")

# Secrets belong to whom they sign in: nobody reads or makes them for others.
admin.site.unregister([TOTPDevice, StaticDevice])
admin.site.unregister(Group)


def is_beyond_roles(user: User) -> bool:
    """Whether the account may do something that no role gives."""
    return (
        user.is_superuser
        or user.user_permissions.exists()
        or user.groups.exclude(name__in=Role.values).exists()
    )


@admin.register(User)
class UserAdmin(GuardedAdmin, DjangoUserAdmin):
    list_display = (
        "username",
        "public_name",
        "affiliation",
        "is_staff",
        "is_active",
        "has_second_factor",
    )
    fieldsets = (*DjangoUserAdmin.fieldsets, CREDITED)
    change_form_template = "admin/account.html"

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        return user.has_app

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_app=Exists(apps))

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not is_beyond_roles(obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Versions and the audit log name people: accounts are deactivated instead."""
        return False

    def get_fieldsets(self, request: Any, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        if request.user.is_superuser:
            return self.fieldsets
        if self.has_change_permission(request, obj):
            return OF_MAINTAINERS
        return ((None, {"fields": ("username",)}), *OF_MAINTAINERS[1:])

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> Any:
        if obj is None:
            return ()
        is_own = obj.pk == request.user.pk
        return (*DATES, *RIGHTS) if is_own and not request.user.is_superuser else DATES

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=Role.values)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self) -> list[Any]:
        reset = self.admin_site.admin_view(self.reset_second_factor)
        own = path("<int:pk>/second-factor/", reset, name="editorial_user_second_factor")
        return [own, *super().get_urls()]

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        user: Any = kwargs.get("obj")
        context["can_reset"] = bool(user) and user.has_app and self._may_reset(request, user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = User.objects.get(pk=obj.pk) if change else None
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if before and any(getattr(before, name) != getattr(obj, name) for name in SHOWN):
                edition.raise_version(_("credited anew: %(who)s") % {"who": obj})
        if before is None:
            audit.record(AuditKind.ACCOUNT_MADE, obj, request=request)
            return
        if before.username != obj.username:
            renamed = f"{before.username} → {obj.username}"
            audit.record(AuditKind.ACCOUNT_RENAMED, obj, request=request, detail=renamed)
        for flag, (given, taken) in FLAGS.items():
            if getattr(before, flag) != getattr(obj, flag):
                audit.record(given if getattr(obj, flag) else taken, obj, request=request)
        if not (obj.is_active and obj.is_staff):
            sessions.end_of(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        user = form.instance
        roles, rights = _names(user.groups.all()), _rights(user)
        super().save_related(request, form, formsets, change)
        for given, taken, before, after in (
            (AuditKind.ROLE_GIVEN, AuditKind.ROLE_TAKEN, roles, _names(user.groups.all())),
            (AuditKind.PERMISSION_GIVEN, AuditKind.PERMISSION_TAKEN, rights, _rights(user)),
        ):
            for name in sorted(after - before):
                audit.record(given, user, request=request, detail=name)
            for name in sorted(before - after):
                audit.record(taken, user, request=request, detail=name)

    def user_change_password(self, request: Any, **kwargs: Any) -> HttpResponse:
        """One's own is changed where the present one is asked for."""
        user = self.get_object(request, unquote(kwargs["id"]))
        if user is not None and user.pk == request.user.pk:
            return HttpResponseRedirect(reverse("admin:password_change"))
        response = super().user_change_password(request, **kwargs)
        if user is not None and User.objects.get(pk=user.pk).password != user.password:
            sessions.end_of(user)
            audit.record(AuditKind.PASSWORD_CHANGED, user, request=request)
        return response

    def reset_second_factor(self, request: Any, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if not self._may_reset(request, user):
            raise PermissionDenied
        if request.method == "POST":
            with transaction.atomic():
                second_factor.remove(user)
                sessions.end_of(user)
                audit.record(AuditKind.SECOND_FACTOR_RESET, user, request=request)
            throttle.clear(user.get_username())
            messages.success(request, _("The next sign-in sets up a new second factor."))
            return HttpResponseRedirect(reverse("admin:editorial_user_change", args=[pk]))
        context = self.admin_site.each_context(request) | {
            "title": _("Reset the second factor of %(name)s") % {"name": user.get_username()},
            "opts": self.opts,
            "account": user,
        }
        return TemplateResponse(request, "admin/reset_second_factor.html", context)

    def _may_reset(self, request: Any, user: User) -> bool:
        """Never one's own: a session left open would be a way around it."""
        return user.pk != request.user.pk and self.has_change_permission(request, user)


@admin.register(Group)
class GroupAdmin(GuardedAdmin, DjangoGroupAdmin):
    """What a role may do is set by a migration; a change by hand is at least on record."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        group = form.instance
        before = _permissions(group.permissions) if change else set()
        super().save_related(request, form, formsets, change)
        after = _permissions(group.permissions)
        for sign, names in (("+", after - before), ("−", before - after)):
            for name in sorted(names):
                detail = f"{group.name}: {sign} {name}"
                audit.record(AuditKind.ROLE_CHANGED, None, request=request, detail=detail)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        audit.record(AuditKind.ROLE_CHANGED, None, request=request, detail=f"{obj.name}: −")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for group in queryset:
            self.delete_model(request, group)


def _names(groups: Iterable[Group]) -> set[str]:
    return {group.name for group in groups}


def _rights(user: User) -> set[str]:
    return _permissions(user.user_permissions)


def _permissions(related: Any) -> set[str]:
    rows = related.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in rows}
