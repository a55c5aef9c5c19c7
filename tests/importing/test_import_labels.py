"""Labels: names are proposed, texts are only pointed to, rates never touched."""

import pytest
from django.utils import timezone

from editorial.models import Proposal
from tests import factories
from tests.importing.conftest import Reply, publish, rows
from tests.importing.documents import NO_MATCHES, REMOVED, label, labels
from therapies import search
from therapies.importing import label as reading
from therapies.importing.refusals import PassedOverError, RefusedRecordError
from therapies.management.commands.import_labels import Command
from therapies.models import Name

pytestmark = pytest.mark.django_db
OTHER_SET = "66666666-2222-3333-4444-555555555555"
ADDRESS = (
    "https://api.fda.gov/drug/label.json?search=set_id:%2211111111-2222-3333-4444-555555555555%22"
)


@pytest.fixture
def run(command):
    return command("import_labels", Command)


def test_a_name_that_we_lack_is_proposed_with_its_label(run):
    said, code = run(document=labels(label()))
    assert code == 0
    proposal = Proposal.objects.get()
    assert (
        proposal.reason
        == "openFDA label records, in effect 2026-03-10 to 2026-03-10, name it: EXEMPLA"
    )
    (name,) = rows(proposal, "name")
    assert (name["text"], name["kind"], name["country"]) == ("EXEMPLA", "brand", "US")
    assert name["holder"] == "Example Pharma LLC"
    assert name["locator"] == "openfda.brand_name and openfda.manufacturer_name"
    (source,) = [each for each in rows(proposal, "source") if [each["slug"]] == name["source"]]
    assert source["url"] == ADDRESS
    assert source["title"] == "EXEMPLA (EXEMPLUMAB) label record in openFDA, version 12"
    assert (source["kind"], source["published"]) == ("label", "2026-03-10")
    assert source["accessed_on"] == timezone.localdate().isoformat()
    assert "proposed: changed" in said


def test_texts_are_pointed_to_and_never_taken(run):
    said, _code = run(document=labels(label()))
    proposal = Proposal.objects.get()
    for text in (proposal.comments.get().text, said):
        assert (
            "The label has a boxed warning and we have none of the FDA: boxed_warning, "
            "letters 0 to 69, begins “WARNING: CYTOKINE RELEASE Severe reactions occurred”"
        ) in text
        assert "2 passages on uses" in text
        assert "indications_and_usage, letters 24 to 91, begins “1.1 Melanoma EXEMPLA is" in text
        assert "begins “1.2 Lung Cancer EXEMPLA is" in text
        assert "warnings_and_cautions, letters 11 to 53" in text
    for model in ("warning", "indication", "rate", "safetydataset", "statement"):
        assert not rows(proposal, model)


def test_a_boxed_warning_that_we_have_is_no_gap(run, reference):
    factories.warning(reference["drug"])
    said, _code = run(document=labels(label()))
    assert "boxed warning" not in said


def test_a_name_that_we_have_is_not_proposed(run, reference):
    factories.name(reference["drug"], "Exempla")
    said, code = run(document=labels(label(), label(set_id=OTHER_SET)))
    assert code == 0
    assert "as it stands here" in said
    assert "2 passages on uses" in said
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"openfda__application_number": ["ANDA012345"]}, "approved as a generic version"),
        ({"openfda__generic_name": ["EXEMPLUMAB-ABCD"]}, "it may be a biosimilar's"),
        ({"openfda__is_original_packager": REMOVED}, "may be a repackager's"),
    ],
)
def test_what_the_label_alone_does_not_decide_is_left_to_an_editor(run, changes, why):
    said, code = run(document=labels(label(**changes)))
    assert code == 0
    assert "“EXEMPLA” is not proposed as a name: " in said
    assert why in said
    assert not Proposal.objects.exists()


