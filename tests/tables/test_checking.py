"""What a file means, and what is wrong in it, by row and column."""

import pytest

from editorial.models import Proposal, Version
from tests import factories
from tests.tables.conftest import check, csv_of, lines_of, said, written
from therapies.models import Approval, Drug, Indication, Name, Rate, SafetyDataset, Source, Trial
from therapies.tables import downloads, separated, trying
from therapies.tables.declared import SHEETS
from therapies.tables.refusals import RefusedFileError

pytestmark = pytest.mark.django_db

NAMES = "drug,text,kind,country,language,source,locator"
RATES = "drug,dataset,side_effect,percent,percent_grade_3_plus,events"
TRIALS = "slug,name,registry,registry_id,phase,trial_status,data_as_of,source,locator"


@pytest.fixture
def source(drug):
    return Source.objects.order_by("pk")[0].slug


@pytest.fixture
def dataset(drug):
    return SafetyDataset.objects.get().slug


def changes(report):
    """Change, title and changed fields of each row."""
    return [
        (row.change, row.title, {each.label: (each.before, each.after) for each in row.fields})
        for change in report.changes
        for section in change.sections
        for row in section.rows
        if section.title != "sources"
    ]


def test_a_row_adds_a_row_and_everything_else_stays(drug, source):
    report = check("names", csv_of(NAMES, f"drug-1,New name,brand,,en,{source},section 1"))
    assert said(report) == []
    assert report.missing == ["holder", "note"]
    ((change, title, _fields),) = changes(report)
    assert (change, title) == ("added", "New name, brand name")
    assert Name.objects.get().text == "Brand 1"


def test_a_row_changes_the_row_with_its_key(drug):
    report = check("names", csv_of("drug,text,kind,country,holder", "drug-1,Brand 1,brand,US,Me"))
    assert changes(report) == [("changed", "Brand 1, brand name, US", {"holder": ("", "Me")})]


def test_an_empty_cell_empties_and_a_left_out_column_does_not(drug):
    Name.objects.update(holder="Me", note="Why")
    report = check("names", csv_of("drug,text,kind,country,holder", "drug-1,Brand 1,brand,US,"))
    assert changes(report) == [("changed", "Brand 1, brand name, US", {"holder": ("Me", "")})]


def test_text_like_a_formula_is_stored_as_text(drug):
    lines = ['drug-1,Brand 1,brand,US,"=1+1"', "drug-1,Brand 1,brand,US,'=1+1"]
    for line in lines:
        report = check("names", csv_of("drug,text,kind,country,holder", line))
        ((_, _, fields),) = changes(report)
        assert fields == {"holder": ("", "=1+1")}


def test_only_remove_removes(drug):
    headers = "drug,text,kind,country,remove"
    assert changes(check("names", csv_of(headers, "drug-1,Brand 1,brand,US,no"))) == []
    report = check("names", csv_of(headers, "drug-1,Brand 1,brand,US,YES"))
    assert [each[:2] for each in changes(report)] == [("removed", "Brand 1, brand name, US")]


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("drug-1,Other,brand,US,yes", "remove", "no such row"),
        ("drug-1,Brand 1,brand,US,maybe", "remove", "Write “yes”"),
    ],
)
def test_wrong_removals(drug, line, column, why):
    (problem,) = check("names", csv_of("drug,text,kind,country,remove", line)).problems
    assert (problem.row, problem.column) == (2, column)
    assert why in problem.message


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"drug": ""}, "drug", "must not be empty"),
        ({"drug": "drug-2"}, "drug", "no drug “drug-2”. Near it: drug-1."),
        ({"text": ""}, "text", "must not be empty"),
        ({"text": "x" * 201}, "text", "at most 200 characters"),
        ({"text": "a\x02"}, "text", "U+0002"),
        ({"kind": "brnad"}, "kind", "“brnad” is not one of: inn"),
        ({"country": "Germany"}, "country", "Two capital letters"),
        ({"language": ""}, "language", "must not be empty"),
        ({"source": ""}, "source", "must not be empty"),
        ({"source": "sorce-1"}, "source", "There is no source “sorce-1”. Near it: source-"),
        ({"locator": ""}, "locator", "must not be empty"),
    ],
)
def test_errors_of_a_name(drug, source, cells, column, why):
    good = {"drug": "drug-1", "text": "New", "kind": "brand", "country": "", "language": "en"}
    good |= {"source": source, "locator": "section 1"}
    report = check("names", written([NAMES.split(","), list((good | cells).values())]))
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, column)
    assert why in problem.message
    assert not report.can_be_proposed


