"""The editors' workbench: every page opens, edits are saved whole or refused in words."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from editorial.models import ContentVersion, Proposal, Version
from tests import factories
from tests.admin.conftest import change, changelist, form_data
from therapies import versions
from therapies.models import Drug, Rate, SideEffect, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(client, staff):
    client.force_login(staff)
    return client


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_list_search_and_pages_open(editing, drug, model):
    assert editing.get(changelist(model)).status_code == 200
    assert editing.get(changelist(model), {"q": "drug"}).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert editing.get(change(row)).status_code == 200


def test_front_page_groups_by_subject(editing, drug):
    text = editing.get("/admin/").content.decode()
    for subject in ("Drugs", "Approvals", "Safety", "Evidence", "Research"):
        assert subject in text
    assert "immunoref: editing" in text


def test_new_dataset_with_rates_in_one_go(editing, drug):
    data = form_data(editing, change(drug))
    source = Source.objects.first()
    prefix = "safety_datasets-1-"
    data |= {
        f"{prefix}title": "NEW-1",
        f"{prefix}slug": "new-1",
        f"{prefix}population": "children",
        f"{prefix}regimen": "alone",
        f"{prefix}regimen_kind": "alone",
        f"{prefix}treated": "12",
        f"{prefix}grade_scale": "none",
        f"{prefix}source": source.pk,
        f"{prefix}locator": "table 1",
        f"{prefix}rows-0-side_effect": SideEffect.objects.first().pk,
        f"{prefix}rows-0-percent": "3",
        f"{prefix}rows-0-upper_bounds": "[]",
    }
    editing.post(change(drug), data | {"reason": "A new study."})
    rows = versions.by_key(versions.unpack(Proposal.objects.get().content))
    rate = rows["therapies.rate", "drug-1", "new-1", "effect-1"]
    assert rate["percent"] == "3"


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("safety_datasets-0-rows-0-percent", "140", "between 0 and 100"),
        ("safety_datasets-0-rows-0-percent_grade_3_plus", "50", "part of all grades"),
        ("indications-0-rows-0-decided_precision", "month", "stored as its first day"),
        ("warnings-0-text", "", "required"),
        ("names-0-source", "", "required"),
        ("atc_codes", '["nonsense"]', "ATC code looks like"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_lost(editing, drug, field, value, complaint):
    data = form_data(editing, change(drug)) | {field: value, "why_included": "Typed meanwhile."}
    response = editing.post(change(drug), data)
    text = response.content.decode()
    assert response.status_code == 200
    assert complaint in text
    assert "Typed meanwhile." in text
    drug.refresh_from_db()
    assert drug.why_included != "Typed meanwhile."
    assert Rate.objects.get().percent == 12


def test_primary_type_must_be_among_the_types(editing, drug):
    other = factories.therapy_type("Other", parent=drug.primary_type)
    data = form_data(editing, change(drug)) | {"primary_type": other.pk}
    assert "one of the therapy types" in editing.post(change(drug), data).content.decode()


def test_what_is_cited_cannot_be_deleted_and_the_admin_says_by_what(editing, drug):
    source = Rate.objects.get().dataset.source
    page = editing.get(reverse("admin:therapies_source_delete", args=[source.pk]))
    text = page.content.decode()
    assert "Cannot delete" in text
    editing.post(reverse("admin:therapies_source_delete", args=[source.pk]), {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()


def test_staff_see_only_what_they_may_touch(client, drug):
    person = factories.user("helper", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_source"))
    client.force_login(person)
    text = client.get("/admin/").content.decode()
    assert "/admin/therapies/source/" in text
    assert "/admin/therapies/drug/" not in text
    assert client.get(changelist(Drug)).status_code == 403
    assert client.post(change(drug), {}).status_code == 403
    assert client.get(reverse("admin:therapies_source_add")).status_code == 403


def test_corrected_source_is_in_the_history_of_all_that_cite_it(editing, drug):
    versions.record([drug], "loaded")
    data = form_data(editing, change(drug.source)) | {"title": "The right title"}
    editing.post(change(drug.source), data)
    version = Version.objects.of("drug", drug.slug).first()
    assert version.number == 2
    assert version.reason == "source corrected: The right title"
    assert "The right title" in version.content
    assert ContentVersion.objects.filter(reason__startswith="vocabulary").exists()


def test_address_of_what_was_public_stays(editing, drug):
    data = form_data(editing, change(drug))
    assert "slug" not in data
    editing.post(change(drug), data | {"slug": "other", "why_included": "x", "reason": "y"})
    assert Proposal.objects.get().slug == drug.slug


@pytest.mark.parametrize("model", [Drug, Source, Rate])
def test_strangers_are_sent_to_sign_in(client, drug, model):
    assert client.get(changelist(model)).status_code == 302


def test_content_versions_are_read_only(editing):
    ContentVersion.objects.create(reason="x")
    assert editing.get(reverse("admin:editorial_contentversion_add")).status_code == 403
