"""A file that was downloaded and sent back as it is changes nothing."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.tables.conftest import check, lines_of, said
from therapies.models import Name
from therapies.tables import cells, downloads, separated, workbooks
from therapies.tables.declared import SHEETS

FORMATS = {
    "csv": separated.write,
    "xlsx": lambda lines: workbooks.write(lines, "names"),
}
ODD = [
    "=1+1",
    "'=1+1",
    "''@x",
    "+49",
    "-dash",
    "@at",
    "＝wide",
    "'quoted'",
    "a; b",
    'say "x", y',
    "two\r\nlines",
    "one\rline",
    "tab\there",
    "#N/A",
    "# remark",
    "_x000D_",
    "_x0041_",
    "00123",
    "1e5",
    "TRUE",
    "  spaces  ",
    "العربية",
    "\x01",
]


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_downloaded_changes_nothing(drug, sheet, file_format):
    for number, text in enumerate(ODD):
        factories.name(drug, text, holder=text, note=text, locator=text or "x", country="")
        trial = factories.trial(
            f"T{number}", other_interventions=text, synonyms=[text, "a;b", "\\"]
        )
        trial.drugs.add(drug)
        place = factories.institution(f"I{number}", native_name=text, latitude=-1, longitude="12.5")
        trial.institutions.add(place)
        indication = factories.indication(drug, setting=text, population=f"p {number}")
        factories.approval(
            indication,
            note=text,
            status="withdrawn",
            ended_on=date(2020, 1, 1),
            ended_precision="year",
        )
        effect = factories.side_effect(f"E{number}")
        dataset = factories.dataset(drug, note=text, title=f"t{text}")
        factories.rate(
            dataset, side_effect=effect, percent="0.5", upper_bounds=["percent"], locator=text
        )
    factories.dataset(drug)
    lines = list(downloads.live(SHEETS[sheet]))
    assert len(lines) > 2
    for content in (lines, downloads.template(SHEETS[sheet])):
        report = check(sheet, FORMATS[file_format](content), f"file.{file_format}")
        assert said(report) == []
        assert report.changes == []
        assert report.unchanged > 0


@pytest.mark.django_db
def test_what_belongs_to_nothing_yet_has_a_line_of_its_own(drug):
    factories.dataset(drug, slug="without-rates")
    lines = lines_of(separated.write(downloads.live(SHEETS["rates"])))
    (alone,) = [line for line in lines if line["dataset"] == "without-rates"]
    assert alone["side_effect"] == ""
    assert alone["dataset_population"] == "adults with melanoma"


@pytest.mark.django_db
def test_dangerous_text_is_kept_from_running_and_comes_back(drug):
    Name.objects.update(holder="=HYPERLINK(1)")
    content = separated.write(downloads.live(SHEETS["names"]))
    assert lines_of(content)[0]["holder"] == "'=HYPERLINK(1)"
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](downloads.live(SHEETS["names"]))))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


@given(st.text(max_size=30))
def test_guard_loses_nothing(text):
    assert cells.unguarded(cells.guarded(text)) == text
    assert not cells.guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), max_size=4))
def test_words_come_back(words):
    assert cells.split_words(cells.join_words(words)) == words


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.mark.parametrize("file_format", FORMATS)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXT, other=TEXT)
def test_text_comes_back_from_each_format(file_format, text, other):
    from_file = {
        "csv": lambda content: separated.rows(content, ["text", "note", "last"]),
        "xlsx": lambda content: workbooks.rows(content, "names"),
    }[file_format]
    content = FORMATS[file_format]([["text", "note", "last"], [text, other, "x"]])
    _number, row = list(from_file(content))[1]
    assert [cells.unguarded(each) for each in row] == [text, other, "x"]


def test_values_that_spreadsheets_make_of_text():
    book = openpyxl.Workbook()
    book.active.append([date(2020, 1, 2), datetime(2020, 1, 2, 3, 4), 12.5, 3, True, 0.1 + 0.2])
    file = io.BytesIO()
    book.save(file)
    _number, row = next(iter(workbooks.rows(file.getvalue(), "names")))
    assert row == ["2020-01-02", "2020-01-02T03:04:00", "12.5", "3", "yes", "0.3"]


def test_shared_strings_are_read_too():
    book = openpyxl.Workbook()
    book.active.append(["text", "=x"])
    book.active["B1"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    assert list(workbooks.rows(file.getvalue(), "names")) == [(1, ["text", "=x"])]


def test_every_header_is_explained():
    for sheet in SHEETS.values():
        assert all(sheet.help(header) for header in sheet.headers)
        assert Path(sheet.name).name == sheet.name
