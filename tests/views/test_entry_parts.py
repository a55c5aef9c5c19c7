"""What is filled into moulds is what the components would have written."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from therapies.choices import EntryType
from therapies.models import Approval, Rate, Regulator, SafetyDataset, SideEffect, Source
from therapies.pictures.dot_plot import Line, Mark
from therapies.views import entry_parts

EFFECT = SideEffect(entry_type=EntryType.SIDE_EFFECT, name='Pain <of> "Tom\'s" & co', slug="pain")
MARKS = (Mark("all", "10.0%", "5.0%", "9.9%", False), Mark("grave", "1%", "0%", "2%", True))


@pytest.mark.parametrize("publisher", ["", "A & B"])
@pytest.mark.parametrize("published", ["", "2026-01"])
@pytest.mark.parametrize("extra", [{}, {"note": ""}, {"note": "5 < 6"}])
def test_footnotes(publisher, published, extra):
    claim = SimpleNamespace(
        source=Source(title="<Label>", publisher=publisher, published=published),
        footnote=1234,
        footnote_id="rate-1",
        locator="4.8 & 5",
        report_address="/report/?page=/a/&claim=b",
        **({"note": ""} | extra),
    )
    written = render_to_string("components/footnote.html", {"claim": claim})
    if not extra:
        del claim.note
    assert entry_parts.footnote(claim) == written


@pytest.mark.parametrize("comparator", ["", "placebo"])
@pytest.mark.parametrize(
    "figures",
    [
        {"percent": Decimal("12.5"), "percent_grade_3_plus": Decimal("0.25")},
        {"events": 1, "comparator_percent": Decimal(3)},
        {"stated_band": "common", "comparator_percent_grade_3_plus": Decimal(1)},
        {"percent_grade_3_plus": Decimal(2), "upper_bounds": ["percent_grade_3_plus"]},
    ],
)
def test_rates(figures, comparator):
    dataset = SafetyDataset(treated=3, comparator=comparator)
    rate = Rate(dataset=dataset, side_effect=EFFECT, **figures)
    context = {"rate": rate, "has_comparator": comparator}
    assert entry_parts.rate_row(rate, comparator) == render_to_string(
        "components/rate.html", context
    )


@pytest.mark.parametrize("marks", [(), MARKS[:1], MARKS, MARKS[::-1]])
@pytest.mark.parametrize("more", ["", "n = 3 < 4"])
def test_lines_of_dot_plots(marks, more):
    line = Line("Pain & <more>", more, "5 %", more, marks)
    written = render_to_string("components/dot_line.html", {"line": line})
    assert entry_parts.dot_line(line) == written.rstrip()


@pytest.mark.parametrize("publisher", ["", "A & B"])
@pytest.mark.parametrize("published", ["", "2026-01"])
def test_numbered_sources(publisher, published):
    source = Source(
        slug="label",
        title="<Label>",
        url="https://example.org/?a=1&b=2",
        publisher=publisher,
        published=published,
        accessed_on=date(2026, 1, 2),
    )
    context = {"source": source, "number": 12, "day": "2 January 2026"}
    written = render_to_string("components/source_line.html", context)
    assert entry_parts.source_line(source, 12) == written.rstrip()


@pytest.mark.parametrize("ended_on", [None, date(2025, 3, 1)])
@pytest.mark.parametrize("decided", [(None, ""), (date(2020, 5, 1), "month")])
@pytest.mark.parametrize("date_footnote", [None, 7])
def test_decisions(ended_on, decided, date_footnote):
    approval = Approval(
        regulator=Regulator(name="A & B"),
        source=Source(title="<Label>"),
        status="withdrawn",
        decided_on=decided[0],
        decided_precision=decided[1],
        ended_on=ended_on,
        ended_precision="day" if ended_on else "",
    )
    approval.footnote, approval.footnote_id, approval.report_address = 3, "approval-1", "/report/"
    if date_footnote:
        approval.date_footnote = date_footnote
    written = render_to_string("components/approval.html", {"approval": approval})
    assert entry_parts.decision(approval) == written


def test_what_never_changes_is_written_once_for_each_form(monkeypatch):
    monkeypatch.setattr(entry_parts, "render_to_string", lambda name, context: f"{name} {context}")
    entry_parts._unchanging.cache_clear()
    plain = [entry_parts.unchanging("a.html", wide=wide) for wide in (True, False, True)]
    assert plain[0] is plain[2] != plain[1]
    entry_parts._unchanging.cache_clear()