def test_a_name_that_we_know_from_elsewhere_is_proposed_for_the_us(run, reference):
    elsewhere = {"country": "EU", "kind": "biosimilar_brand"}
    factories.name(reference["drug"], "Exempla", **elsewhere)
    run(document=labels(label(openfda__generic_name=["EXEMPLUMAB-ABCD"])))
    proposal = Proposal.objects.get()
    assert [(each["text"], each["kind"], each["country"]) for each in rows(proposal, "name")] == [
        ("Exempla", "biosimilar_brand", "EU"),
        ("Exempla", "biosimilar_brand", "US"),
    ]
    assert proposal.reason.endswith("name it: Exempla")


def test_the_label_that_decides_is_taken(run):
    generic = label(
        set_id="00000000-2222-3333-4444-555555555555", openfda__application_number=["ANDA1"]
    )
    said, _code = run(document=labels(generic, label()))
    assert Proposal.objects.count() == 1
    assert "is not proposed" not in said


def test_a_suffix_that_is_our_drugs_own_decides(run, reference):
    factories.name(reference["drug"], "exemplumab-abcd", kind="inn")
    search.rebuild()
    run(document=labels(label(openfda__generic_name=["EXEMPLUMAB-ABCD"])))
    assert Proposal.objects.count() == 1


def test_a_holder_is_given_where_there_is_one(run):
    run(document=labels(label(openfda__manufacturer_name=["A", "B"])))
    assert rows(Proposal.objects.get(), "name")[0]["holder"] == ""


def test_the_originals_label_comes_before_a_repackagers(run):
    packed = label(
        set_id="00000000-2222-3333-4444-555555555555",
        openfda__is_original_packager=REMOVED,
        openfda__manufacturer_name=["Repackers Inc"],
    )
    said, _code = run(document=labels(packed, label()))
    assert rows(Proposal.objects.get(), "name")[0]["holder"] == "Example Pharma LLC"
    assert "is not proposed" not in said


def test_names_of_several_runs_stand_in_one_proposal(run):
    run(document=labels(label()))
    said, _code = run(document=labels(label()))
    assert "proposed before, still the same" in said
    run(document=labels(label(set_id=OTHER_SET, openfda__brand_name=["EXEMPLA SC"])))
    proposal = Proposal.objects.get()
    assert {name["text"] for name in rows(proposal, "name")} == {"EXEMPLA", "EXEMPLA SC"}
    assert proposal.reason.endswith("name it: EXEMPLA, EXEMPLA SC")
    publish(proposal)
    assert Name.objects.count() == 2
    assert "as it stands here" in run(document=labels(label()))[0]


def test_labels_of_others_are_passed_over(run):
    factories.drug("Otherumab")
    search.rebuild()
    said, code = run(
        document=labels(
            label(openfda__generic_name=["ASPIRIN"]),
            label(openfda__generic_name=["EXEMPLUMAB", "OTHERUMAB"]),
            label(openfda__generic_name=["EXEMPLUMAB AND OTHERUMAB"]),
            label(openfda={}),
            label(openfda__generic_name=["OTHERUMAB"]),
        ),
        drug=["exemplumab"],
    )
    assert code == 0
    for why in (
        "of no drug of ours: 2",
        "a label of several substances: 1",
        "a label without names of a product: 1",
        "of a drug that was not asked for: 1",
    ):
        assert f"not for us, {why}" in said
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"effective_time": "2026-03-10"}, "not a date such as 20240517"),
        ({"effective_time": "20261310"}, "no day of the calendar"),
        ({"effective_time": REMOVED}, "not a date"),
        ({"set_id": "x"}, "not the identifier of a label"),
        ({"version": "new"}, "not a number"),
        ({"openfda": []}, "not an object"),
        ({"openfda__brand_name": "EXEMPLA"}, "not a list"),
        ({"boxed_warning": "text"}, "not a list"),
    ],
)
def test_what_is_refused_names_the_field(changes, said):
    with pytest.raises(RefusedRecordError, match=said):
        reading.read(label(**changes))


def test_a_label_without_names_or_of_another_shape():
    with pytest.raises(PassedOverError):
        reading.read(label(openfda=REMOVED))
    with pytest.raises(RefusedRecordError, match="no object"):
        reading.read([])


