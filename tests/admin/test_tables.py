"""Spreadsheets in the admin: from a file to proposals, and to the public by a second person."""

import csv
import io
import tempfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from editorial.models import Proposal, Version
from tests import factories
from tests.admin.conftest import person, said, signed_in
from therapies import publishing
from therapies.models import Institution, Name, Source, Trial
from therapies.tables import files, keeping
from therapies.tables.declared import SHEETS

pytestmark = pytest.mark.django_db

NAMES = "drug,text,kind,country,holder"
CHANGE = f"{NAMES}\ndrug-1,Brand 1,brand,US,A company\n"
TABLE, CHECK = "/admin/therapies/tables/names/", "/admin/therapies/tables/names/check/"


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: list(tmp_path.glob(f"{keeping.PREFIX}*"))


def send(client, content, name="names.csv", sheet="names"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(f"/admin/therapies/tables/{sheet}/", {"file": file}, follow=True)


def propose(client, page, reason="Checked.", sheet="names", **changed):
    data = {"seen": page.context["report"].seen, "reason": reason} | changed
    return client.post(f"/admin/therapies/tables/{sheet}/check/", data, follow=True)


def test_from_a_file_to_the_public_page(drug, contributor, reviewer):
    client = signed_in(contributor)
    page = send(client, CHANGE)
    assert page.redirect_chain == [(CHECK, 302)]
    text = page.content.decode()
    assert "A company" in text
    assert "1 entry would change" in text
    assert not Proposal.objects.exists()
    assert "1 proposal was made" in said(propose(client, page))
    proposal = Proposal.objects.get()
    assert (proposal.slug, proposal.author, proposal.reason) == ("drug-1", contributor, "Checked.")
    assert Name.objects.get().holder == ""
    publishing.publish(proposal, reviewer, "Right.", seen=Version.objects.first().number)
    name = Name.objects.get()
    assert (name.holder, name.text, name.source) == ("A company", "Brand 1", name.source)


def test_one_proposal_for_each_entry(drug, contributor):
    other = factories.drug("Drug 2")
    factories.name(other, "Brand 2")
    factories.name(other, "Brand 3")
    lines = ["drug-1,Brand 1,brand,US,A", "drug-2,Brand 2,brand,US,A", "drug-2,Brand 3,brand,US,A"]
    client = signed_in(contributor)
    propose(client, send(client, "\n".join([NAMES, *lines])))
    assert set(Proposal.objects.values_list("slug", flat=True)) == {"drug-1", "drug-2"}


def test_new_and_changed_entries(drug, contributor, reviewer):
    headers = "slug,name,kind,city,country,conditions,source,locator"
    source, country = Source.objects.order_by("pk")[0].slug, Institution.objects.get().country.slug
    lines = [
        f"institution-1,Institution 1,hospital,Izmir,{country},condition-1,{source},a",
        f"another,Another,company,Ankara,{country},,{source},a",
    ]
    client = signed_in(contributor)
    page = send(client, "\n".join([headers, *lines]), sheet="institutions")
    assert "2 proposals were made" in said(propose(client, page, sheet="institutions"))
    for proposal in Proposal.objects.all():
        seen = Version.objects.of(proposal.kind, proposal.slug).first()
        publishing.publish(proposal, reviewer, "Right.", seen=seen.number if seen else None)
    one, two = Institution.objects.order_by("-slug")
    assert (one.city, one.kind, one.status) == ("Izmir", "hospital", "published")
    assert [each.slug for each in one.conditions.all()] == ["condition-1"]
    assert (two.name, two.status) == ("Another", "published")


def test_a_trial_without_claims_is_published_again(drug, contributor, reviewer):
    client = signed_in(contributor)
    page = send(client, "slug,enrolment\ntrial-1,40\n", sheet="trials")
    propose(client, page, sheet="trials")
    publishing.publish(
        Proposal.objects.get(), reviewer, "Right.", seen=Version.objects.first().number
    )
    trial = Trial.objects.get()
    assert trial.enrolment == 40
    assert trial.drugs.get() == drug.entry_ptr.as_drug


@pytest.mark.parametrize("role", ["Contributor", "Reviewer", "Maintainer"])
def test_every_role_may(drug, role):
    client = signed_in(person("somebody", role))
    assert "Import and export" in client.get("/admin/").content.decode()
    for address in ("/admin/therapies/tables/", TABLE, f"{TABLE}live.csv"):
        assert client.get(address).status_code == 200
    assert "1 proposal" in said(propose(client, send(client, CHANGE)))


ADDRESSES = ["", "names/", "names/check/", "names/errors.csv", "names/live.csv"]


@pytest.mark.parametrize("rest", ADDRESSES)
def test_nobody_else_may(drug, rest):
    address = f"/admin/therapies/tables/{rest}"
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
    nobody = signed_in(person("nobody"))
    assert nobody.get(address).status_code == 403
    assert nobody.post(address).status_code == 403
    assert "Import and export" not in nobody.get("/admin/").content.decode()
    assert signed_in(factories.user("reader")).get(address).status_code == 302


def test_unknown_addresses(contributor):
    client = signed_in(contributor)
    for rest in ("nothing/", "names/other.csv", "names/live.pdf", "nothing/check/"):
        assert client.get(f"/admin/therapies/tables/{rest}").status_code == 404


@pytest.mark.parametrize("sheet", SHEETS)
def test_downloads(drug, contributor, sheet):
    client = signed_in(contributor)
    page = client.get(f"/admin/therapies/tables/{sheet}/").content.decode()
    for what in ("live", "template"):
        for file_format in files.FORMATS:
            address = reverse("table-download", args=[sheet, what, file_format])
            assert address in page
            answer = client.get(address)
            assert f".{file_format}" in answer["Content-Disposition"]
            assert headers(answer.content, file_format) == list(SHEETS[sheet].headers)


def headers(content: bytes, file_format: str) -> list[str]:
    if file_format == "csv":
        return next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[1]]


