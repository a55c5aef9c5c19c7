"""A record of the registry: what is read of it, and for what it is refused."""

from datetime import date

import pytest

from tests.importing.documents import REMOVED, study
from therapies.importing import study as reading
from therapies.importing.refusals import PassedOverError, RefusedRecordError


def test_a_whole_record():
    read = reading.read(study())
    assert (read.number, read.acronym) == ("NCT01234567", "EXAMPLE-1")
    assert (read.status, read.phase) == ("recruiting", "2_3")
    assert (read.started_on, read.started_precision) == (date(2024, 5, 1), "month")
    assert (read.updated, read.data_as_of) == ("2026-10-15", date(2026, 10, 15))
    assert (read.enrolment, read.is_enrolment_planned) == (240, True)
    assert read.conditions == ("Melanoma", "Uveal Neoplasm")
    assert [each.name for each in read.interventions] == [
        "Exemplumab 200 mg",
        "Placebo (exemplumab)",
    ]
    assert [site.country for site in read.sites] == ["Turkey (Türkiye)", "France"]
    assert read.sponsors == ("Example University", "Someone Else")
    assert read.address == "https://clinicaltrials.gov/study/NCT01234567"


@pytest.mark.parametrize(("status", "ours"), reading.STATUSES.items())
def test_every_status(status, ours):
    assert reading.read(study(statusModule__overallStatus=status)).status == ours


@pytest.mark.parametrize(
    ("phases", "ours"),
    [
        (["PHASE2", "PHASE1"], "1_2"),
        (["EARLY_PHASE1"], "early_1"),
        (["NA"], "na"),
        (REMOVED, "na"),
        (["PHASE4"], "4"),
    ],
)
def test_phases(phases, ours):
    assert reading.read(study(designModule__phases=phases)).phase == ours


def test_a_reason_is_kept_of_what_was_stopped_only():
    stopped = {"overallStatus": "TERMINATED", "whyStopped": "Slow  accrual"}
    base = study()["protocolSection"]["statusModule"]
    assert reading.read(study(statusModule=base | stopped)).why_stopped == "Slow accrual"
    assert not reading.read(study(statusModule__whyStopped="Slow accrual")).why_stopped
    stopped["whyStopped"] = "x" * 900
    assert len(reading.read(study(statusModule=base | stopped)).why_stopped) == 400


def test_a_start_that_was_only_planned_is_not_taken():
    later = {"date": "2026-12", "type": "ESTIMATED"}
    base = study()["protocolSection"]["statusModule"] | {"startDateStruct": later}
    read = reading.read(study(statusModule=base | {"overallStatus": "WITHDRAWN"}))
    assert (read.started_on, read.planned_start) == (None, "2026-12")
    read = reading.read(study(statusModule=base | {"overallStatus": "NOT_YET_RECRUITING"}))
    assert (read.started_on, read.planned_start) == (date(2026, 12, 1), "")


def test_sites_that_were_called_off_are_none():
    sites = [{"facility": "A", "country": "Egypt", "status": "WITHDRAWN"}]
    assert reading.read(study(contactsLocationsModule__locations=sites)).sites == ()


def test_what_a_record_lacks_is_nothing():
    read = reading.read(
        study(
            contactsLocationsModule=REMOVED,
            conditionsModule=REMOVED,
            armsInterventionsModule=REMOVED,
            sponsorCollaboratorsModule=REMOVED,
            designModule__enrollmentInfo=REMOVED,
            statusModule__startDateStruct=REMOVED,
            identificationModule__acronym=REMOVED,
        )
    )
    assert (read.enrolment, read.started_on, read.sites, read.sponsors) == (None, None, (), ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"statusModule__startDateStruct__date": "2024-13"}, "'2024-13': no day of the calendar"),
        ({"statusModule__startDateStruct__date": "Spring"}, "'Spring': not a date"),
        ({"statusModule__startDateStruct__date": 2024}, "'2024': not a text"),
        ({"statusModule__startDateStruct__date": "2023-02-29"}, "no day of the calendar"),
        ({"statusModule__startDateStruct": "2024"}, "not an object"),
        ({"statusModule__lastUpdatePostDateStruct__date": "2024-05"}, "a day is needed"),
        ({"statusModule__lastUpdatePostDateStruct": REMOVED}, "'': not a date"),
        ({"statusModule__overallStatus": "PAUSED"}, "'PAUSED': unknown"),
        ({"statusModule__overallStatus": None}, "'': unknown"),
        ({"designModule__phases": ["PHASE7"]}, "'PHASE7': unknown"),
        ({"designModule__phases": "PHASE2"}, "not a list"),
        ({"designModule__phases": [2]}, "not a list of texts"),
        ({"designModule__studyType": "OTHER"}, "'OTHER': unknown"),
        ({"designModule__enrollmentInfo__count": -1}, "no number of people"),
        ({"designModule__enrollmentInfo__count": "many"}, "no number of people"),
        ({"designModule__enrollmentInfo__count": 10**12}, "no number of people"),
        ({"designModule__enrollmentInfo__count": True}, "no number of people"),
        ({"identificationModule__nctId": "NCT1"}, "NCT and eight digits"),
        ({"identificationModule__nctId": None}, "NCT and eight digits"),
        ({"identificationModule__briefTitle": " "}, "briefTitle is missing"),
        ({"contactsLocationsModule__locations": [7]}, "not an object"),
        ({"armsInterventionsModule__interventions": {"name": "x"}}, "not a list"),
    ],
)
def test_what_is_refused_names_the_field(changes, said):
    with pytest.raises(RefusedRecordError, match=said):
        reading.read(study(**changes))


@pytest.mark.parametrize("record", [None, [], "x", {}, {"protocolSection": []}])
def test_other_shapes_are_refused(record):
    with pytest.raises(RefusedRecordError, match="protocolSection"):
        reading.read(record)


@pytest.mark.parametrize(
    "changes",
    [{"designModule__studyType": "EXPANDED_ACCESS"}, {"statusModule__overallStatus": "WITHHELD"}],
)
def test_what_is_in_order_and_no_trial_is_passed_over(changes):
    with pytest.raises(PassedOverError):
        reading.read(study(**changes))