def test_every_error_of_a_row_is_said(drug):
    report = check("names", csv_of(NAMES, "drug-1,New,brand,USA,,nowhere,"))
    assert [each.column for each in report.problems] == ["country"]
    report = check("names", csv_of(NAMES, "drug-1,New,brand,,,nowhere,"))
    assert [each.column for each in report.problems] == ["language", "source", "locator"]


def test_a_new_row_needs_what_the_file_leaves_out(drug):
    report = check("names", csv_of("drug,text,kind,country", "drug-1,New,brand,"))
    assert [each.column for each in report.problems] == ["source", "locator"]


def test_the_same_row_twice(drug, source):
    line = f"drug-1,New,brand,,en,{source},a"
    report = check("names", csv_of(NAMES, line, line))
    assert said(report) == [(3, "text", "The same row stands already in row 2.")]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ("101,,", "percent", "between 0 and 100"),
        ("-1,,", "percent", "between 0 and 100"),
        ("10,20,", "percent, percent_grade_3_plus", "Grade 3 or more is part"),
        ('"12,5",,', "percent", "Write a point, not a comma: 12.5."),
        ("many,,", "percent", "must be a decimal number"),
        ("1.23456,,", "percent", "no more than 3 decimal places"),
        ("NaN,,", "percent", "must be a decimal number"),
        ("1,,1.5", "events", "must be an integer"),
        ("1,,-2", "events", "greater than or equal to 0"),
    ],
)
def test_errors_of_a_rate(drug, dataset, cells, column, why):
    report = check("rates", csv_of(RATES, f"drug-1,{dataset},effect-1,{cells}"))
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, column)
    assert why in problem.message


def test_a_rate_says_something(drug, dataset):
    factories.side_effect("Effect 2")
    report = check("rates", csv_of(RATES, f"drug-1,{dataset},effect-2,,,"))
    (problem,) = report.problems
    assert "needs a percentage, a count or a band" in problem.message
    assert problem.column == "percent, events, percent_grade_3_plus, stated_band"


def test_the_rules_of_the_database_are_told_of_every_row(drug, dataset):
    for number in (2, 3, 4):
        factories.side_effect(f"Effect {number}")
    lines = [f"drug-1,{dataset},effect-{number},{50 * number},," for number in (1, 2, 3, 4)]
    report = check("rates", csv_of(RATES, *lines))
    assert [each.row for each in report.problems] == [4, 5]


def test_numbers_written_otherwise_are_no_change(drug, dataset):
    assert changes(check("rates", csv_of(RATES, f"drug-1,{dataset},effect-1,12.00,2,"))) == []


def test_a_misspelt_dataset(drug, dataset):
    report = check("rates", csv_of(RATES, f"drug-1,{dataset}x,effect-1,1,,"))
    ((row, column, why),) = said(report)
    assert (row, column) == (2, "dataset")
    assert f"Near it: {dataset}." in why


def test_a_new_dataset_with_its_rates(drug, source):
    factories.side_effect("Effect 2")
    row = dict.fromkeys(SHEETS["rates"].headers, "") | {
        "drug": "drug-1",
        "dataset": "study-new",
        "percent": "3.50",
        "dataset_title": "New",
        "dataset_population": "adults",
        "dataset_regimen": "alone",
        "dataset_regimen_kind": "alone",
        "dataset_grade_scale": "ctcae",
        "dataset_source": source,
        "dataset_locator": "table 1",
    }
    rows = [row | {"side_effect": "effect-1"}, row | {"side_effect": "effect-2", "percent": "1"}]
    report = check("rates", written([list(row), *(list(each.values()) for each in rows)]))
    assert said(report) == []
    titles = [each[:2] for each in changes(report)]
    assert titles == [
        ("added", "study-new"),
        ("added", "New, Effect 1"),
        ("added", "New, Effect 2"),
    ]
    rows[1]["dataset_population"] = "children"
    report = check("rates", written([list(row), *(list(each.values()) for each in rows)]))
    ((number, column, why),) = said(report)
    assert (number, column) == (3, "dataset_population")
    assert "otherwise than row 2" in why