def test_template_explains_every_column_and_shows_live_rows(drug, contributor):
    content = signed_in(contributor).get(f"{TABLE}template.csv").content.decode("utf-8-sig")
    _headers, help_line, example = csv.reader(io.StringIO(content))
    assert help_line[0].startswith("# Slug of the drug")
    assert all(help_line)
    assert example[:2] == ["drug-1", "Brand 1"]


def test_a_refused_file_is_told_on_the_page_where_it_was_sent(drug, contributor, kept):
    client = signed_in(contributor)
    for content, name, why in (
        (b"", "names.csv", "empty"),
        (b"drug,txet\n", "names.csv", "“txet” is not known"),
        (b"x" * (files.MOST_BYTES + 1), "names.csv", "larger than 10 MB"),
        (b"PK\x03\x04", "names.xlsm", "macros"),
    ):
        page = send(client, content, name)
        assert page.status_code == 400
        assert why in page.content.decode()
    assert client.post(TABLE, {}).status_code == 400
    assert not Proposal.objects.exists()


def test_errors_are_shown_and_downloaded_and_nothing_can_be_proposed(drug, contributor):
    lines = [f"drug-1,Name {number},brnad,USA,=1" for number in range(250)]
    client = signed_in(contributor)
    page = send(client, "\n".join([NAMES, "drug-1,Brand 1,brand,US,A", *lines]))
    text = page.content.decode()
    assert "500 errors" in text
    assert "The first 200 are shown" in text
    assert "Propose these changes" not in text
    answer = client.get(f"{TABLE}errors.csv")
    errors = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert errors[0] == ["row", "column", "error"]
    assert len(errors) == 501
    assert {line[1] for line in errors[1:]} == {"kind", "country"}
    answer = propose(client, page)
    assert answer.status_code == 409
    assert "has errors" in said(answer)
    assert not Proposal.objects.exists()


