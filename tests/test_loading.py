"""Loading and writing fixtures: all or nothing, twice the same, and back byte for byte."""

import gc
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial import workflow
from editorial.models import ContentVersion
from tests import factories
from therapies.canonical import MODELS, files
from therapies.loading import EditedHereError, load
from therapies.models import Drug, Entry, Rate, Source, Statement
from therapies.reading import BrokenFixtureError

pytestmark = pytest.mark.django_db


def write(directory: Path) -> Path:
    for path, text in files():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def directory(tmp_path):
    factories.full_drug(1)
    factories.full_drug(2)
    return write(tmp_path / "fixtures")


def texts(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*.json"))
    }


def empty() -> None:
    """Children before what they protect."""
    for model in reversed(MODELS):
        model._default_manager.all().delete()


def test_load_then_dump_is_byte_identical(directory, tmp_path):
    before = texts(directory)
    empty()
    load(directory)
    assert texts(write(tmp_path / "again")) == before


def test_loading_twice_changes_nothing(directory):
    empty()
    first = load(directory)
    assert first.added["drug"] == 2
    keys = list(Rate.objects.values_list("pk", flat=True))
    second = load(directory)
    assert not second.is_change
    assert second.unchanged == sum(text.count('"model"') for text in texts(directory).values())
    assert list(Rate.objects.values_list("pk", flat=True)) == keys


def test_plain_loaddata_reads_the_same_files(directory, tmp_path):
    before = texts(directory)
    empty()
    call_command("loaddata", *sorted(directory.rglob("*.json")), verbosity=0)
    assert texts(write(tmp_path / "again")) == before


def test_files_have_the_canonical_form(directory):
    for text in texts(directory).values():
        records = json.loads(text)
        assert text == json.dumps(records, indent=2, ensure_ascii=False) + "\n"
        assert not any("pk" in record for record in records)


def test_source_cited_once_stands_with_its_entry_and_shared_ones_apart(directory):
    shared = factories.source()
    for drug in Drug.objects.all():
        factories.statement(drug, section="benefits", source=shared)
    here = texts(write(directory))
    assert shared.slug in here["10_sources/shared.json"]
    alone = Statement.objects.filter(section="what_it_is").first()
    assert alone.source.slug in here[f"60_drugs/{alone.entry.slug}.json"]
    assert alone.source.slug not in here["10_sources/shared.json"]


def test_changes_are_reported_and_removed_claims_go(directory):
    path = directory / "60_drugs" / "drug-1.json"
    records = json.loads(path.read_text())
    rate = next(each for each in records if each["model"] == "therapies.rate")
    rate["fields"]["percent"] = "40"
    records = [each for each in records if each["model"] != "therapies.warning"]
    path.write_text(json.dumps(records))
    outcome = load(directory)
    assert outcome.changed == {"rate": 1}
    assert outcome.removed == {"warning": 1}
    assert Rate.objects.get(dataset__drug__slug="drug-1").percent == 40


def test_relations_are_brought_to_what_the_file_says(directory):
    drug = Drug.objects.get(slug="drug-1")
    drug.targets.clear()
    load(directory)
    assert [target.slug for target in drug.targets.all()] == ["target-1"]


def test_entries_without_a_file_stay_unless_pruned(directory):
    factories.drug("Localumab")
    assert not load(directory).removed
    assert Drug.objects.filter(slug="localumab").exists()
    outcome = load(directory, prune=True)
    assert outcome.removed["drug"] == 1
    assert not Entry.objects.filter(slug="localumab").exists()


def test_check_writes_nothing(directory):
    empty()
    out = StringIO()
    call_command("load_reference", directory, "--check", stdout=out)
    assert "Nothing was written" in out.getvalue()
    assert not Entry.objects.exists()
    assert not ContentVersion.objects.exists()


def test_command_reports_and_skips_what_is_loaded(directory):
    empty()
    out = StringIO()
    call_command("load_reference", directory, stdout=out)
    assert "added" in out.getvalue()
    assert ContentVersion.objects.count() == 1
    out = StringIO()
    call_command("load_reference", directory, "--if-changed", stdout=out)
    assert "loaded already" in out.getvalue()
    assert ContentVersion.objects.count() == 1


def test_editing_here_is_not_undone_unasked(directory):
    statement = Statement.objects.filter(entry__slug="drug-1").first()
    workflow.publish(statement.entry, factories.user())
    Statement.objects.filter(pk=statement.pk).update(text="Edited here.")
    with pytest.raises(EditedHereError, match="Drug 1"):
        load(directory)
    with pytest.raises(CommandError, match="dump_reference"):
        call_command("load_reference", directory, stdout=StringIO())
    assert Statement.objects.get(pk=statement.pk).text == "Edited here."
    load(directory, overwrite=True)
    assert Statement.objects.get(pk=statement.pk).text != "Edited here."


