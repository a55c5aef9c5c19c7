"""An older version is proposed again from the entry's history in the admin."""

import pytest
from django.urls import reverse

from editorial.models import Confirmation, Proposal, Version
from tests import factories
from tests.admin.conftest import changelist, person, said, signed_in
from therapies import versions
from therapies.models import Entry, Source, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug(drug):
    factories.full_history(drug)
    return drug


def address(entry):
    return reverse("admin:therapies_drug_history", args=[entry.pk])


def restore(user, entry, number, reason="The newer figure was of another trial."):
    data = {"number": number, "reason": reason}
    return signed_in(user).post(address(entry), data, follow=True)


def test_versions_are_listed_with_a_way_to_each(drug, contributor):
    text = signed_in(contributor).get(address(drug)).content.decode()
    for number in (1, 2, 3, 4):
        assert f'href="/drugs/drug-1/history/{number}/"' in text
    assert "Propose to restore this version" in text
    assert text.count('type="radio"') == 3
    assert "Nobody else was there." in text


def test_restoring_is_a_proposal_that_a_second_person_publishes(drug, contributor, reviewer):
    response = restore(contributor, drug, 2)
    assert "Proposed." in said(response)
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.base_number) == (contributor, 4)
    statement = Statement.objects.get(entry=drug, section="benefits")
    assert statement.text == "It helps one in four people treated."
    page = reverse("admin:editorial_proposal_change", args=[proposal.pk])
    data = {"step": "publish", "text": "Checked.", "seen": 4}
    assert "The public sees it now." in said(signed_in(reviewer).post(page, data, follow=True))
    statement.refresh_from_db()
    assert statement.text == "It helps one person in three of those treated."
    assert Version.objects.of("drug", "drug-1").first().number == 5


@pytest.mark.parametrize(
    ("number", "reason", "refusal"),
    [
        ("2", " ", "Say what you change and why"),
        ("4", "Because.", "nothing to propose"),
        ("9", "Because.", "Choose the version"),
        ("", "Because.", "Choose the version"),
        ("9" * 30, "Because.", "Choose the version"),
        ("²", "Because.", "Choose the version"),
        ("2", "x" * 3000, "too long"),
    ],
)
def test_refused_in_words_and_nothing_typed_is_lost(drug, contributor, number, reason, refusal):
    response = restore(contributor, drug, number, reason)
    assert response.status_code == 409
    assert refusal in said(response)
    assert reason in response.content.decode()
    assert not Proposal.objects.exists()


def test_what_the_reference_cannot_hold_any_more_is_refused(drug, contributor):
    """A word that the old version used was removed meanwhile."""
    drug.targets.get().delete()
    versions.record([drug.entry_ptr], "target gone")
    response = restore(contributor, drug, 2)
    assert "It cannot be restored" in said(response)
    assert not Proposal.objects.exists()


def test_trying_leaves_no_trace(drug, contributor):
    before = versions.content_of(drug.entry_ptr)
    Source.objects.create(
        slug="new", kind="label", title="New", url="https://x.example/", accessed_on="2026-11-01"
    )
    restore(contributor, drug, 2, "")
    assert versions.content_of(drug.entry_ptr) == before


def test_who_may_not_propose_may_look(drug):
    visitor = person("visitor")
    assert signed_in(visitor).get(address(drug)).status_code == 403
    assert signed_in(visitor).post(address(drug), {"number": "2"}).status_code == 403


def test_what_was_never_public_has_nothing_to_restore(contributor):
    entry = factories.drug("Draft", status="draft")
    text = signed_in(contributor).get(address(entry)).content.decode()
    assert "It was never public" in text
    assert "Propose to restore" not in text
    missing = reverse("admin:therapies_drug_history", args=[10**6])
    assert signed_in(contributor).get(missing).status_code == 404


def test_retired_entry_is_restored(drug, contributor, reviewer, client):
    Entry.objects.filter(pk=drug.pk).update(status="retired")
    versions.record([Entry.objects.get(pk=drug.pk)], "taken off")
    restore(contributor, drug, 4)
    proposal = Proposal.objects.get()
    page = reverse("admin:editorial_proposal_change", args=[proposal.pk])
    signed_in(reviewer).post(page, {"step": "publish", "text": "Checked.", "seen": 5})
    assert client.get("/drugs/drug-1/").status_code == 200


@pytest.mark.parametrize("model", [Version, Confirmation])
def test_admin_removes_nothing_from_the_history(drug, staff, model):
    client = signed_in(staff)
    rows = list(model.objects.values())
    data = {
        "action": "delete_selected",
        "_selected_action": [row["id"] for row in rows],
        "post": "yes",
    }
    client.post(changelist(model), data)
    label = f"admin:editorial_{model._meta.model_name}"
    for name in ("delete", "change"):
        one = reverse(f"{label}_{name}", args=[rows[0]["id"]])
        assert client.post(one, {"post": "yes", "reason": "x"}).status_code in (302, 403)
    assert client.post(reverse(f"{label}_add"), {}).status_code == 403
    assert list(model.objects.values()) == rows
    assert client.get(reverse(f"{label}_change", args=[rows[0]["id"]])).status_code == 200
    assert client.get(changelist(model)).status_code == 200
