"""Every role at every address and action of the admin, held to the one table."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLResolver, resolve, reverse

from editorial.models import Comment, ErrorReport, Proposal
from tests import factories
from tests.admin.conftest import change, changelist, person, signed_in
from therapies import publishing, roles, versions
from therapies.models import Entry

pytestmark = pytest.mark.django_db

# Models of Django's own, for superusers alone.
DJANGO_ONLY = ("auth.Group",)
EVERYBODY_MAY_FIND = (Entry,)
MODELS = [model for model in admin.site._registry if model._meta.label not in DJANGO_ONLY]
READ_ONLY_PAGES = (*roles.CLAIMS, Proposal, Comment, Entry)


def may(role: str, action: str, model: type) -> bool:
    """What the table says, less what the admin lets nobody do on a page of its own."""
    codename = f"{action}_{model._meta.model_name}"
    if action != "view" and model in READ_ONLY_PAGES:
        return False
    if action == "delete" and model in roles.FOLDERS:
        return False
    if action == "add" and model is ErrorReport:
        return False
    return (model._meta.app_label, codename) in set(roles.permissions_of(role))


@pytest.fixture
def everything():
    drug = factories.full_drug(1)
    factories.glossary_term()
    factories.awaited_drug(drug.primary_type)
    ErrorReport.objects.create(page="/drugs/", message="It is wrong.")
    versions.record(list(Entry.objects.all()), "loaded")
    return drug


def test_groups_are_as_the_table_says(db):
    for role in roles.ROLES:
        held = Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
        assert set(held) == set(roles.permissions_of(role))
        assert set(held), role


def test_the_table_in_the_documents_is_this_one():
    policy = Path(settings.BASE_DIR, "docs", "editorial-policy.md").read_text(encoding="utf-8")
    assert roles.table() in policy


@pytest.mark.parametrize("role", ["", *roles.ROLES])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_addresses(everything, role, model):
    client = signed_in(person("somebody", role))
    can_view = may(role, "view", model) if role else False
    can_change = may(role, "change", model) if role else False
    can_add = may(role, "add", model) if role else False
    can_delete = may(role, "delete", model) if role else False
    row = model._default_manager.exclude(pk=None).order_by("pk").first()
    finds = model in EVERYBODY_MAY_FIND
    label = model._meta.app_label, model._meta.model_name
    listed = client.get(changelist(model)).status_code
    assert listed == (200 if can_view or can_change or finds else 403)
    added = client.get(reverse("admin:{}_{}_add".format(*label))).status_code
    assert added == (200 if can_add else 403)
    if row is None:
        return
    opened = client.get(change(row)).status_code
    allowed = 200 if can_view or can_change or finds else 403
    assert opened == (404 if model is Proposal and not can_view else allowed)
    deletion = reverse("admin:{}_{}_delete".format(*label), args=[row.pk])
    assert client.get(deletion).status_code == (200 if can_delete else 403)
    if not can_change and model is not Proposal:
        assert client.post(change(row), {"name": "x"}).status_code == 403


@pytest.mark.parametrize("role", ["", *roles.ROLES])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_actions(everything, role, model):
    """An action is offered to whom the table allows it, and to nobody else."""
    user = person("somebody", role)
    request = type("Request", (), {"user": user, "GET": {}, "path": "/admin/"})()
    offered = set(admin.site._registry[model].get_actions(request))
    assert ("delete_selected" in offered) == (bool(role) and may(role, "delete", model))
    for action in ("propose_retirement", "propose_return"):
        expected = model in roles.FOLDERS and bool(role) and may(role, "change", model)
        assert (action in offered) == expected


STEPS = ("publish", "send_back", "withdraw", "comment")
# What each role may do to a waiting proposal of somebody else's, and to one's own.
OTHERS = {
    "": (),
    "Contributor": ("comment",),
    "Reviewer": ("publish", "send_back", "comment"),
    "Maintainer": ("publish", "send_back", "comment"),
}
OWN = {
    "": ("withdraw",),
    "Contributor": ("withdraw", "comment"),
    "Reviewer": ("send_back", "withdraw", "comment"),
    "Maintainer": ("publish", "send_back", "withdraw", "comment"),
}
# Which steps each state allows at all.
STATES = {
    "waiting": STEPS,
    "sent_back": ("withdraw", "comment"),
    "published": ("comment",),
    "withdrawn": ("comment",),
}


def _proposal(drug, author):
    author.is_superuser, kept = True, author.is_superuser
    records = versions.unpack(versions.content_of(drug))
    for row in records:
        if row["model"] == "therapies.drug":
            row["fields"]["why_included"] = "Told anew."
    base = versions.based_on_live(drug)
    proposal = publishing.propose(records, author, "It is better so.", base=base)
    author.is_superuser = kept
    return proposal


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("whose", ["own", "somebody else's"])
@pytest.mark.parametrize("role", ["", *roles.ROLES])
def test_every_step_in_every_state_by_every_role(everything, role, whose, step, state):
    user = person("somebody", role)
    author = user if whose == "own" else factories.user("author", is_staff=True)
    proposal = _proposal(everything, author)
    if state != "waiting":
        decided = {"decided_by": factories.user("third"), "decided_at": proposal.created_at}
        Proposal.objects.filter(pk=proposal.pk).update(status=state, **decided)
    address = reverse("admin:editorial_proposal_change", args=[proposal.pk])
    data = {"step": step, "text": "Because.", "seen": "1"}
    response = signed_in(user).post(address, data)
    allowed = step in (OWN if whose == "own" else OTHERS)[role] and step in STATES[state]
    if not role:
        assert response.status_code == 404
    else:
        assert response.status_code == (302 if allowed else 409)
    proposal.refresh_from_db()
    after = {"publish": "published", "send_back": "sent_back", "withdraw": "withdrawn"}
    done = bool(role) and allowed
    assert proposal.status == (after.get(step, state) if done else state)
    assert proposal.comments.count() == (1 if done and step == "comment" else 0)


# Pages of the admin that belong to no model's own list, form or deletion: who may open them.
EVERYBODY = ("", *roles.ROLES)
PAGES = {
    "/admin/": EVERYBODY,
    "/admin/gaps/": EVERYBODY,
    "/admin/password_change/": EVERYBODY,
    "/admin/therapies/drug/{drug}/confirm/": ("Reviewer", "Maintainer"),
    "/admin/editorial/user/{author}/second-factor/": ("Maintainer",),
    "/admin/therapies/drug/{drug}/history/": roles.ROLES,
    "/admin/editorial/proposal/{proposal}/preview/": roles.ROLES,
    "/admin/therapies/tables/": roles.ROLES,
    "/admin/therapies/tables/names/": roles.ROLES,
    "/admin/therapies/drug/{drug}/change/?proposal={proposal}": (),
}


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_no_model(everything, role, page):
    proposal = _proposal(everything, factories.user("author", is_staff=True))
    address = _address(page, everything, proposal)
    status = signed_in(person("somebody", role)).get(address).status_code
    assert (status == 200) == (role in PAGES[page]), status
    assert status in (200, 403, 404)


def _address(page, drug, proposal):
    return page.format(drug=drug.pk, proposal=proposal.pk, author=proposal.author_id)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_see_none_of_them(everything, client, page):
    proposal = _proposal(everything, factories.user("author", is_staff=True))
    response = client.get(_address(page, everything, proposal))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_every_page_of_the_admin_is_held_to_a_table():
    """A new address of the admin must be tried with every role."""
    ids = {"drug": 1, "proposal": 1, "author": 1}
    tried = {resolve(page.split("?")[0].format(**ids)).view_name for page in PAGES}
    # The same view of each kind of entry.
    tried |= {f"admin:therapies_{model._meta.model_name}_confirm" for model in roles.FOLDERS}
    tried |= {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
        for model in MODELS
        for action in ("changelist", "add", "change", "delete", "history")
    }
    known = {f"admin:{each}" for each in _names(admin.site.get_urls())}
    assert {each for each in known - tried - OPEN_OR_OWN if "auth_" not in each} == set()


# Signing in and out, one's own account, and what Django's forms ask for themselves.
OPEN_OR_OWN = {
    f"admin:{name}"
    for name in (
        "login",
        "logout",
        "password_change_done",
        "autocomplete",
        "jsi18n",
        "view_on_site",
        "app_list",
        "second_factor",
        "set_up_second_factor",
        "own_second_factor",
    )
}


def _names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name
