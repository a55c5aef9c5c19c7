"""What is filled into moulds is what the components would have written."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from therapies.choices import EntryType
from therapies.models import Rate, SafetyDataset, SideEffect, Source
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
