"""Whatever somebody types or imports comes out as text, on every page and in every file."""

import sys

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from editorial import edition
from editorial.models import Comment, ErrorReport, Proposal
from tests import factories
from tests.security import addresses, parsed, poison
from therapies import publishing, search, validators, versions
from therapies.models import Drug, Entry

pytestmark = pytest.mark.django_db
MOST_POISONS = len(poison.POISONS)


def text_of(response):
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


@pytest.fixture
def proposal(reference):
    drug = Drug.objects.get(slug="drug-1").entry_ptr
    records = versions.unpack(versions.content_of(drug))
    records[-1]["fields"]["note"] = poison.MARKUP
    author = factories.user("proposer", is_superuser=True)
    base = versions.based_on_live(drug)
    made = publishing.propose(records, author, "It is better so.", base=base)
    Comment.objects.create(proposal=made, author=author, text="Why?")
    ErrorReport.objects.create(page="/drugs/", message="It is wrong.")
    return made


@pytest.fixture(params=[0, 2])
def taken(proposal, request):
    """Two rows of nearly everything and two rounds, so that each field is given each poison."""
    found = poison.poisoned(request.param)
    versions.record(list(Entry.objects.published()), poison.POISONS[request.param])
    drug = Drug.objects.order_by("pk").first().entry_ptr
    editor = factories.user("proposer")
    publishing.confirm(
        drug, editor, localdate(), [drug.as_drug.source], poison.POISONS[request.param]
    )
    search.rebuild()
    edition.raise_version(poison.MARKUP[:90])
    return set(found)


def harms(client, found):
    for address in found:
        response = client.get(address)
        assert response.status_code < 500, address
        text = text_of(response)
        for name, value in response.headers.items():
            assert poison.MARK not in name, address
            assert "\n" not in value, address
        if text:
            for each in parsed.harm(response["Content-Type"], text):
                yield address, each


def test_every_field_is_tried(taken):
    """A field that takes none of the poisons is one whose checks let nothing but its own shape."""
    known = {f"{model.__name__}.{field.name}" for model, field in poison.fields()}
    assert known - taken == SHAPED


# Codes that have a shape, and words of fixed vocabularies in lists.
SHAPED = {
    "ClaimCheck.measures",
    "Condition.doid",
    "Condition.icd10_codes",
    "Country.iso_code",
    "Drug.atc_codes",
    "Institution.ror_id",
    "Name.country",
    "Production.country",
    "Rate.upper_bounds",
    "Regulator.jurisdiction",
    "Source.pmid",
    "Trial.registry_id",
    "User.email",
    "User.orcid",
}


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (validators.validate_pmid, "26412456"),
        (validators.validate_doi, "10.1056/NEJMoa1503093"),
        (validators.validate_nct, "NCT01844505"),
        (validators.validate_place, "TR"),
        (validators.validate_ror, "https://ror.org/01c4pz451"),
    ],
)
def test_a_line_break_is_no_part_of_a_shape(check, right):
    check(right)
    with pytest.raises(ValidationError):
        check(f"{right}\n")


def test_nothing_typed_is_more_than_text_to_readers(client, taken):
    found = addresses.all_public()
    found += [f"/drugs/?q={poison.MARK}", f"/search/?q={poison.MARK}", "/glossary/?q=%22%3E%3Cb%3E"]
    assert list(harms(client, found)) == []
    assert f"&lt;{poison.MARK}" in text_of(client.get("/drugs/"))
    sys.stdout.write(f"\n{len(taken)} fields, {len(found)} pages and files\n")


def test_nor_to_editors(staff, taken, monkeypatch):
    # Django's own templates rely on missing variables.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client = Client()
    client.force_login(staff)
    found = [reverse("admin:index"), reverse("admin:gaps"), reverse("tables")]
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{label}_changelist"))
        found += [
            reverse(f"{label}_{page}", args=[row.pk])
            for row in model._default_manager.order_by("pk")[:1]
            for page in ("change", "history")
        ]
    found += [
        reverse("admin:editorial_proposal_preview", args=[each.pk])
        for each in Proposal.objects.all()
    ]
    assert list(harms(client, found)) == []
