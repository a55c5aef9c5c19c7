"""Long files are read piece by piece; broken ones are named with what is wrong."""

import json
import tracemalloc

import pytest

from tests.importing.documents import study, written
from therapies.importing import streaming
from therapies.importing.refusals import UnusableError


def read(path):
    return [item for item, _at in streaming.items(path, "studies")]


@pytest.mark.parametrize("piece", [1, 2, 7, 64, 1024 * 1024])
@pytest.mark.parametrize(
    ("document", "found"),
    [
        ('[{"a": 1}, {"b": "ş] , }"}]', [{"a": 1}, {"b": "ş] , }"}]),
        ('\ufeff {"totalCount": 12, "studies": [1.25, 300], "nextPageToken": null}', [1.25, 300]),
        ('{"studies": [] , "x": {"studies": [9]}}', []),
        ('{"protocolSection": {"x": [1]}, "hasResults": false}',
         [{"protocolSection": {"x": [1]}, "hasResults": False}]),
        ("[]", []),
        ("{}", [{}]),
    ],
)  # fmt: skip
def test_every_shape_is_read_wherever_it_is_cut(tmp_path, monkeypatch, document, found, piece):
    monkeypatch.setattr(streaming, "PIECE", piece)
    assert read(written(tmp_path / "a.json", document)) == found


@pytest.mark.parametrize(
    "document",
    [
        "",
        "hello",
        "<html></html>",
        '"text"',
        "[1, 2",
        "[1 2]",
        '{"studies": [{"a": 1}, {"b": ',
        '{"studies": [1]',
        '{"studies" [1]}',
        "{1: 2}",
        "[1] [2]",
        "[NaN]",
        "[" * 100_000,
        '["a',
        "[1,]",
    ],
)
def test_a_broken_file_is_named(tmp_path, document):
    with pytest.raises(UnusableError, match=r"a\.json: "):
        read(written(tmp_path / "a.json", document))


def test_other_letters_and_no_file_are_named(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b'["\xe9\xe8"]')
    with pytest.raises(UnusableError, match="not UTF-8"):
        read(path)
    with pytest.raises(UnusableError, match="No such file"):
        read(tmp_path / "b.json")


def test_what_stands_before_the_break_is_read(tmp_path):
    items = streaming.items(written(tmp_path / "a.json", '[{"a": 1}, {"b'), "studies")
    assert next(items)[0] == {"a": 1}
    with pytest.raises(UnusableError):
        next(items)


def test_a_value_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "PIECE", 1000)
    monkeypatch.setattr(streaming, "LONGEST_VALUE", 10_000)
    with pytest.raises(UnusableError, match="longer than"):
        read(written(tmp_path / "a.json", ["x" * 100_000]))


def test_a_file_of_40_mb_is_not_held_in_memory(tmp_path):
    path = tmp_path / "a.json"
    text = json.dumps(study(protocol="x" * 20_000))
    with path.open("w") as file:
        file.write('{"studies": [')
        file.write(",".join([text] * 2000))
        file.write("]}")
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    count = sum(1 for _ in streaming.items(path, "studies"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2000
    assert peak < 10_000_000
