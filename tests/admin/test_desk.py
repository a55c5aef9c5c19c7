"""The first page of the admin shows each role what needs it; reviews are confirmed with sources."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from editorial.models import Confirmation, ErrorReport, Proposal, Version
from tests import factories
from tests.admin.conftest import propose, said, signed_in
from therapies.models import Drug, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def desk(user) -> str:
    return signed_in(user).get("/admin/").content.decode()


def test_what_waits_for_whom(drug, contributor, reviewer):
    propose(contributor, drug, reason="Changed in section 6.", why_included="Mine.")
    mine, theirs = desk(contributor), desk(reviewer)
    assert "Your proposals (1)" in mine
    assert "Waiting for you" not in mine
    assert "Waiting for you (1)" in theirs
    assert "Changed in section 6." in theirs
    assert "Your proposals (0)" in theirs


def publish(user, proposal):
    address = reverse("admin:editorial_proposal_change", args=[proposal.pk])
    data = {"step": "publish", "text": "Checked.", "seen": proposal.base_number}
    signed_in(user).post(address, data)


def test_sent_back_comes_first(drug, contributor, reviewer):
    propose(contributor, drug, why_included="Mine.")
    address = reverse("admin:editorial_proposal_change", args=[Proposal.objects.get().pk])
    signed_in(reviewer).post(address, {"step": "send_back", "text": "Which table?"})
    text = desk(contributor)
    assert "Sent back to you (1)" in text
    assert text.index("Sent back to you") < text.index("Your proposals (0)")


def test_reports_overdue_changes_and_kinds(drug, reviewer, maintainer):
    ErrorReport.objects.create(page="/drugs/", message="Nausea is wrong.")
    ErrorReport.objects.create(page="/drugs/", message="Old one.", status="mended")
    Entry.objects.filter(pk=drug.pk).update(
        reviewed_on=date(2020, 1, 1), review_due_on=date(2021, 1, 1)
    )
    factories.awaited_drug(drug.primary_type)
    propose(reviewer, drug, reason="Table 2 read again.", why_included="Told anew.")
    publish(maintainer, Proposal.objects.get())
    text = desk(reviewer)
    assert "Nausea is wrong." in text
    assert "Old one." not in text
    assert "Overdue reviews (1)" in text
    assert "due since 1 January 2021" in text
    assert "Table 2 read again." in text
    assert "1 of 2" in text


def test_gaps_are_looked_for_once_for_each_version(drug, reviewer):
    assert "Not looked for" in desk(reviewer)
    page = signed_in(reviewer).get("/admin/gaps/").content.decode()
    assert "drugs without brand" not in page
    assert "when to call" in page or "find nothing" in page or "side effects" in page
    assert "The checks of the reference find" in desk(reviewer)


def test_a_role_sees_only_what_it_may(drug, staff):
    somebody = factories.user("somebody", is_staff=True)
    text = desk(somebody)
    for title in ("Waiting for you", "Your proposals", "error reports", "Overdue"):
        assert title not in text


def test_overdue_can_be_listed(drug, reviewer):
    address = reverse("admin:therapies_drug_changelist")
    client = signed_in(reviewer)
    assert "Drug 1" not in _results(client.get(address, {"review": "overdue"}))
    Entry.objects.filter(pk=drug.pk).update(
        reviewed_on=date(2020, 1, 1), review_due_on=date(2021, 1, 1)
    )
    assert "Drug 1" in _results(client.get(address, {"review": "overdue"}))


def _results(response) -> str:
    return " ".join(str(row) for row in response.context["cl"].result_list)


def confirm(user, drug, **data):
    address = reverse("admin:therapies_drug_confirm", args=[drug.pk])
    return signed_in(user).post(address, data, follow=True)


def test_confirming_says_who_when_and_which_sources(drug, reviewer, client):
    source = Drug.objects.get().source
    confirm(reviewer, drug, source=[source.slug], note="Section 6 read again.")
    drug.refresh_from_db()
    today = timezone.localdate()
    assert (drug.reviewed_by, drug.reviewed_on) == (reviewer, today)
    assert drug.review_due_on == today + timedelta(days=365)
    confirmation = Confirmation.objects.get()
    assert confirmation.sources == [source.slug]
    assert confirmation.version == Version.objects.of("drug", drug.slug).first()
    assert confirmation.version.reason == "confirmed: still true"


def test_confirming_without_a_source_is_refused(drug, reviewer):
    assert "at least one" in said(confirm(reviewer, drug))
    assert not Confirmation.objects.exists()


def test_contributor_confirms_nothing(drug, contributor):
    assert confirm(contributor, drug, source=[drug.source.slug]).status_code == 403


@pytest.mark.parametrize(
    ("make", "days"),
    [(factories.drug, 365), (factories.trial, 182), (factories.side_effect, 730)],
)
def test_a_review_holds_as_long_as_its_kind_of_entry(make, days):
    entry = make(review_due_on=None)
    assert entry.review_expected_on == entry.reviewed_on + timedelta(days=days)
