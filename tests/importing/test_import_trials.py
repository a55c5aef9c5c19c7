"""The command: what becomes a proposal, what does not, and what it ends with."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from editorial import workflow
from editorial.models import Proposal
from tests import factories
from tests.importing.conftest import Reply, publish, rows
from tests.importing.documents import REMOVED, page, study, written
from therapies import publishing, versions
from therapies.importing import registry, sources
from therapies.management.commands.import_trials import Command
from therapies.models import Entry, SearchName, Trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(command):
    return command("import_trials", Command)


def test_a_new_trial_is_proposed_with_its_record_as_source(run):
    said, code = run(document=page(study()))
    assert code == 0
    (proposal,) = Proposal.objects.all()
    assert proposal.reason == (
        "ClinicalTrials.gov record of 2026-10-15, https://clinicaltrials.gov/study/NCT01234567"
    )
    assert (proposal.author.username, proposal.base_number) == ("importer", None)
    (source,) = rows(proposal, "source")
    assert source["kind"] == "registry"
    assert source["url"] == "https://clinicaltrials.gov/study/NCT01234567"
    assert source["published"] == "2026-10-15"
    assert source["accessed_on"] == timezone.localdate().isoformat()
    (entry,) = rows(proposal, "entry")
    assert entry["name"] == "Exemplumab in Advanced Melanoma (EXAMPLE-1)"
    assert entry["status"] == "draft"
    (trial,) = rows(proposal, "trial")
    assert trial["drugs"] == [["exemplumab"]]
    assert trial["conditions"] == [["melanoma"]]
    assert trial["countries"] == [["turkiye"]]
    assert trial["institutions"] == [["example-university"]]
    assert trial["other_interventions"] == "Placebo (exemplumab)"
    assert (trial["phase"], trial["trial_status"]) == ("2_3", "recruiting")
    assert (trial["enrolment"], trial["data_as_of"]) == (240, "2026-10-15")
    assert trial["locator"] == (
        "registry record: phase, status, last update, enrolment (planned), start date, "
        "interventions, conditions, sites"
    )
    assert not Trial.objects.exists()
    assert "Uveal Neoplasm" in proposal.comments.get().text
    assert "conditions without an entry here, 1 in all: Uveal Neoplasm (1)" in said


def test_what_was_published_is_the_same_the_next_time(run):
    run(document=page(study()))
    publish(Proposal.objects.get())
    assert Trial.objects.get().status == "published"
    said, code = run(document=page(study()))
    assert (code, Proposal.objects.count()) == (0, 1)
    assert "as it stands here" in said


def test_a_changed_record_is_a_change_of_what_changed(run):
    run(document=page(study()))
    publish(Proposal.objects.get())
    changed = study(
        statusModule__overallStatus="TERMINATED",
        statusModule__whyStopped="Slow accrual",
        statusModule__lastUpdatePostDateStruct__date="2026-11-02",
    )
    run(document=page(changed))
    proposal = Proposal.objects.first()
    assert proposal.base_number == 1
    assert Proposal.objects.count() == 2
    (trial,) = rows(proposal, "trial")
    assert (trial["trial_status"], trial["why_stopped"]) == ("terminated", "Slow accrual")
    (entry,) = rows(proposal, "entry")
    assert entry["status"] == "published"
    assert Trial.objects.get().trial_status == "recruiting"


def test_an_open_proposal_is_revised_and_not_doubled(run):
    run(document=page(study()))
    said, _code = run(document=page(study()))
    assert "proposed before, still the same" in said
    run(document=page(study(designModule__enrollmentInfo__count=250)))
    (proposal,) = Proposal.objects.all()
    assert rows(proposal, "trial")[0]["enrolment"] == 250
    assert proposal.comments.count() == 1


def test_what_was_sent_back_waits_again_only_when_it_changed(run):
    run(document=page(study()))
    proposal = Proposal.objects.get()
    workflow.send_back(proposal, factories.user("second", is_superuser=True), "Why?")
    run(document=page(study()))
    proposal.refresh_from_db()
    assert proposal.status == "sent_back"
    run(document=page(study(designModule__enrollmentInfo__count=250)))
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


def test_the_same_accounts_own_edit_is_not_overwritten(run, contributor):
    trial = factories.trial(registry_id="NCT01234567")
    content = versions.unpack(versions.content_of(trial))
    (own,) = (row for row in content if row["model"] == "therapies.trial")
    own["fields"]["enrolment"] = 7
    mine = publishing.propose(content, contributor, "By hand", base=versions.based_on_live(trial))
    run(document=page(study()))
    mine.refresh_from_db()
    assert rows(mine, "trial")[0]["enrolment"] == 7
    assert Proposal.objects.count() == 2


def test_what_we_know_beyond_the_record_stays(run, reference):
    other = factories.drug("Otherumab")
    trial = factories.trial(
        "Our own title", registry_id="NCT01234567", other_interventions="Radiation", enrolment=9
    )
    trial.drugs.add(other)
    run(document=page(study(designModule__enrollmentInfo=REMOVED)))
    proposal = Proposal.objects.get()
    (after,) = rows(proposal, "trial")
    assert rows(proposal, "entry")[0]["name"] == "Our own title"
    assert after["drugs"] == [["exemplumab"], ["otherumab"]]
    assert after["other_interventions"] == "Radiation; Placebo (exemplumab)"
    assert after["enrolment"] == 9
    assert "enrolment" not in after["locator"]
    assert [source["url"] for source in rows(proposal, "source")] == [
        "https://clinicaltrials.gov/study/NCT01234567"
    ]


def test_a_source_of_this_address_is_used_again(run):
    known = factories.source(
        url="https://clinicaltrials.gov/study/NCT01234567", slug="known", kind="registry"
    )
    factories.trial(registry_id="NCT01234567", source=known)
    run(document=page(study()))
    (source,) = rows(Proposal.objects.get(), "source")
    assert source["slug"] == "known"


def test_an_older_record_changes_nothing(run):
    known = factories.source(url="https://clinicaltrials.gov/study/NCT01234567", kind="registry")
    factories.trial(registry_id="NCT01234567", source=known, data_as_of=date(2026, 11, 1))
    said, code = run(document=page(study()))
    assert code == 0
    assert "not for us, older than what we hold: 1" in said
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"armsInterventionsModule": REMOVED}, "names no drug of ours"),
        ({"designModule__studyType": "OBSERVATIONAL"}, "an observational study"),
        ({"designModule__studyType": "EXPANDED_ACCESS"}, "no trial"),
    ],
)
def test_what_is_not_for_us_is_counted(run, changes, why):
    said, code = run(document=page(study(**changes)))
    assert code == 0
    assert why in said
    assert not Proposal.objects.exists()


def test_options_widen_and_narrow_what_is_new(run):
    run(document=page(study()), known_only=True)
    assert not Proposal.objects.exists()
    run(document=page(study(armsInterventionsModule=REMOVED)), any_intervention=True)
    assert Proposal.objects.count() == 1


def test_what_was_taken_off_stays_off(run):
    factories.trial(registry_id="NCT01234567", status="retired")
    said, _code = run(document=page(study()))
    assert "taken off the public pages here" in said
    assert not Proposal.objects.exists()


def test_a_new_number_of_a_trial_of_ours(run):
    factories.trial(registry_id="NCT00000009")
    run(document=page(study(identificationModule__nctIdAliases=["NCT00000009"])))
    proposal = Proposal.objects.get()
    assert rows(proposal, "trial")[0]["registry_id"] == "NCT01234567"
    assert "Former numbers: NCT00000009" in proposal.comments.get().text


def test_a_dry_run_writes_nothing(run):
    said, code = run(document=page(study()), dry_run=True)
    assert code == 0
    assert "Nothing was written." in said
    assert "proposed: new" in said
    assert not Proposal.objects.exists()


def test_refused_records_are_named_and_others_taken(run):
    bad = study("NCT00000002", statusModule__startDateStruct__date="2024-13")
    said, code = run(document=[study(), bad, "x", {"protocolSection": 3}])
    assert code == 1
    assert "refused: NCT00000002 (trials.json, record 2): " in said
    assert "refused: trials.json, record 3: it has no object 'protocolSection'" in said
    assert "3 records refused." in said
    assert Proposal.objects.count() == 1


def test_a_record_that_the_database_refuses_is_named(run):
    factories.trial("Other", registry_id="NCT00000001", slug="nct01234567")
    said, code = run(document=page(study()))
    assert code == 1
    assert "another trial of ours has the address 'nct01234567'" in said


def test_a_number_twice(run):
    changed = study(designModule__enrollmentInfo__count=9)
    said, code = run(document=page(study(), study(), changed))
    assert code == 1
    assert "another record of this number came before it" in said
    assert rows(Proposal.objects.get(), "trial")[0]["enrolment"] == 240


@pytest.mark.parametrize("document", ["", "<html>", '{"studies": [{}', "[NaN]"])
def test_a_file_that_cannot_be_read_ends_with_2(run, document):
    said, code = run(document=document)
    assert code == 2
    assert "trials.json" in said


def test_what_stood_before_the_break_is_proposed_and_nothing_flagged(run):
    factories.trial(registry_id="NCT00000002")
    text = json.dumps(page(study(), study("NCT00000003")))
    _said, code = run(document=text[:-200], expect_known=True)
    assert code == 2
    assert Proposal.objects.get().slug == "nct01234567"


def test_a_directory_with_a_broken_file(run, tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    written(folder / "a.json", study())
    written(folder / "b.json", '{"protocolSection"')
    said, code = run(folder)
    assert code == 1
    assert "b.json" in said
    assert Proposal.objects.count() == 1
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty")[1] == 2
    assert run(tmp_path / "nowhere.json")[1] == 2


def test_our_trials_that_a_file_lacks_are_flagged(run):
    factories.trial("Gone", registry_id="NCT00000002")
    factories.trial("Elsewhere", registry="irct", registry_id="IRCT1")
    factories.trial("Off", registry_id="NCT00000003", status="retired")
    said, code = run(document=page(study()), expect_known=True)
    assert code == 0
    assert "not found: NCT00000002 Gone" in said
    proposal = Proposal.objects.get(slug="gone")
    (gap,) = rows(proposal, "notfound")
    assert gap["place"] == "file trials.json of ClinicalTrials.gov, NCT00000002"
    assert gap["looked_on"] == timezone.localdate().isoformat()
    assert "registry record" in gap["note"]
    assert rows(proposal, "entry")[0]["status"] == "published"
    publish(proposal)
    run(document=page(study()), expect_known=True)
    assert Proposal.objects.filter(slug="gone").count() == 1


def test_a_record_that_is_found_again_loses_the_flag(run):
    trial = factories.trial("Gone", registry_id="NCT00000002")
    run(document=page(study()), expect_known=True)
    publish(Proposal.objects.get(slug="gone"))
    assert trial.not_found.exists()
    run(document=page(study("NCT00000002")))
    proposal = Proposal.objects.filter(slug="gone").first()
    assert not rows(proposal, "notfound")


def test_the_wrong_file_flags_nothing(run):
    for number in range(12):
        factories.trial(f"Trial {number}", registry_id=f"NCT1{number:07d}")
    said, code = run(document=page(study()), expect_known=True)
    assert code == 2
    assert "lacks 12 of our 12 trials" in said
    assert Proposal.objects.count() == 1


def test_pages_of_the_service(run, service):
    service.replies = [
        Reply(page(study(), following="abc", total=2)),
        Reply({}, 429, {"Retry-After": "1"}),
        Reply(page(study("NCT00000002"))),
    ]
    _said, code = run(service=service.address, condition="melanoma", status="RECRUITING")
    assert code == 0
    assert Proposal.objects.count() == 2
    assert service.asked[0]["query.cond"] == "melanoma"
    assert service.asked[0]["filter.overallStatus"] == "RECRUITING"
    assert service.asked[0]["pageSize"] == "100"
    assert "pageToken" not in service.asked[0]
    assert service.asked[1]["pageToken"] == service.asked[2]["pageToken"] == "abc"


def test_a_run_that_was_stopped_goes_on_at_its_page(run, service, settings):
    service.replies = [Reply(page(study(), following="abc")), Reply({"error": "x"}, 400)]
    said, code = run(service=service.address, condition="melanoma")
    assert code == 2
    assert "HTTP 400" in said
    assert Proposal.objects.count() == 1
    service.replies = [Reply(page(study("NCT00000002")))]
    assert run(service=service.address, condition="melanoma", resume=True)[1] == 0
    assert service.asked[-1]["pageToken"] == "abc"
    assert Proposal.objects.count() == 2
    assert not list(settings.VAR_DIR.iterdir())


def test_a_bookmark_is_of_one_question(run, service, settings):
    service.replies = [Reply(page(study(), following="abc")), Reply({}, 400)]
    run(service=service.address, condition="melanoma")
    said, code = run(service=service.address, condition="asthma", resume=True)
    assert code == 2
    assert "of another question" in said
    (settings.VAR_DIR / "import_trials.json").write_text("{")
    said, code = run(service=service.address, condition="melanoma", resume=True)
    assert code == 2
    assert "is damaged" in said
    service.replies = [Reply(page(study()))]
    assert run(service=service.address, condition="melanoma")[1] == 0
    assert "pageToken" not in service.asked[-1]


def test_a_dry_run_has_a_bookmark_of_its_own(run, service, settings):
    service.replies = [Reply(page(study(), following="abc")), Reply({}, 400)]
    run(service=service.address, condition="melanoma")
    kept = (settings.VAR_DIR / "import_trials.json").read_text()
    service.replies = [Reply(page(study()))]
    run(service=service.address, condition="asthma", dry_run=True)
    assert (settings.VAR_DIR / "import_trials.json").read_text() == kept


def test_letters_that_no_database_takes_are_left_out(run):
    odd = study(identificationModule__briefTitle="Exem\ud800plumab\x1b \x00in  Asthma")
    assert run(document=json.dumps(page(odd)))[1] == 0
    (entry,) = rows(Proposal.objects.get(), "entry")
    assert entry["name"] == "Exemplumab in Asthma (EXAMPLE-1)"
    odd = study(identificationModule__nctId="\ud800\x1b")
    said, code = run(document=json.dumps(page(odd)))
    assert code == 1
    assert "NCT and eight digits" in said


def test_our_trials_are_asked_for_by_number(run, service, monkeypatch):
    monkeypatch.setattr(sources, "PAGE", 2)
    for number in (1, 2, 3):
        factories.trial(f"Trial {number}", registry_id=f"NCT0000000{number}")

    def answer(query):
        ids = query["filter.ids"].split(",")
        return Reply(page(*(study(each) for each in ids if each != "NCT00000002")))

    service.answer = answer
    said, code = run(service=service.address, expect_known=True)
    assert code == 0
    assert [each["filter.ids"] for each in service.asked] == [
        "NCT00000001,NCT00000002",
        "NCT00000003",
    ]
    assert "not found: NCT00000002 Trial 2" in said
    gap = rows(Proposal.objects.get(slug="trial-2"), "notfound")[0]
    assert gap["place"] == "ClinicalTrials.gov, NCT00000002"


def test_a_service_that_knows_none_of_ours_flags_nothing(run, service):
    for number in range(12):
        factories.trial(f"Trial {number}", registry_id=f"NCT1{number:07d}")
    service.answer = lambda query: Reply(page())
    said, code = run(service=service.address, expect_known=True)
    assert code == 2
    assert "none of 12 trials" in said
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "document",
    [{"trials": []}, {"studies": {}}, page(study(), following="abc"), {"error": "no"}],
)
def test_answers_of_another_shape_end_with_2(run, service, document):
    service.answer = lambda query: Reply(document)
    assert run(service=service.address, condition="melanoma")[1] == 2


def test_a_token_that_is_no_text(run, service):
    service.replies = [Reply({"studies": [], "nextPageToken": 7})]
    assert run(service=service.address, condition="melanoma")[1] == 2


@pytest.mark.parametrize("options", [{}, {"resume": True, "document": "[]"}])
def test_options_that_do_not_go_together(run, options):
    assert run(**options)[1] == 2


def test_who_may_propose(reference, tmp_path):
    path = str(written(tmp_path / "a.json", []))
    factories.user("reader")
    for name in ("reader", "nobody"):
        with pytest.raises(CommandError) as refusal:
            call_command("import_trials", path, by=name)
        assert refusal.value.returncode == 2


def test_without_a_search_index_nothing_is_mapped(run):
    SearchName.objects.all().delete()
    said, code = run(document=page(study()))
    assert code == 2
    assert "run index_search" in said


def test_every_outcome_keeps_the_history_whole(run):
    factories.trial(registry_id="NCT01234567")
    run(document=page(study()))
    publish(Proposal.objects.get())
    assert not [each for each in versions.unrecorded() if each.startswith("trial")]
    assert Entry.objects.filter(entry_type="trial").count() == 1
    assert registry.known_numbers() == ["NCT01234567"]