def test_numbers_that_are_no_headings():
    text = "2 Doses 2.5 Milligrams 1.1 Use A (1.2) B 1.2 Use C 14.1 Study"
    found = reading.read(label(indications_and_usage=[text])).of("indications_and_usage")
    assert [each.first_words.split()[0] for each in found] == ["1.1", "1.2"]


def test_refused_labels_are_named_and_others_taken(run):
    said, code = run(document=labels(label(), label(effective_time="Spring"), 7))
    assert code == 1
    assert "refused: labels.json, record 2: effective_time is 'Spring'" in said
    assert "refused: labels.json, record 3: it is no object" in said
    assert Proposal.objects.count() == 1


def test_the_newer_of_two_records_of_a_label(run):
    newer = label(effective_time="20260401", version="13")
    said, _code = run(document=labels(label(), newer, label()))
    titles = [each["title"] for each in rows(Proposal.objects.get(), "source")]
    assert any(title.endswith("version 13") for title in titles)
    assert not any(title.endswith("version 12") for title in titles)
    assert "met a second time" in said


def test_a_dry_run_writes_nothing(run):
    said, code = run(document=labels(label()), dry_run=True)
    assert (code, Proposal.objects.exists()) == (0, False)
    assert "Nothing was written." in said


@pytest.mark.parametrize("document", ["", "<html>", '{"results": [{'])
def test_a_file_that_cannot_be_read_ends_with_2(run, document):
    assert run(document=document)[1] == 2


def test_the_service_is_asked_by_name_page_after_page(run, service):
    following = f"{service.address}/drug/label.json?search=x&search_after=0%3D7"
    service.replies = [
        Reply(labels(label()), headers={"Link": f'<{following}>; rel="next"'}),
        Reply({}, 503),
        Reply(labels(label(set_id=OTHER_SET, openfda__brand_name=["EXEMPLA SC"]))),
    ]
    said, code = run(service=f"{service.address}/drug/label.json", drug=["exemplumab"])
    assert code == 0, said
    assert service.asked[0] == {"search": 'openfda.generic_name:"Exemplumab"', "limit": "100"}
    assert service.asked[1]["search_after"] == "0=7"
    assert len(rows(Proposal.objects.get(), "name")) == 2


def test_no_labels_is_an_answer(run, service):
    service.replies = [Reply(NO_MATCHES, 404)]
    assert run(service=service.address, drug=["exemplumab"])[1] == 0


def test_only_labels_of_the_drug_that_was_asked_about(run, service):
    factories.drug("Otherumab")
    search.rebuild()
    service.replies = [Reply(labels(label(openfda__generic_name=["OTHERUMAB"])))]
    said, _code = run(service=service.address, drug=["exemplumab"])
    assert "of a drug that was not asked for: 1" in said
    assert not Proposal.objects.exists()


def test_a_run_over_all_drugs_goes_on_where_it_stopped(run, service, settings):
    factories.drug("Otherumab")
    search.rebuild()
    service.replies = [Reply(labels(label())), Reply({"error": "x"}, 400)]
    assert run(service=service.address, all_drugs=True)[1] == 2
    assert Proposal.objects.get().slug == "exemplumab"
    service.replies = [Reply(NO_MATCHES, 404)]
    assert run(service=service.address, all_drugs=True, resume=True)[1] == 0
    assert service.asked[-1]["search"] == 'openfda.generic_name:"Otherumab"'
    assert not list(settings.VAR_DIR.iterdir())


def test_a_next_page_elsewhere_is_not_opened(run, service):
    link = {"Link": '<https://elsewhere.example/label.json>; rel="next"'}
    service.replies = [Reply(labels(label()), headers=link)]
    said, code = run(service=service.address, drug=["exemplumab"])
    assert code == 2
    assert "on another host" in said


def test_options_that_do_not_go_together(run):
    assert run()[1] == 2
    assert run(document=labels(), all_drugs=True)[1] == 2
    said, code = run(drug=["nothing"])
    assert code == 2
    assert "There is no drug nothing." in said
