"""Who may do what in the admin: one table. Groups are made from it by a migration.

An editor's rights on entries and claims are rights to propose: the admin turns every edit of them
into a proposal. A superuser may do everything, as everywhere in Django.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models import Model, Q

from editorial.choices import Role
from editorial.models import (
    AuditEvent,
    Comment,
    Confirmation,
    ContentVersion,
    ErrorReport,
    Proposal,
    User,
    Version,
)
from therapies.canonical import CLAIMS, FOLDERS, VOCABULARIES
from therapies.models import LookAlike, SearchName, SearchText, Source

CONTRIBUTOR, REVIEWER, MAINTAINER = ROLES = tuple(Role.values)


@dataclass(frozen=True)
class Right:
    """What each role may do with some models: view, add, change, delete, or a word of theirs."""

    what: str
    models: tuple[type[Model], ...]
    contributor: str = ""
    reviewer: str = ""
    maintainer: str = ""

    def of(self, role: str) -> list[str]:
        return str(getattr(self, role.lower())).split()


RIGHTS = (
    Right(
        "entries (an edit is a proposal)",
        tuple(FOLDERS),
        "view add change",
        "view add change",
        "view add change",
    ),
    Right(
        "claims, on their entry's page (an edit is a proposal)",
        tuple(CLAIMS),
        "view add change delete",
        "view add change delete",
        "view add change delete",
    ),
    Right("proposals", (Proposal,), "view add", "view add publish", "view add publish override"),
    Right("comments", (Comment,), "view add", "view add", "view add"),
    Right("sources", (Source,), "view add", "view add", "view add change delete"),
    Right("vocabularies", tuple(VOCABULARIES), "view", "view", "view add change delete"),
    Right("readers' error reports", (ErrorReport,), "view", "view change", "view change"),
    Right("history", (Version, Confirmation, ContentVersion), "view", "view", "view"),
    Right("search index", (SearchName, SearchText, LookAlike), "", "", "view"),
    Right("accounts", (User,), "", "", "view add change"),
    Right("who signed in and who changed accounts", (AuditEvent,), "", "", "view"),
)


def permissions_of(role: str) -> Iterator[tuple[str, str]]:
    """App and codename of every permission of the role."""
    for right in RIGHTS:
        for model in right.models:
            for action in right.of(role):
                yield model._meta.app_label, f"{action}_{model._meta.model_name}"


def table() -> str:
    """The same for people, in Markdown."""
    rows = [["", *ROLES], ["---"] * (len(ROLES) + 1)]
    rows += [
        [right.what, *(", ".join(right.of(role)) or "–" for role in ROLES)] for right in RIGHTS
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def grant() -> None:
    """Bring the groups to what the table says. A migration calls this whenever it changes."""
    for label in ("auth", "editorial", "therapies"):
        create_contenttypes(apps.get_app_config(label), verbosity=0)
        create_permissions(apps.get_app_config(label), verbosity=0)
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        wanted = Q()
        for app, codename in permissions_of(role):
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.filter(wanted))
