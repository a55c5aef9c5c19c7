"""People of each role, and what a browser sends back for a page of the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from editorial.models import User
from tests import factories


@pytest.fixture
def drug():
    return factories.full_drug(1)


def person(name: str, role: str = "") -> User:
    made = factories.user(name, is_staff=True)
    if role:
        made.groups.add(Group.objects.get(name=role))
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def contributor(db: None) -> User:
    return person("contributor", "Contributor")


@pytest.fixture
def reviewer(db: None) -> User:
    return person("reviewer", "Reviewer")


@pytest.fixture
def maintainer(db: None) -> User:
    return person("maintainer", "Maintainer")


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_data(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back for the page as it was shown."""
    context = client.get(address).context
    data = dict(_fields(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        data |= _formset(inline.formset)
    return data


def _formset(formset: Any) -> dict[str, Any]:
    data = dict(_fields(formset.management_form))
    for form in formset.forms:
        data |= dict(_fields(form))
        if hasattr(form, "inner"):
            data |= _formset(form.inner)
    return data


def _fields(form: Any) -> Any:
    for bound in form:
        value = bound.value()
        if bound.field.show_hidden_initial:
            yield bound.html_initial_name, value
        if value is None or value is False:
            continue
        if isinstance(value, list | tuple):
            yield bound.html_name, [getattr(each, "pk", each) for each in value]
        elif hasattr(value, "isoformat"):
            yield bound.html_name, value.isoformat()
        else:
            yield bound.html_name, value


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def propose(user: User, row: Any, reason: str = "It is better so.", **changes: Any) -> Any:
    """Change an entry in its form; returns the page that answers."""
    client = signed_in(user)
    data = form_data(client, change(row)) | {"reason": reason} | changes
    return client.post(change(row), data, follow=True)
