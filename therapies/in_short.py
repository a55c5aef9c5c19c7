"""What stands first on a drug's page: stored sentences, and one made of stored figures.

Nothing here is invented: a part without a stored statement or figure stays empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from therapies import frequencies
from therapies.choices import Audience, OrganClass, RegimenKind, Section
from therapies.models import Rate, SafetyDataset, Statement
from therapies.pictures import icon_array

MOST_NOTICED = 3
# What a blood test finds is not what people notice.
FOUND_BY_TESTS = (OrganClass.INVESTIGATIONS, OrganClass.METABOLISM, OrganClass.BLOOD)
# Told in the first screen and nowhere else.
TOLD_FIRST = (Section.WHAT_IT_IS, Section.WHO_IT_MAY_SUIT)


@dataclass(frozen=True)
class Noticed:
    """The most frequent side effects of one dataset, in words."""

    dataset: SafetyDataset
    figures: list[str]


@dataclass(frozen=True)
class InShort:
    """`exact` is what the same sections say to professionals."""

    what: list[Statement]
    what_for: list[Statement]
    noticed: Noticed | None
    call: Statement | None
    exact: list[Statement]

    @property
    def claims(self) -> list[Any]:
        counted = [self.noticed.dataset] if self.noticed else []
        return [
            *self.what,
            *self.what_for,
            *counted,
            *([self.call] if self.call else []),
            *self.exact,
        ]


@dataclass(frozen=True)
class Told:
    """The statements below the first screen, by the parts of the page."""

    how_it_works: list[dict[str, Any]]
    when_to_call: list[dict[str, Any]]
    how_well: list[dict[str, Any]]
    not_known: list[dict[str, Any]]


def in_short(sections: list[dict[str, Any]], datasets: list[SafetyDataset]) -> InShort:
    """From the sections of views and the datasets in the order in which the page shows them."""
    told = {section["name"]: section[Audience.EVERYONE] for section in sections}
    calls = told.get(Section.SEEK_HELP) or told.get(Section.WHAT_TO_WATCH_FOR, [])
    return InShort(
        what=told.get(Section.WHAT_IT_IS, []),
        what_for=told.get(Section.WHO_IT_MAY_SUIT, []),
        noticed=next(filter(None, map(_noticed, datasets)), None),
        call=calls[0] if calls else None,
        exact=[
            statement
            for section in sections
            if section["name"] in TOLD_FIRST
            for statement in section[Audience.PROFESSIONALS]
        ],
    )


def told(sections: list[dict[str, Any]]) -> Told:
    """Sections of a drug under the headings of its page."""
    by_name = {section["name"]: section for section in sections}

    def found(name: str, **changes: Any) -> list[dict[str, Any]]:
        section = by_name.get(name)
        return [section | changes] if section else []

    return Told(
        how_it_works=found(Section.HOW_IT_WORKS),
        when_to_call=[
            *found(Section.SEEK_HELP),
            *found(
                Section.WHAT_TO_WATCH_FOR,
                label=_("What to watch for, and when to call for help"),
            ),
        ],
        how_well=[
            *found(Section.BENEFITS, label=_("How well it works")),
            *found(Section.LIMITS),
        ],
        not_known=found(Section.WHAT_IS_NOT_KNOWN),
    )


def most_telling_first(datasets: Iterable[SafetyDataset]) -> list[SafetyDataset]:
    """The drug alone before combinations, then by how many noticeable effects have a number.

    A dataset of a few chosen reactions, or of laboratory values, must not stand for what people
    notice, however many people it counts.
    """

    def place(dataset: SafetyDataset) -> tuple[bool, int, int, str]:
        figures = sum(
            rate.best_percent is not None and _is_noticeable(rate) for rate in dataset.rates.all()
        )
        is_combined = dataset.regimen_kind == RegimenKind.COMBINATION
        return is_combined, -figures, -(dataset.treated or 0), dataset.slug

    return sorted(datasets, key=place)


def _noticed(dataset: SafetyDataset) -> Noticed | None:
    rates = [
        rate
        for rate in icon_array.most_frequent(dataset.rates.all())
        if "percent" not in rate.upper_bounds and _is_noticeable(rate)
    ]
    figures = [_figure(rate) for rate in rates[:MOST_NOTICED]]
    return Noticed(dataset, figures) if figures else None


def _is_noticeable(rate: Rate) -> bool:
    return rate.side_effect.organ_class not in FOUND_BY_TESTS


def _figure(rate: Rate) -> str:
    frequency = frequencies.of_rate(rate)
    words = {
        "effect": icon_array.in_a_sentence(rate.side_effect.plain_name),
        "text": frequency.text if frequency else "",
    }
    comparator = frequencies.of_rate(rate, "comparator_percent")
    if comparator is None:
        return _("%(effect)s in %(text)s") % words
    words["comparator"] = comparator.brief
    return _("%(effect)s in %(text)s (comparison group: %(comparator)s)") % words