BREAKS = {
    "not JSON": (lambda text: text[:-20], "not JSON"),
    "not a list": (lambda text: "{}", "a fixture is a list"),
    "unknown model": (
        lambda text: text.replace("therapies.warning", "therapies.spell"),
        "not part of the reference",
    ),
    "foreign model": (
        lambda text: text.replace("therapies.warning", "auth.group"),
        "not part of the reference",
    ),
    "unknown field": (lambda text: text.replace('"why_included"', '"why_not"'), "unknown field"),
    "unknown source": (
        lambda text: text.replace('"locator": "section 1"', '"locator": ""', 1),
        "locator is ''",
    ),
    "unknown condition": (lambda text: text.replace('"condition-1"', '"nowhere"'), "nowhere"),
    "word for a number": (
        lambda text: text.replace('"percent": "12"', '"percent": "many"'),
        "percent is 'many'",
    ),
    "impossible number": (
        lambda text: text.replace('"percent": "12"', '"percent": "1"'),
        "database refuses",
    ),
    "unknown choice": (lambda text: text.replace('"boxed"', '"framed"'), "kind is 'framed'"),
    "no key": (lambda text: text.replace('"title": "Infusion reactions",', ""), "missing"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_file_is_named_and_nothing_changes(directory, name):
    change, reason = BREAKS[name]
    empty()
    path = directory / "60_drugs" / "drug-1.json"
    text = path.read_text(encoding="utf-8")
    broken = change(text)
    assert broken != text
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BrokenFixtureError, match=reason) as caught:
        load(directory)
    assert "drug-1.json, line " in str(caught.value)
    assert not Entry.objects.exists()
    assert not Source.objects.exists()


def test_nothing_is_collected_while_loading_and_all_after_it(directory):
    seen = []
    load(directory, progress=lambda done, total: seen.append(gc.isenabled()))
    assert set(seen) == {False}
    assert gc.isenabled()
    (directory / "60_drugs" / "drug-1.json").write_text("[", encoding="utf-8")
    with pytest.raises(BrokenFixtureError):
        load(directory)
    assert gc.isenabled()


def test_line_of_the_broken_row_is_named(directory):
    path = directory / "60_drugs" / "drug-1.json"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index('"therapies.warning"')].count("\n")
    path.write_text(text.replace('"boxed"', '"framed"'), encoding="utf-8")
    with pytest.raises(BrokenFixtureError, match=f"line {line}:"):
        load(directory)


def test_row_that_stands_twice_is_named(directory):
    original = directory / "60_drugs" / "drug-1.json"
    shutil.copy(original, directory / "60_drugs" / "zz-copy.json")
    with pytest.raises(BrokenFixtureError, match="stands already in"):
        load(directory)


def test_empty_or_missing_directory(tmp_path):
    with pytest.raises(BrokenFixtureError, match="no fixtures"):
        load(tmp_path)
    with pytest.raises(CommandError, match="no directory"):
        call_command("load_reference", tmp_path / "none")


def test_not_utf8(directory):
    path = directory / "60_drugs" / "drug-1.json"
    path.write_bytes("[é]".encode("latin-1"))
    with pytest.raises(BrokenFixtureError, match="not UTF-8"):
        load(directory)


def test_dump_writes_only_what_changed_and_removes_the_rest(directory):
    (directory / "60_drugs" / "gone.json").write_text("[]")
    factories.statement(Drug.objects.get(slug="drug-1"), section="benefits")
    out = StringIO()
    call_command("dump_reference", directory, stdout=out)
    assert "1 written, 1 removed" in out.getvalue()


def test_an_empty_database_does_not_empty_the_fixtures(directory):
    before = sorted(directory.rglob("*.json"))
    for model in reversed(MODELS[1:]):
        model._default_manager.all().delete()
    with pytest.raises(CommandError, match="no entries"):
        call_command("dump_reference", directory, stdout=StringIO())
    assert sorted(directory.rglob("*.json")) == before


def test_a_source_with_another_slug_is_the_same_document(directory):
    source = Drug.objects.get(slug="drug-1").source
    for each in directory.rglob("*.json"):
        each.write_text(each.read_text().replace(f'"{source.slug}"', '"another-slug"'))
    load(directory)
    source.refresh_from_db()
    assert source.slug == "another-slug"


def test_what_is_public_names_no_draft(directory):
    """As in publishing; the names of drafts would stand in records and histories."""
    (path,) = directory.rglob("condition-1.json")
    records = json.loads(path.read_text())
    for record in records:
        if record["model"] == "therapies.entry":
            unpublished = {"status": "draft", "published_at": None, "published_by": None}
            record["fields"] |= unpublished
    path.write_text(json.dumps(records))
    empty()
    with pytest.raises(BrokenFixtureError, match="Drug 1: it is public and names Condition 1"):
        load(directory)
    assert not Entry.objects.exists()
