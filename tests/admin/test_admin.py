"""The editors' workbench: every page opens, edits are saved whole or refused in words."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from editorial.models import ContentVersion
from tests import factories
from therapies.models import Approval, Drug, Name, Rate, SideEffect, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def drug():
    return factories.full_drug(1)


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


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


def form_data(editing, row) -> dict[str, str]:
    """What a browser would send back for the page as it was shown."""
    response = editing.get(change(row))
    context = response.context
    data = dict(_fields(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        data |= _formset(inline.formset)
    return data


def _formset(formset) -> dict[str, str]:
    data = dict(_fields(formset.management_form))
    for form in formset.forms:
        data |= dict(_fields(form))
        if hasattr(form, "inner"):
            data |= _formset(form.inner)
    return data


def _fields(form):
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


def messages(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_saving_unchanged_changes_nothing(editing, drug):
    before = list(Rate.objects.values())
    response = editing.post(change(drug), form_data(editing, drug), follow=True)
    assert "The public sees the change now." in messages(response)
    assert list(Rate.objects.values()) == before


def test_nested_rows_are_edited_on_the_drugs_page(editing, drug):
    data = form_data(editing, drug)
    data["safety_datasets-0-rows-0-percent"] = "40"
    data["indications-0-rows-0-decided_on"] = "2015-01-01"
    data["indications-0-rows-0-decided_precision"] = "year"
    data["why_included"] = "It is an antibody."
    response = editing.post(change(drug), data, follow=True)
    assert response.status_code == 200
    assert Rate.objects.get().percent == 40
    assert Approval.objects.get().decided_precision == "year"
    drug.refresh_from_db()
    assert drug.why_included == "It is an antibody."
    assert drug.edited_at
    assert ContentVersion.objects.filter(reason__startswith="edited").exists()


def test_nested_rows_are_added_and_removed(editing, drug):
    effect = factories.side_effect("Rash")
    data = form_data(editing, drug)
    data["safety_datasets-0-rows-0-DELETE"] = "on"
    data["safety_datasets-0-rows-1-side_effect"] = effect.pk
    data["safety_datasets-0-rows-1-percent"] = "7"
    data["safety_datasets-0-rows-1-upper_bounds"] = "[]"
    editing.post(change(drug), data, follow=True)
    assert [rate.side_effect.name for rate in Rate.objects.all()] == ["Rash"]


def test_new_dataset_with_rates_in_one_go(editing, drug):
    data = form_data(editing, drug)
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
    editing.post(change(drug), data, follow=True)
    assert drug.safety_datasets.get(slug="new-1").rates.get().percent == 3


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
    data = form_data(editing, drug) | {field: value, "why_included": "Typed meanwhile."}
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
    data = form_data(editing, drug) | {"primary_type": other.pk}
    assert "one of the therapy types" in editing.post(change(drug), data).content.decode()


def test_second_of_two_editors_is_told(editing, drug):
    mine = form_data(editing, drug) | {"why_included": "Mine."}
    theirs = form_data(editing, drug) | {"why_included": "Theirs."}
    editing.post(change(drug), theirs)
    response = editing.post(change(drug), mine)
    assert "changed by somebody else" in response.content.decode()
    drug.refresh_from_db()
    assert drug.why_included == "Theirs."


def test_change_of_a_claim_elsewhere_is_noticed_too(editing, drug):
    mine = form_data(editing, drug) | {"why_included": "Mine."}
    Name.objects.update(holder="Somebody")
    assert "changed by somebody else" in editing.post(change(drug), mine).content.decode()


def test_what_is_cited_cannot_be_deleted_and_the_admin_says_by_what(editing, drug):
    source = Rate.objects.get().dataset.source
    page = editing.get(reverse("admin:therapies_source_delete", args=[source.pk]))
    text = page.content.decode()
    assert "protected" in text
    assert "STUDY-" in text
    editing.post(reverse("admin:therapies_source_delete", args=[source.pk]), {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()


def test_new_entry_is_a_draft_until_published(editing, staff):
    kind = factories.therapy_type()
    data = {
        "name": "Newumab",
        "slug": "newumab",
        "synonyms": "[]",
        "modality": "vaccine",
        "market_status": "approved",
        "primary_type": kind.pk,
        "therapy_types": [kind.pk],
        "routes": [factories.models.Route.objects.create(slug="oral", name="oral").pk],
        "atc_codes": "[]",
        "why_included": "Because.",
        "source": factories.source().pk,
        "locator": "1",
    }
    for prefix in (
        "names",
        "indications",
        "label_counts",
        "warnings",
        "safety_datasets",
        "statements",
        "productions",
        "not_found",
    ):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = editing.post(reverse("admin:therapies_drug_add"), data, follow=True)
    assert "the public does not see it" in messages(response)
    drug = Drug.objects.get(slug="newumab")
    assert drug.status == "draft"
    assert editing.get("/drugs/newumab/").status_code == 404
    editing.post(changelist(Drug), {"action": "publish", "_selected_action": [drug.pk]})
    assert editing.get("/drugs/newumab/").status_code == 200
    drug.refresh_from_db()
    assert drug.published_by == staff
    editing.post(changelist(Drug), {"action": "confirm_review", "_selected_action": [drug.pk]})
    editing.post(changelist(Drug), {"action": "retire", "_selected_action": [drug.pk]})
    assert editing.get("/drugs/newumab/").status_code == 404


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


@pytest.mark.parametrize("model", [Drug, Source, Rate])
def test_strangers_are_sent_to_sign_in(client, drug, model):
    assert client.get(changelist(model)).status_code == 302


def test_content_versions_are_read_only(editing):
    ContentVersion.objects.create(reason="x")
    assert editing.get(reverse("admin:editorial_contentversion_add")).status_code == 403


def test_claim_saved_in_its_own_list_marks_its_entry(editing, drug):
    row = Name.objects.get()
    data = form_data(editing, row) | {"holder": "A firm"}
    editing.post(change(row), data)
    drug.refresh_from_db()
    assert drug.edited_at
    editing.post(reverse("admin:therapies_name_delete", args=[row.pk]), {"post": "yes"})
    assert not Name.objects.exists()
