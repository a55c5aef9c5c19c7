"""Every part of others is known by version, licence and hash."""

import json
from email.message import Message

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from supply import audit, bill, licences, parts
from supply.parts import ROOT, VENDOR, UnknownPartError

# What `make serve` collected is a copy.
COLLECTED = ROOT / "staticfiles"
FOLDERS = [
    path.parent
    for path in ROOT.glob("[a-z]*/**/" + VENDOR)
    if path.parts[-2] == "vendor" and not path.is_relative_to(COLLECTED)
]


@pytest.fixture(scope="module")
def everything():
    return parts.parts()


def test_every_pin_has_version_licence_and_hashes(everything):
    pinned = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    packages = [part for part in everything if not part.file]
    assert len(packages) == sum("==" in line for line in pinned.splitlines())
    for part in packages:
        assert f"{part.name}==" in pinned
        assert part.hashes
        assert all(f"sha256:{each}" in pinned for each in part.hashes)
        assert part.licence


def test_what_is_needed_to_run_is_told_from_the_rest(everything):
    needed = {part.name: part.needed for part in everything}
    assert needed["django"] == "to run"
    assert needed["psycopg"] == "to run at scale"
    assert needed["pytest"] == "to develop"
    assert needed["htmx"] == "to run"
    assert needed["axe-core"] == "to develop"


def test_every_file_beside_a_record_is_in_it(everything):
    recorded = {part.file for part in everything if part.file}
    assert "therapies/geodata/outlines.json" in recorded
    assert FOLDERS
    for folder in FOLDERS:
        kept = {path.relative_to(ROOT).as_posix() for path in folder.iterdir()}
        assert kept - recorded == {(folder / VENDOR).relative_to(ROOT).as_posix()}


def test_a_file_that_was_changed_is_refused(tmp_path, monkeypatch):
    place = tmp_path / "static" / "vendor"
    place.mkdir(parents=True)
    (place / "script.js").write_text("changed")
    (place / VENDOR).write_text(
        f"script.js\n  name  x\n  version  1\n  licence  MIT\n  sha256  {'0' * 64}\n"
    )
    monkeypatch.setattr(parts, "ROOT", tmp_path)
    with pytest.raises(UnknownPartError, match=r"static/vendor/script\.js is not what"):
        list(parts.files())


def test_a_licence_that_nobody_knows_is_refused(monkeypatch):
    about = Message()
    about["License"] = "Do as you please, but"
    monkeypatch.setattr(parts, "metadata", lambda package: about)
    with pytest.raises(UnknownPartError, match="example names no licence"):
        parts.licence_of("example")


def test_the_bill_is_valid_and_whole(everything):
    text = bill.as_json(everything)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told = {each["bom-ref"]: each for each in json.loads(text)["components"]}
    for part in everything:
        component = told[part.file or f"{part.name}@{part.version}"]
        assert component["scope"] == bill.SCOPES[part.needed].value
        hashes = component.get("hashes") or component["properties"]
        assert {each.get("content") or each["value"] for each in hashes} == set(part.hashes)


def test_the_list_of_licences_is_of_these_parts(everything):
    assert licences.PLACE.read_text(encoding="utf-8") == licences.table(everything)


def answer(*packages):
    return lambda pins: json.dumps({"dependencies": list(packages)})


def said(capsys, run):
    code = audit.main(run)
    return code, capsys.readouterr().out


def test_a_known_flaw_fails(capsys):
    flaw = {"id": "CVE-2026-1", "fix_versions": ["1.1"]}
    package = {"name": "example", "version": "1.0", "vulns": [flaw]}
    code, text = said(capsys, answer(package))
    assert code == 1
    assert "example 1.0: CVE-2026-1, mended in 1.1\n" in text


def test_what_could_not_be_checked_is_said(capsys):
    known = {"name": "example", "version": "1.0", "vulns": []}
    code, text = said(capsys, answer(known, {"name": "other", "skip_reason": "not found"}))
    assert code == 0
    assert "1 packages checked, 0 known flaws." in text
    assert "unknown to the index: 1: other." in text
    assert "to be looked up by hand: htmx 4." in text


def test_without_a_network_nothing_is_called_clean(capsys):
    def nobody(pins):
        raise OSError("no route to host")

    code, text = said(capsys, nobody)
    assert code == 0
    assert "NOT CHECKED, nobody answered: every package (no route to host)." in text
    assert "known flaws" not in text
