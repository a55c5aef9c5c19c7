"""From an edit in the admin to the public page, by two people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial import history
from editorial.models import Proposal, Version
from tests import factories
from tests.admin.conftest import change, form_data, propose, said, signed_in
from therapies.canonical import entry_records
from therapies.models import Drug, Name, Rate, SideEffect

pytestmark = pytest.mark.django_db


def page(proposal: Proposal) -> str:
    return reverse("admin:editorial_proposal_change", args=[proposal.pk])


def step(user, proposal, name, text="Checked against the label.", seen=None):
    live = Version.objects.of(proposal.kind, proposal.slug).first()
    number = seen if seen is not None else (live.number if live else "")
    data = {"step": name, "text": text, "seen": number}
    return signed_in(user).post(page(proposal), data, follow=True)


def test_an_edit_changes_nothing_that_is_live(drug, contributor):
    before = entry_records(drug)
    response = propose(
        contributor, drug, **{"safety_datasets-0-rows-0-percent": "40", "why_included": "New."}
    )
    assert "The public sees no change" in said(response)
    assert entry_records(Drug.objects.get()) == before
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.status, proposal.base_number) == (contributor, "waiting", 1)
    text = response.content.decode()
    assert "New." in text
    assert "40" in text


def test_two_people_bring_a_change_to_the_public_page(drug, contributor, reviewer, client):
    propose(
        contributor,
        drug,
        **{"safety_datasets-0-rows-0-percent": "40", "why_included": "Told anew."},
    )
    proposal = Proposal.objects.get()
    assert "Told anew." not in client.get("/drugs/drug-1/").content.decode()
    response = step(reviewer, proposal, "publish")
    assert "The public sees it now." in said(response)
    assert "Told anew." in client.get("/drugs/drug-1/").content.decode()
    assert Rate.objects.get().percent == 40
    version = Version.objects.first()
    assert (version.number, version.author, version.publisher) == (2, contributor, reviewer)
    assert version.sections == ["therapies.drug", "therapies.rate"]
    assert not list(history.problems())


def test_rows_are_added_and_removed_by_a_proposal(drug, contributor, reviewer):
    effect = factories.side_effect("Rash")
    propose(
        contributor,
        drug,
        **{
            "safety_datasets-0-rows-0-DELETE": "on",
            "safety_datasets-0-rows-1-side_effect": effect.pk,
            "safety_datasets-0-rows-1-percent": "7",
            "safety_datasets-0-rows-1-upper_bounds": "[]",
            "names-0-DELETE": "on",
        },
    )
    assert Name.objects.exists()
    step(reviewer, Proposal.objects.get(), "publish")
    assert [rate.side_effect.name for rate in Rate.objects.all()] == ["Rash"]
    assert not Name.objects.exists()


def test_who_proposed_does_not_publish(drug, reviewer):
    propose(reviewer, drug, why_included="Mine.")
    response = step(reviewer, Proposal.objects.get(), "publish")
    assert response.status_code == 409
    assert "somebody else must" in said(response)
    assert not Version.objects.filter(number=2).exists()


def test_a_maintainer_alone_says_why_in_public(drug, maintainer):
    propose(maintainer, drug, why_included="Mine.")
    proposal = Proposal.objects.get()
    assert "shown in public" in said(step(maintainer, proposal, "publish", text=" "))
    step(maintainer, proposal, "publish", text="Nobody else was there, and the label was recalled.")
    version = Version.objects.get(number=2)
    assert version.override == "Nobody else was there, and the label was recalled."


def test_publishing_says_what_was_checked(drug, contributor, reviewer):
    propose(contributor, drug, why_included="Mine.")
    assert "what you checked" in said(step(reviewer, Proposal.objects.get(), "publish", text=" "))
    assert Proposal.objects.get().status == "waiting"


def test_contributor_publishes_nothing(drug, contributor):
    propose(contributor, drug, why_included="Mine.")
    other = factories.user("contributor-2", is_staff=True)
    other.groups.set(contributor.groups.all())
    assert "not publish" in said(step(other, Proposal.objects.get(), "publish"))
    assert "not decide" in said(step(other, Proposal.objects.get(), "send_back"))


def test_sent_back_and_changed_by_its_author(drug, contributor, reviewer):
    """The form is filled from the proposal, its new rows included."""
    effect = factories.side_effect("Rash")
    propose(
        contributor,
        drug,
        **{
            "why_included": "First try.",
            "safety_datasets-0-rows-1-side_effect": effect.pk,
            "safety_datasets-0-rows-1-percent": "7",
            "safety_datasets-0-rows-1-upper_bounds": "[]",
        },
    )
    proposal = Proposal.objects.get()
    assert "Say what is to be changed" in said(step(reviewer, proposal, "send_back", text=""))
    step(reviewer, proposal, "send_back", text="Which rash?")
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decision) == ("sent_back", "Which rash?")
    client = signed_in(contributor)
    address = f"{change(drug)}?proposal={proposal.pk}"
    data = form_data(client, address)
    assert data["why_included"] == "First try."
    assert data["safety_datasets-0-rows-1-percent"] in ("7", 7)
    data |= {"safety_datasets-0-rows-1-percent": "8", "reason": "Rash of any kind, 8 %."}
    response = client.post(address, data, follow=True)
    assert "Proposed." in said(response)
    assert Proposal.objects.count() == 1
    step(reviewer, proposal, "publish")
    assert Rate.objects.get(side_effect=effect).percent == 8


def test_rows_that_did_not_change_are_not_asked_about_again(drug, contributor):
    """Proposing costs the same whether a dataset has one rate or fifty more."""
    dataset = drug.safety_datasets.get()
    client = signed_in(contributor)

    def propose_counted() -> int:
        data = form_data(client, change(drug))
        data |= {"reason": "Why.", "why_included": f"Told anew {Rate.objects.count()}."}
        with CaptureQueriesContext(connection) as queries:
            client.post(change(drug), data)
        return len(queries)

    before = propose_counted()
    for number in range(50):
        factories.rate(dataset, side_effect=factories.side_effect(f"Effect of number {number}"))
    assert propose_counted() <= before + 2


def test_new_entry_is_proposed_changed_and_published(contributor, reviewer, client):
    existing = factories.side_effect("Nausea")
    own = signed_in(contributor)
    data = {
        "name": "Rash",
        "slug": "rash",
        "synonyms": "[]",
        "plain_name": "Rash",
        "organ_class": existing.organ_class,
        "plain_description": "Red or bumpy skin.",
        "source": existing.source_id,
        "locator": "1",
        "reason": "Labels name it.",
    }
    for prefix in ("statements", "not_found"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    own.post(reverse("admin:therapies_sideeffect_add"), data)
    proposal = Proposal.objects.get()
    assert proposal.base_number is None
    assert not SideEffect.objects.filter(slug="rash").exists()
    address = own.get(page(proposal)).context["edit_address"]
    data = form_data(own, address) | {"plain_description": "Red skin.", "reason": "Shorter."}
    own.post(address, data)
    step(reviewer, proposal, "publish")
    assert "Red skin." in client.get("/side-effects/rash/").content.decode()
    rash = SideEffect.objects.get(slug="rash")
    assert (rash.published_by, rash.reviewed_by) == (reviewer, reviewer)
    assert rash.pk < 2**62


def test_two_people_with_the_same_form_open_lose_nothing(drug, contributor, reviewer, maintainer):
    mine, theirs = signed_in(contributor), signed_in(maintainer)
    first = form_data(mine, change(drug)) | {"why_included": "Mine.", "reason": "One."}
    second = form_data(theirs, change(drug)) | {"names-0-holder": "A firm", "reason": "Two."}
    mine.post(change(drug), first)
    one = Proposal.objects.get(reason="One.")
    step(reviewer, one, "publish")
    theirs.post(change(drug), second)
    two = Proposal.objects.get(reason="Two.")
    assert two.base_number == 1
    text = signed_in(reviewer).get(page(two)).content.decode()
    assert "Something was published since" in text
    assert "both will stand" in text
    assert "Something was published meanwhile" in said(step(reviewer, two, "publish", seen=1))
    step(reviewer, two, "publish", seen=2)
    assert Name.objects.get().holder == "A firm"
    assert Drug.objects.get().why_included == "Mine."


def test_contradiction_cannot_be_published(drug, contributor, reviewer, maintainer):
    propose(contributor, drug, reason="One.", why_included="Mine.")
    propose(maintainer, drug, reason="Two.", why_included="Theirs.")
    step(reviewer, Proposal.objects.get(reason="One."), "publish")
    two = Proposal.objects.get(reason="Two.")
    text = signed_in(reviewer).get(page(two)).content.decode()
    assert "Both changed the same place" in text
    assert "contradicts" in said(step(reviewer, two, "publish"))
    assert Drug.objects.get().why_included == "Mine."


def test_nothing_changed_is_nothing_proposed(drug, contributor):
    assert "nothing to propose" in said(propose(contributor, drug))
    assert not Proposal.objects.exists()


def test_reason_is_asked_for_and_nothing_typed_is_lost(drug, contributor):
    response = propose(contributor, drug, reason="", why_included="Typed meanwhile.")
    assert "This field is required" in response.content.decode()
    assert "Typed meanwhile." in response.content.decode()


def test_preview_is_the_page_as_it_would_be(drug, contributor, reviewer, client):
    propose(contributor, drug, why_included="Told anew.")
    address = reverse("admin:editorial_proposal_preview", args=[Proposal.objects.get().pk])
    response = signed_in(reviewer).get(address)
    text = response.content.decode()
    assert "Told anew." in text
    assert '<meta name="robots" content="noindex">' in text
    assert "ld+json" not in text
    assert 'rel="canonical"' not in text
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "noindex" in response["X-Robots-Tag"]
    assert client.get(address).status_code == 302
    assert Drug.objects.get().why_included != "Told anew."


def test_preview_of_what_cannot_be_applied_says_why(drug, contributor, reviewer):
    """What the proposal refers to was removed since."""
    propose(contributor, drug, why_included="Told anew.")
    proposal = Proposal.objects.get()
    content = proposal.content.replace('"oral"', '"rectal"')
    Proposal.objects.update(content=content)
    address = reverse("admin:editorial_proposal_preview", args=[proposal.pk])
    response = signed_in(reviewer).get(address, follow=True)
    assert "It cannot be shown: " in said(response)
    assert "there is no route" in said(response)
    assert "there is no route" in said(step(reviewer, proposal, "publish"))


def test_retirement_is_proposed_and_published(drug, contributor, reviewer, client):
    data = {"action": "propose_retirement", "_selected_action": [drug.pk]}
    signed_in(contributor).post(reverse("admin:therapies_drug_changelist"), data)
    assert client.get("/drugs/drug-1/").status_code == 200
    step(reviewer, Proposal.objects.get(), "publish")
    assert client.get("/drugs/drug-1/").status_code == 404
    assert Version.objects.first().number == 2


def test_withdrawn_by_its_author_only(drug, contributor, reviewer):
    propose(contributor, drug, why_included="Mine.")
    proposal = Proposal.objects.get()
    assert "Only who proposed" in said(step(reviewer, proposal, "withdraw"))
    step(contributor, proposal, "withdraw")
    assert "not open any more" in said(step(reviewer, proposal, "publish"))


def test_only_its_author_opens_a_proposal_to_change_it(drug, contributor, reviewer):
    propose(contributor, drug, why_included="Mine.")
    address = f"{change(drug)}?proposal={Proposal.objects.get().pk}"
    assert signed_in(reviewer).get(address).status_code == 404


def test_comments(drug, contributor, reviewer):
    propose(contributor, drug, why_included="Mine.")
    proposal = Proposal.objects.get()
    step(reviewer, proposal, "comment", text="Which table?")
    assert "Which table?" in signed_in(contributor).get(page(proposal)).content.decode()
    assert "empty" in said(step(contributor, proposal, "comment", text=" "))