def test_what_belongs_to_a_row_goes_before_it(drug, dataset):
    headers = "drug,dataset,side_effect,remove"
    report = check("rates", csv_of(headers, f"drug-1,{dataset},,yes"))
    ((row, column, why),) = said(report)
    assert (row, column) == (2, "remove")
    assert "while rows belong to it" in why
    lines = (f"drug-1,{dataset},,yes", f"drug-1,{dataset},effect-1,yes")
    report = check("rates", csv_of(headers, *lines))
    assert said(report) == []
    assert {each[0] for each in changes(report)} == {"removed"}


def test_a_value_without_its_key(drug, dataset):
    report = check("rates", csv_of(RATES, f"drug-1,{dataset},,5,,"))
    assert said(report) == [(2, "percent", "It is given, but “side_effect” is empty.")]


def test_a_change_of_an_indication_through_its_approvals(drug):
    indication = Indication.objects.get()
    factories.approval(indication, regulator=factories.regulator("ema"))
    lines = lines_of(separated.write(downloads.live(SHEETS["approvals"])))
    for line in lines:
        line["indication_population"] = "everybody"
    report = check("approvals", written([list(lines[0]), *(list(each.values()) for each in lines)]))
    assert [each[2] for each in changes(report)] == [{"population": ("adults", "everybody")}]


@pytest.mark.parametrize(
    ("cells", "columns", "why"),
    [
        ("full,2020-02-30,day,,", "decided_on", "invalid date"),
        ("full,2020-02-03,month,,", "decided_on, decided_precision", "stored as its first day"),
        ("full,,day,,", "decided_on, decided_precision", "belong together"),
        ("full,2020-02-03,day,2021-01-01,year", "status, ended_on", "Only a withdrawn approval"),
        ("withdrawn,2020-02-03,day,2019-01-01,year", "decided_on, ended_on", "ends after it began"),
    ],
)
def test_errors_of_an_approval(drug, cells, columns, why):
    headers = (
        "drug,indication,regulator,status,decided_on,decided_precision,ended_on,ended_precision"
    )
    indication = Indication.objects.get().slug
    report = check("approvals", csv_of(headers, f"drug-1,{indication},fda,{cells}"))
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, columns)
    assert why in problem.message
    assert Approval.objects.get().status == "full"


def test_a_new_trial_is_a_new_entry(drug, source):
    line = f"new-trial,New trial,nct,NCT12345678,3,recruiting,2026-10-01,{source},record"
    report = check("trials", csv_of(TRIALS, line))
    assert said(report) == []
    (change,) = report.changes
    assert change.is_new
    assert not Trial.objects.filter(slug="new-trial").exists()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"slug": "New trial"}, [(2, "slug")]),
        ({"registry_id": "NCT1"}, [(2, "registry_id")]),
        ({"registry_id": "12345678"}, [(2, "registry_id"), (2, "registry, registry_id")]),
        ({"phase": "9"}, [(2, "phase")]),
        ({"name": ""}, [(2, "name")]),
    ],
)
def test_errors_of_a_trial(drug, source, given, wanted):
    good = f"new-trial,New,nct,NCT12345678,3,recruiting,2026-10-01,{source},record".split(",")
    cells = dict(zip(TRIALS.split(","), good, strict=True)) | given
    report = check("trials", csv_of(TRIALS, ",".join(cells.values())))
    assert [(each.row, each.column) for each in report.problems] == wanted


