"""Files that are refused as a whole, each with its reason."""

import io
import struct
import zipfile

import openpyxl
import pytest

from tests.tables.conftest import csv_of, read, written
from therapies.tables import files, workbooks
from therapies.tables.refusals import RefusedFileError

HEADERS = "drug,text,kind,country,holder"
LINE = "drug-1,Exempla,brand,US,Mäker"


def refusal(content: bytes, name: str = "file.csv", sheet: str = "names") -> str:
    with pytest.raises(RefusedFileError) as caught:
        read(sheet, content, name)
    return str(caught.value)


def workbook(*rows, title="names", change=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, *, drop=(), **new: bytes) -> bytes:
    """The workbook with parts exchanged."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in old.namelist():
            if part not in drop and part not in new:
                archive.writestr(part, old.read(part))
        for name, body in new.items():
            archive.writestr(name, body)
    return file.getvalue()


GOOD = workbook(HEADERS.split(","), LINE.split(","))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding, separator):
    text = f"{HEADERS}\r\n{LINE}\r\n".replace(",", separator)
    (line,) = read("names", text.encode(encoding)).lines
    assert (line.number, line.cells["holder"]) == (2, "Mäker")


def test_big_endian_utf_16():
    content = b"\xfe\xff" + f"{HEADERS}\n{LINE}".encode("utf-16-be")
    assert read("names", content).lines[0].cells["holder"] == "Mäker"


def test_other_encodings_are_refused_with_their_line():
    content = f"{HEADERS}\ndrug-1,a,brand,US,b\n{LINE}\n"
    assert "line 3" in refusal(content.encode("latin-1"))
    assert "zero byte" in refusal(content.encode("utf-16-le").replace(b"\xe4\0", b"a\0"))
    assert "line 1" in refusal(b"\xff\xfe\x00\xd8x")


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    content = f'{HEADERS}\n\n# help\ndrug-1,"two\nlines",brand,US,a\n,,,,\n{LINE}\n'.encode()
    assert [line.number for line in read("names", content).lines] == [4, 6]


def test_only_a_slug_makes_a_remark():
    content = b"text,kind,country,drug\n#1,brand,US,drug-1\n#2,brand,US,# drug-1\n"
    assert [line.cells["text"] for line in read("names", content).lines] == ["#1"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (HEADERS.encode(), "no rows"),
        (f"{HEADERS},holder\n{LINE}".encode(), "“holder” stands there twice"),
        (f"{HEADERS},lokator\n{LINE}".encode(), "Do you mean “locator”?"),
        (f"{HEADERS},zzz\n{LINE}".encode(), "“zzz” is not known"),
        (b"drug,text,holder\na,b,c", "missing: kind, country"),
        (f"{HEADERS},,note\n{LINE}".encode(), "Column 6 has no header"),
        (f'{HEADERS}\ndrug-1,"open,brand,US,a'.encode(), "Row 2 cannot be read"),
        (f"{HEADERS}\n{'x' * 140_000}".encode(), "Row 2 cannot be read"),
        (f"{HEADERS}\n{LINE},{',' * 200}x".encode(), "more than 200 columns"),
    ],
)
def test_what_is_wrong_with_a_file(content, why):
    assert why in refusal(content)


def test_size():
    assert "larger than 10 MB" in refusal(b"x" * (files.MOST_BYTES + 1))


def test_number_of_rows():
    lines = [f"drug-1,n{number},brand,US,a" for number in range(files.MOST_LINES)]
    assert len(read("names", csv_of(HEADERS, *lines)).lines) == files.MOST_LINES
    assert "more than 50,000 rows" in refusal(csv_of(HEADERS, *lines, LINE))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsm", GOOD, "macros"),
        ("a.csv", GOOD, "must end in .xlsx"),
        ("a.pdf", b"%PDF-1.7", "ends in .csv or .xlsx"),
        ("a.xlsx", csv_of(HEADERS, LINE), "no zip archive"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0rest", "old workbook"),
        ("a.xlsx", GOOD[: len(GOOD) // 2], "no zip archive"),
        ("a.xlsx", repacked(GOOD, drop=["[Content_Types].xml"]), "not a workbook"),
        ("a.xlsx", repacked(GOOD, **{"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", repacked(GOOD, **{SHEET: b"<worksheet><row>"}), "damaged"),
        ("a.xlsx", repacked(GOOD, **{SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "entities"),
        ("a.xlsx", repacked(GOOD, drop=["xl/workbook.xml"]), "damaged"),
        ("a.xlsx", repacked(GOOD, **{"xl/styles.xml": b" " * 3_000_000}), "besides its cells"),
        ("a.xlsx", repacked(GOOD, **{SHEET: b" " * 20_000_000}), "larger than 8 MB"),
        ("a.xlsx", repacked(GOOD, **{SHEET: b" " * 101 * 2**20}), "larger than 100 MB"),
    ],
)
def test_workbooks_that_are_refused(name, content, why):
    assert why in refusal(content, name)


def test_a_size_that_is_a_lie():
    """The directory says little; what comes out is more."""
    bomb = repacked(GOOD, **{SHEET: b"<row/>" * 5_000_000})
    at = bomb.rindex(b"PK\x01\x02")
    lying = bomb[: at + 24] + struct.pack("<L", 100) + bomb[at + 28 :]
    assert "damaged" in refusal(lying, "a.xlsx")


def test_a_part_that_unpacks_to_more_than_it_says(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_OF_A_LINE", 1000)
    assert "larger than" in refusal(repacked(GOOD, **{SHEET: b" " * 2_000_000}), "a.xlsx")


def test_workbook_with_many_rows_and_columns(monkeypatch):
    monkeypatch.setattr(files, "MOST_LINES", 1)
    content = workbooks.write([HEADERS.split(","), LINE.split(","), LINE.split(",")], "names")
    assert "more than 50,000 rows" in refusal(content, "a.xlsx")
    assert "more than 200" in refusal(workbook(HEADERS.split(","), ["x"] * 300), "a.xlsx")
    assert "more than 200" in refusal(workbook(HEADERS.split(","), ["x"] * 1500), "a.xlsx")


def test_the_sheet_to_be_read():
    def another(book):
        book.create_sheet("Other").append(["x"])

    rows = (HEADERS.split(","), LINE.split(","))
    assert read("names", workbook(*rows, title="Names", change=another), "a.xlsx").lines
    assert "several sheets" in refusal(workbook(*rows, title="One", change=another), "a.xlsx")
    assert read("names", workbook(*rows, title="Any"), "a.xlsx").lines


def test_cells_that_cannot_be_read_are_named():
    content = workbook(
        HEADERS.split(","),
        ["drug-1", "=A1", "brand", "US", "#N/A"],
        ["drug-1", 10**16, "brand", "US", "a", "outside"],
    )
    found = [(each.row, each.column) for each in read("names", content, "a.xlsx").problems]
    assert found == [(2, "text"), (2, "holder"), (3, "text"), (3, "6")]


def test_headers_forgive_case_and_space():
    rows = [["Drug", " text ", "KIND", "country"], ["drug-1", "a", "brand", ""]]
    assert read("names", written(rows)).headers == ["drug", "text", "kind", "country"]