def test_another_live_version_than_in_the_check_is_refused(drug, contributor):
    client = signed_in(contributor)
    page = send(client, CHANGE)
    Name.objects.update(note="Changed meanwhile")
    answer = propose(client, page, reason="Typed already.")
    assert answer.status_code == 409
    assert "not what you looked at" in said(answer)
    assert "Typed already." in answer.content.decode()
    assert not Proposal.objects.exists()
    assert "1 proposal" in said(propose(client, answer))


def test_another_file_than_in_the_check_is_refused(drug, contributor, kept):
    client = signed_in(contributor)
    page = send(client, CHANGE)
    (file,) = kept()
    file.write_text(CHANGE.replace("A company", "Another"))
    assert "Send it again" in said(propose(client, page))
    first = send(client, CHANGE)
    send(client, CHANGE.replace("A company", "Another"))
    assert "not what you looked at" in said(propose(client, first))
    assert not Proposal.objects.exists()


def test_a_file_is_kept_for_one_session_only(drug, contributor, reviewer, kept):
    client = signed_in(contributor)
    page = send(client, CHANGE)
    assert [path.stat().st_mode & 0o077 for path in kept()] == [0]
    answer = propose(signed_in(reviewer), page)
    assert "Send it again" in said(answer)
    assert "Send it again" in said(client.get("/admin/therapies/tables/rates/check/", follow=True))
    propose(client, page)
    assert kept() == []


def test_old_files_are_removed(drug, contributor, kept, monkeypatch):
    send(signed_in(contributor), CHANGE)
    monkeypatch.setattr(keeping, "ONE_DAY", -1)
    send(signed_in(contributor), CHANGE)
    assert len(kept()) == 1


def test_a_reason_is_asked_for(drug, contributor):
    client = signed_in(contributor)
    answer = propose(client, send(client, CHANGE), reason=" ")
    assert "Say what you change and why" in said(answer)
    assert not Proposal.objects.exists()


def test_all_proposals_or_none(drug, contributor, monkeypatch):
    factories.name(factories.drug("Drug 2"), "Brand 2")
    client = signed_in(contributor)
    page = send(client, CHANGE + "drug-2,Brand 2,brand,US,A\n")
    real, calls = publishing.propose, []

    def second_fails(*args, **named):
        calls.append(args)
        if len(calls) == 2:
            raise publishing.RefusedError("No.")
        return real(*args, **named)

    monkeypatch.setattr(publishing, "propose", second_fails)
    assert "No." in said(propose(client, page))
    assert not Proposal.objects.exists()


def test_a_file_that_changes_nothing(drug, contributor):
    client = signed_in(contributor)
    page = send(client, client.get(f"{TABLE}live.xlsx").content, "names.xlsx")
    text = page.content.decode()
    assert "1 stays as it is" in text
    assert "Propose these changes" not in text
    assert "changes nothing" in said(propose(client, page))


def test_more_changes_than_a_page_can_hold(drug, contributor, monkeypatch):
    monkeypatch.setattr("therapies.admin.tables.MOST_ROWS_SHOWN", 1)
    for number in (2, 3):
        factories.name(factories.drug(f"Drug {number}"), "Brand")
    lines = [f"drug-{number},Brand,brand,US,A" for number in (2, 3)]
    factories.name(factories.drug("Drug 0"), "Brand")
    page = send(signed_in(contributor), "\n".join([NAMES, "drug-0,Brand,brand,US,A", *lines]))
    text = page.content.decode()
    assert "2 more entries change" in text
    assert "Drug 2, Drug 3" in text


def test_a_draft_is_proposed_without_a_base(drug, contributor):
    made = factories.drug("Drug 2", status="draft", published_at=None, published_by=None)
    factories.name(made, "Brand 2")
    client = signed_in(contributor)
    assert "1 proposal" in said(
        propose(client, send(client, f"{NAMES}\ndrug-2,Brand 2,brand,US,A"))
    )
    assert Proposal.objects.get().base_number is None


def test_names_of_files_are_shown_as_text(drug, contributor):
    page = send(signed_in(contributor), CHANGE, "<b>names</b>.csv")
    assert "<b>names" not in page.content.decode()
