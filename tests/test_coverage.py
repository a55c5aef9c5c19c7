"""docs/coverage.md: what is here, what is awaited, and why."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from tests import factories
from therapies.coverage import report

pytestmark = pytest.mark.django_db


def row(name: str) -> list[str]:
    line = next(line for line in report().splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_row_of_a_kind_counts_its_drugs_and_their_claims():
    drug = factories.full_drug(1)
    factories.rate(factories.dataset(drug))
    undated = factories.indication(drug, setting="second line")
    factories.approval(undated, decided_on=None, decided_precision="")
    factories.awaited_drug(drug.primary_type, name="Otherumab")
    kind = drug.primary_type.get_kind_display()
    assert row(kind) == [kind, "1", "2", "2 (1)", "1", "2", "2", "2", "1", str(drug.reviewed_on)]


def test_oldest_review():
    for name, day in (("A", date(2026, 3, 1)), ("B", date(2025, 3, 1))):
        drug = factories.drug(name, reviewed_on=day)
    assert row(drug.primary_type.get_kind_display())[-1] == "2025-03-01"


def test_drafts_are_not_counted():
    drug = factories.drug(status="draft", published_at=None, published_by=None)
    assert row(drug.primary_type.get_kind_display())[1:4] == ["0", "0", "0 (0)"]


def test_awaited_drugs_with_their_reason():
    kind = factories.drug().primary_type
    factories.awaited_drug(kind, name="Otherumab")
    factories.awaited_drug(kind, name="Lostumab", reason="no_document", note="Japan only")
    text = report()
    assert f"{kind.name}, not read yet: Otherumab." in text
    assert f"{kind.name}, no document could be opened: Lostumab (Japan only)." in text


def test_drugs_with_few_rates_say_where_was_looked():
    drug = factories.full_drug(1)
    drug.not_found.create(topic="safety_rates", place="US label", looked_on=date(2026, 11, 1))
    assert "- Drug 1: 1. Looked for on: US label, 2026-11-01." in report()
    dataset = factories.dataset(drug)
    for number in range(10):
        factories.rate(dataset, side_effect=factories.side_effect(f"Symptom {number}"))
    assert "- Drug 1" not in report()


def test_command_writes_the_report():
    factories.full_drug(1)
    out = StringIO()
    call_command("coverage_report", stdout=out)
    assert out.getvalue() == report()
