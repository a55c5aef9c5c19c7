"""Tables of a release: typed, described, linked, and as faithful as a program needs."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from frictionless import Package
from frictionless import validate as validated

from therapies import listings
from therapies.exports import Column, FieldType
from therapies.models import Drug, Warning
from therapies.releases import making
from therapies.releases.formats import as_csv, as_lines, cell
from therapies.releases.tables import Table, typed


def rows_of(release, name):
    text = (release.directory / "csv" / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(text.splitlines(keepends=True)))


def lines_of(release, name):
    text = (release.directory / "jsonl" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def package_of(release):
    return json.loads((release.directory / "datapackage.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("value", "held", "plain"),
    [
        ("", FieldType.TEXT, None),
        (None, FieldType.LIST, None),
        (gettext_lazy("word"), FieldType.TEXT, "word"),
        (Decimal("12.50"), FieldType.NUMBER, 12.5),
        (Decimal("12.00"), FieldType.NUMBER, 12),
        (0, FieldType.INTEGER, 0),
        (False, FieldType.BOOLEAN, False),
        (["b", "a"], FieldType.LIST, ["b", "a"]),
        ([], FieldType.LIST, []),
    ],
)
def test_values_are_plain(value, held, plain):
    assert typed(value, held) == plain


def test_cells_hold_what_the_row_says_and_nothing_else():
    columns = tuple(
        Column(name, name, None, held)
        for name, held in (("text", FieldType.TEXT), ("many", FieldType.LIST))
    )
    rows = [
        {"text": "=1+1", "many": ["a; b", 'a "b"']},
        {"text": None, "many": []},
        {"text": " two\nlines, é", "many": None},
    ]
    table = Table("t", columns, rows, {})
    text = b"".join(as_csv(table)).decode()
    assert not text.startswith("\ufeff")
    assert text.startswith("text,many\r\n=1+1,")
    read = list(csv.DictReader(text.splitlines(keepends=True)))
    assert [row["text"] for row in read] == ["=1+1", "", " two\nlines, é"]
    assert json.loads(read[0]["many"]) == ["a; b", 'a "b"']
    assert [row["many"] for row in read[1:]] == ["[]", ""]
    assert [json.loads(line) for line in as_lines(table)] == rows
    assert (cell(True), cell(False), cell(0)) == ("true", "false", 0)


def test_every_list_is_a_table_in_each_form(kept):
    names = [listing.name for listing in listings.ALL]
    assert [table["name"] for table in kept.about["tables"]] == names
    with closing(sqlite3.connect(kept.directory / "immunoref.sqlite3")) as database:
        for table in kept.about["tables"]:
            name = table["name"]
            assert table["rows"] == len(rows_of(kept, name)) == len(lines_of(kept, name)) > 0
            quoted = name.replace("-", "_")
            (count,) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
            assert count == table["rows"]


def test_data_package_is_valid_with_its_data(kept):
    report = validated(kept.directory / "datapackage.json")
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(listings.ALL)
    package = Package(kept.directory / "datapackage.json")
    drug = package.get_resource("drugs").read_rows()[0]
    assert drug["kinds"] == ["cancer"]
    assert str(drug["first_approved"]) == "2014-09-04"


def test_data_package_notices_a_changed_cell(kept, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(kept.directory, copy)
    path = copy / "csv" / "drugs.csv"
    path.write_bytes(path.read_bytes().replace(b"cancer-immunotherapy", b"no-immunotherapyyyy"))
    assert not validated(copy / "datapackage.json").valid


def test_data_package_says_what_is_needed_to_use_it(kept):
    package = package_of(kept)
    assert package["version"] == kept.version
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["contributors"]
    fields = {
        resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
        for resource in package["resources"]
    }
    for listing in listings.ALL:
        assert list(fields[listing.name]) == [column.name for column in listing.export.columns]
        assert all(field["description"] for field in fields[listing.name].values())
    assert fields["rates"]["percent"]["type"] == "number"
    assert fields["drugs"]["kinds"]["type"] == "array"


def test_keys_and_links_are_those_of_the_models(kept):
    schemas = {each["name"]: each["schema"] for each in package_of(kept)["resources"]}
    assert schemas["drugs"]["primaryKey"] == ["slug"]
    assert schemas["rates"]["primaryKey"] == ["drug", "dataset", "side_effect"]
    assert schemas["indications"]["primaryKey"] == ["drug", "slug", "regulator"]
    assert schemas["comparisons"]["primaryKey"] == ["drug", "trial", "measure"]
    links = {
        each["fields"][0]: each["reference"]["resource"] for each in schemas["rates"]["foreignKeys"]
    }
    assert links == {"drug": "drugs", "side_effect": "side-effects"}


def test_database_is_sound_and_says_what_it_is(kept):
    with closing(sqlite3.connect(kept.directory / "immunoref.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        row = database.execute("SELECT version, licence FROM release").fetchall()
        assert row == [(kept.version, "CC-BY-4.0")]
        meaning = database.execute(
            "SELECT meaning FROM fields WHERE \"table\" = 'side_effects' AND field = 'plain_name'"
        )
        assert meaning.fetchone() == ("Plain name",)
        joined = database.execute(
            "SELECT d.name, r.percent, typeof(r.percent) FROM rates r JOIN drugs d "
            "ON d.slug = r.drug ORDER BY 1"
        )
        assert joined.fetchone() == ("Drug 1", 12, "real")
        kinds = database.execute("SELECT value FROM drugs, json_each(kinds)").fetchall()
        assert kinds == [("cancer",), ("cancer",)]


def test_lines_are_typed(kept):
    rate = lines_of(kept, "rates")[0]
    assert rate["percent"] == 12
    assert rate["upper_bounds"] == []
    assert rate["events"] is None
    assert lines_of(kept, "side-effects")[0]["is_immune_related"] is False


def test_a_formula_stays_what_it_is(reference, tmp_path):
    Drug.objects.filter(pk=reference.pk).update(name="=Drug 1")
    Warning.objects.update(title="-1")
    release = making.make(tmp_path).release
    assert "=Drug 1" in [row["name"] for row in rows_of(release, "drugs")]
