"""Characters that texts do not have: whoever sends them is refused in words, on both databases.

PostgreSQL takes NUL in no text and no JSON, and halves of pairs, which JSON may name, in neither.
"""

import re
import sys

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from editorial.models import ErrorReport
from tests.admin.conftest import change, form_data
from tests.security import addresses
from tests.security.conftest import reference  # noqa: F401
from tests.security.test_permissions import filled
from therapies import loading, publishing, reading, versions
from therapies.models import Drug
from therapies.models.base import ListField

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "connection_stays")]
ODD = "\x01\x08\x0b\x1b\x7f\x85\u2028\ufeff\ufffe\u202e"
LISTS_OF_TEXTS = (
    '["a\\u0000"]',
    '["a\\ud800"]',
    '{"\\u0000": 1}',
    "[" * 50_000,
    f"[{'9' * 5000}]",
    "[NaN]",
    "\x01",
)
OF_LISTS = [
    field
    for model in apps.get_app_config("therapies").get_models()
    for field in model._meta.local_fields
    if isinstance(field, ListField)
]


@pytest.fixture
def editor(staff):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    return client


def text_of(response):
    return b"".join(response.streaming_content if response.streaming else [response.content])


def test_no_address_takes_a_nul(editor):
    """In a parameter, in the path, in a name; of readers, of staff, of the API."""
    strangers, tried = Client(raise_request_exception=False), 0
    for pattern in addresses.patterns():
        if pattern.name == "api:docs":  # Looks at nothing that it is asked.
            continue
        client = editor if pattern.is_of_staff else strangers
        address = filled(pattern)
        for asked in (f"{address}?q=a%00", f"{address}?%00=1", f"{address}%00", f"/%00{address}"):
            response = client.get(asked)
            assert response.status_code == 400, asked
            assert b"NUL" in text_of(response), asked
            tried += 1
    sys.stdout.write(f"\n{tried} addresses with NUL\n")


def test_nor_a_cookie_nor_a_form(editor):
    for cookie in ('sessionid="aaaaaaaaaaaaaaaa\\000"', "voice=\x00", 'messages="\\000"'):
        for address in ("/", "/drugs/", "/admin/login/", "/report/", "/api/v1/drugs/"):
            response = Client().get(address, headers={"Cookie": cookie})
            assert response.status_code == 200, address
    page = reverse("admin:login")
    for name in ("username", "password", "next", "\x00"):
        sent = {"username": "a", "password": "b"} | {name: "a\x00"}
        assert Client().post(page, sent).status_code == 400
    for name in ("page", "claim", "message", "evidence", "website"):
        sent = {"page": "/drugs/", "claim": "", "message": "It is wrong.", name: "a\x00"}
        assert Client().post("/report/", sent).status_code == 400
    assert not ErrorReport.objects.exists()


def test_other_odd_characters_are_text_like_any(editor):
    """In what the admin's lists are asked for; those of readers are asked by other tests here."""
    tried = 0
    for model, model_admin in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        named = [each[0] if isinstance(each, tuple) else each for each in model_admin.list_filter]
        named = [getattr(each, "parameter_name", f"{each}__exact") for each in named]
        asked = [{name: f"a{ODD}"} for name in named]
        asked += [dict.fromkeys(("q", "o", "p"), f"1{ODD}"), {"pk__in": "9" * 30}]
        for query in asked:
            before = transaction.savepoint()
            response = editor.get(path, query)
            transaction.savepoint_rollback(before)
            assert response.status_code in (200, 302, 400), (path, query)
            tried += 1
    sys.stdout.write(f"\n{tried} lists of the admin asked for odd characters\n")


def test_what_editors_type_without_a_form_of_django(editor, staff):
    """Reasons, comments, choices of sources, numbers, a file's name."""
    drug = Drug.objects.get(slug="drug-1")
    records = versions.unpack(versions.content_of(drug.entry_ptr))
    records[-1]["fields"]["note"] = "Told anew."
    base = versions.based_on_live(drug.entry_ptr)
    made = publishing.propose(records, staff, "It is better so.", base=base)
    history = reverse("admin:therapies_drug_history", args=[drug.pk])
    proposal = change(made)
    tables = reverse("table-check", args=["names"])
    confirm = reverse("admin:therapies_drug_confirm", args=[drug.pk])
    for page, sent in (
        (proposal, {"step": "comment", "text": "a\x00"}),
        (proposal, {"step": "publish", "text": "a\x00", "seen": "1"}),
        (proposal, {"step": "send_back\x00"}),
        (history, {"number": "1", "reason": "\x00"}),
        (confirm, {"source": "a\x00", "note": "b"}),
        (tables, {"reason": "a\x00", "seen": "b"}),
        (reverse("admin:second_factor"), {"code": "\x00"}),
    ):
        assert editor.post(page, sent).status_code == 400, page
    assert editor.post(proposal, {"step": "publish", "seen": "9" * 5000}).status_code == 409
    assert editor.post(history, {"number": "9" * 5000, "reason": "a"}).status_code == 409
    for name, content in (("a\x00.csv", b"drug\x00,text\n\x00,\x00\n"), (f"{ODD}.csv", b"\x00")):
        sheet = reverse("table", args=["names"])
        sent = editor.post(sheet, {"file": SimpleUploadedFile(name, content)}, follow=True)
        assert sent.status_code in (200, 400)
    made.refresh_from_db()
    assert made.status == "waiting"


@pytest.mark.parametrize("typed", LISTS_OF_TEXTS)
@pytest.mark.parametrize("field", OF_LISTS, ids=str)
def test_lists_of_texts_are_refused_and_shown_as_they_were_typed(field, typed):
    form_field = field.formfield()
    with pytest.raises(ValidationError):
        field.run_validators(form_field.clean(typed))
    shown = form_field.prepare_value(form_field.bound_data(typed, []))
    assert shown.encode()


def test_so_they_are_in_the_rows_of_an_entry(editor):
    drug = Drug.objects.get(slug="drug-1")
    data = form_data(editor, change(drug)) | {"reason": "It is better so."}
    bounds = [name for name in data if re.match(r"(?!initial-).*-upper_bounds", name)]
    typed = dict.fromkeys(["synonyms", *bounds[:1]], LISTS_OF_TEXTS[0])
    response = editor.post(change(drug), data | typed)
    assert response.status_code == 200
    assert response.content.count(b"Enter a valid JSON") == len(typed) == 2


@pytest.mark.parametrize("value", ["a\x00", "a\ud800", ["a\x00"]])
def test_nor_does_a_file_bring_them_in(value):
    drug = Drug.objects.get(slug="drug-1").entry_ptr
    records = versions.unpack(versions.content_of(drug))
    name = "synonyms" if isinstance(value, list) else "name"
    entry = next(each for each in records if each["model"] == "therapies.entry")
    entry["fields"][name] = value
    with pytest.raises(reading.BrokenFixtureError, match="a character that no text has"):
        loading.apply(records)
