"""Whatever a file holds, it is read or refused in words, within bounds."""

import copy
import io
import json
import subprocess
import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.conftest import ATTACK
from tests.importing import documents
from tests.tables.conftest import csv_of
from tests.tables.test_files import GOOD, HEADERS, SHEET, refusal, repacked
from therapies import reading
from therapies.importing import label, streaming, study
from therapies.importing.names import Mapped, Names
from therapies.importing.refusals import PassedOverError, RefusedRecordError, UnusableError
from therapies.tables import files, proposing, workbooks
from therapies.tables.declared import SHEETS
from therapies.tables.refusals import RefusedFileError

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(("²", "\ud800", "٣٣٣٣", "9" * 400, "0000-00-00", "99999999", "1.1 A 1.2 B")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
CELLS = (
    st.text(max_size=20)
    | st.sampled_from(
        ("drug-1", "brand", "US", "1e999", "NaN", "-0", "9" * 60, "=1+1", "2024-02-30")
    )
    | st.sampled_from(("\\", ";", "\\;;", "'", '"', "\x00", "\u202e", "١٢", "infinity", "1_000"))
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def places(document, before=()):
    """The paths of everything in a document."""
    yield before
    steps = []
    if isinstance(document, dict | list):
        steps = document.items() if isinstance(document, dict) else enumerate(document)
    for step, inner in steps:
        yield from places(inner, (*before, step))


@st.composite
def changed(draw, record):
    """A document of which some parts are replaced by anything."""
    record = {"whole": copy.deepcopy(record)}
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(places(record))[1:]))
        owner = record
        for step in way:
            owner = owner[step]
        owner[last] = draw(ANYTHING)
    return record["whole"]


@ATTACK
@given(changed(documents.study()))
def test_any_record_of_a_trial(record):
    with suppress(RefusedRecordError, PassedOverError):
        study.read(record)


@ATTACK
@given(changed(documents.label()))
def test_any_label(record):
    with suppress(RefusedRecordError, PassedOverError):
        label.read(record)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@ATTACK
@given(TEXTS)
def test_any_name_is_mapped_or_not(name):
    names = Names()
    assert isinstance(names.drugs(name, (name,)), Mapped)
    names.condition(name), names.country(name), names.institution(name, set())


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "text", [DEEP, '[{"a":' * 50_000, f'[{{"model": {"9" * 5000}}}]', "[NaN", "\ufeff[]", "[1,2"]
)
def test_json_that_is_meant_to_hurt(tmp_path, text):
    path = tmp_path / "hurts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(reading.BrokenFixtureError):
        reading.read(tmp_path)
    with suppress(UnusableError):
        list(streaming.items(path, "studies"))


@ATTACK
@given(
    st.binary(max_size=300)
    | ANYTHING.map(lambda value: json.dumps(value).encode())
    | TEXTS.map(str.encode)
)
def test_any_file_of_json(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("json") / "any.json"
    path.write_bytes(content)
    with suppress(UnusableError):
        list(streaming.items(path, "studies"))
    with suppress(reading.BrokenFixtureError):
        reading.read(path.parent)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@ATTACK
@given(sheet=st.sampled_from(list(SHEETS)), data=st.data())
def test_any_table(sheet, data):
    headers = SHEETS[sheet].headers
    chosen = data.draw(st.lists(st.sampled_from(list(headers)), unique=True))
    chosen = list(dict.fromkeys([*SHEETS[sheet].key_headers, *chosen]))
    rows = data.draw(st.lists(st.lists(CELLS, max_size=len(chosen) + 1), min_size=1, max_size=3))
    content = workbooks.write([chosen, *rows], sheet)
    separated = "\n".join(",".join(row) for row in [chosen, *rows]).encode(errors="replace")
    for name, body in (("a.xlsx", content), ("a.csv", separated)):
        try:
            report = proposing.check(SHEETS[sheet], name, body)
        except RefusedFileError as refused:
            assert str(refused)
        else:
            assert len(report.problems) < 1000


@ATTACK
@given(st.binary(max_size=400), st.sampled_from(("a.csv", "a.xlsx", "a.tsv", "a.txt", "x")))
def test_any_bytes_as_a_table(content, name):
    try:
        files.read(SHEETS["names"], name, content)
    except RefusedFileError as refused:
        assert str(refused)


@ATTACK
@given(st.data())
def test_any_part_of_a_workbook(data):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        part = data.draw(st.sampled_from(archive.namelist()))
        body = bytearray(archive.read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    try:
        files.read(SHEETS["names"], "a.xlsx", repacked(GOOD, **{part: bytes(body)}))
    except RefusedFileError as refused:
        assert str(refused)


def laughs(encoding):
    """Ten entities, each of ten of the one before; declared in letters that a search for bytes
    may not know again."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a><row><c><v>&l9;</v></c></row></a>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    if encoding == "utf-16":
        return (head + text).encode(encoding)
    return head.encode() + text.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037", "utf-7"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_that_grow(encoding, part):
    assert refusal(repacked(GOOD, **{part: laughs(encoding)}), "a.xlsx")


def test_a_quoted_cell_without_end():
    assert refusal(f'{HEADERS}\n"'.encode() + b"a,\n" * 1_000_000)
    assert refusal(csv_of(HEADERS, ",".join("a" * 5000)))


BOMB = """
import io, sys, zipfile
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "immunoref.settings"
import django; django.setup()
from therapies.tables import files
from therapies.tables.declared import SHEETS
from therapies.tables.refusals import RefusedFileError
try:
    files.read(SHEETS["names"], "a.xlsx", sys.stdin.buffer.read())
except RefusedFileError as refused:
    print(refused)
# Of this program alone: what getrusage says is inherited from who started it.
status = open("/proc/self/status").read()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_a_bomb_takes_no_memory():
    """120 MB of nothing in a file of 120 KB, read in a process of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(file, "w", 8) as archive:
        for name in old.namelist():
            if name != SHEET:
                archive.writestr(name, old.read(name))
        with archive.open(SHEET, "w") as part:
            for _ in range(120):
                part.write(b"<row><c/></row>\n" * 65_536)
    done = subprocess.run(
        [sys.executable, "-c", BOMB],
        input=file.getvalue(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    said, megabytes = done.stdout.decode().splitlines()
    assert "larger than 100 MB" in said
    assert int(megabytes) < 300