def test_what_stands_once_stands_once_in_the_file_too(drug, source):
    known = Trial.objects.get().registry_id
    tail = f"3,recruiting,2026-10-01,{source},record"
    lines = [
        f"one,One,nct,NCT12345678,{tail}",
        f"two,Two,nct,NCT12345678,{tail}",
        f"three,Three,nct,{known},{tail}",
        f"three,Three,nct,{known},{tail}",
    ]
    report = check("trials", csv_of(TRIALS, *lines))
    assert [(each.row, each.column) for each in report.problems] == [
        (3, "registry, registry_id"),
        (4, "registry, registry_id"),
        (5, "slug"),
    ]


def test_lists_of_slugs(drug):
    country = Trial.objects.get().countries.get().slug
    headers = "slug,countries,conditions"
    line = f"trial-1,{country};{country},condition-1; condition-2; melanoma"
    report = check("trials", csv_of(headers, line))
    assert [(each.row, each.column) for each in report.problems] == [
        (2, "countries"),
        (2, "conditions"),
    ]
    report = check("trials", csv_of(headers, f"trial-1,{country},condition-1"))
    assert [each[2] for each in changes(report)] == [{"conditions": ("", "Condition 1")}]


def test_institutions_keep_their_coordinates_together(drug):
    report = check("institutions", csv_of("slug,latitude,longitude", "institution-1,12.5,"))
    ((row, column, why),) = said(report)
    assert (row, column) == (2, "latitude, longitude")
    assert "together" in why


def several_drugs(dataset):
    """Five drugs with a dataset and a rate each, and a file about them."""
    for number in range(2, 6):
        other = factories.drug(f"Drug {number}")
        factories.rate(factories.dataset(other, slug=dataset), percent=1)
    return [f"drug-{number},{dataset},effect-1,{{}},," for number in range(1, 6)]


def test_an_entry_that_is_refused_does_not_hide_the_others(drug, dataset):
    percents = ["10", "101", "20", "102", "30"]
    lines = several_drugs(dataset)
    report = check("rates", csv_of(RATES, *map(str.format, lines, percents)))
    assert [(each.row, each.column) for each in report.problems] == [(3, "percent"), (5, "percent")]
    assert [each.draft.slug for each in report.changes] == ["drug-1", "drug-3", "drug-5"]


def test_so_many_refusals_that_the_rest_is_not_tried(drug, dataset, monkeypatch):
    monkeypatch.setattr(trying, "MOST_LOOKED_AT", 2)
    report = check("rates", csv_of(RATES, *(line.format(101) for line in several_drugs(dataset))))
    assert [each.row for each in report.problems] == [2, 3]
    assert report.is_cut
    assert not report.can_be_proposed


def test_more_entries_than_anybody_could_review(drug, dataset, monkeypatch):
    monkeypatch.setattr(trying, "MOST_ENTRIES", 4)
    with pytest.raises(RefusedFileError, match="more than 1,000 entries"):
        check("rates", csv_of(RATES, *(line.format(5) for line in several_drugs(dataset))))


def test_rows_are_counted(drug, source):
    factories.name(drug, "Brand 2")
    lines = [
        f"drug-1,New,brand,,en,{source},a,",
        f"drug-1,Brand 1,brand,US,fr,{source},b,",
        "drug-1,Brand 2,brand,US,,,,yes",
    ]
    report = check("names", csv_of(f"{NAMES},remove", *lines))
    assert report.rows_by_change == {"added": 1, "changed": 1, "removed": 1}


def test_nothing_is_written_by_a_check(drug, source):
    before = Version.objects.count()
    check("names", csv_of(NAMES, f"drug-1,New,brand,,en,{source},a"))
    assert Name.objects.count() == 1
    assert Proposal.objects.count() == 0
    assert Version.objects.count() == before


def test_fifty_thousand_rates(drug, dataset):
    """Every tenth row is wrong in its own way; all are named."""
    lines = []
    for number in range(50_000):
        kind = number % 10
        effect = "effect-1" if number == 0 else f"unknown-{number}"
        lines.append(f"drug-1,{dataset},{effect},{'x' if kind == 9 else kind},,")
    report = check("rates", csv_of(RATES, *lines))
    assert report.rows == 50_000
    assert len({each.row for each in report.problems}) == 49_999
    assert Rate.objects.count() == 1
    assert Drug.objects.count() == 1
