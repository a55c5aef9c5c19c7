"""The history of one entry: its versions, newest first, and what changed with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.core.paginator import Page, Paginator
from django.urls import reverse

from editorial.models import Confirmation, Version
from therapies.differences import RowChange, SectionChange, between
from therapies.mentions import names_of
from therapies.models import Source
from therapies.versions import unpack
from therapies.wording import Names, plural_of

PER_PAGE = 25
MOST_ROWS = 40
LONGEST_NUMBER = 6
SOURCE = Source._meta.label_lower


@dataclass(frozen=True)
class Step:
    """A version beside the one before it."""

    version: Version
    before: Version | None
    names: Names
    most_rows: int | None = MOST_ROWS

    @property
    def address(self) -> str:
        version = self.version
        return reverse(f"{version.kind}-version", args=[version.slug, version.number])

    @property
    def sections(self) -> list[str]:
        """What changed, by kinds of rows."""
        return list(dict.fromkeys(plural_of(label) for label in self.version.sections))

    @property
    def confirmation(self) -> Confirmation | None:
        return getattr(self.version, "confirmation", None)

    @property
    def opened_again(self) -> list[str]:
        """Titles of the sources that were opened to confirm it."""
        if self.confirmation is None:
            return []
        titles = {
            record["fields"]["slug"]: record["fields"]["title"]
            for record in unpack(self.version.content)
            if record["model"] == SOURCE
        }
        return [titles.get(slug, slug) for slug in self.confirmation.sources]

    @property
    def is_comparable(self) -> bool:
        """Not if a kind of row that one of the two holds has left the reference since."""
        try:
            return self._all_changes is not None
        except LookupError:
            return False

    @property
    def changes(self) -> list[SectionChange]:
        """Against the version before; of many rows the first ones."""
        left = self.most_rows
        shown = []
        for section in self._all_changes:
            rows: list[RowChange] = list(islice(section.rows, left))
            if rows:
                shown.append(SectionChange(section.title, rows))
            if left is not None:
                left -= len(rows)
        return shown

    @property
    def left_out(self) -> int:
        """Changed rows that `changes` does not show."""
        rows = sum(len(section.rows) for section in self._all_changes)
        return 0 if self.most_rows is None else max(rows - self.most_rows, 0)

    @cached_property
    def _all_changes(self) -> list[SectionChange]:
        if self.before is None:
            return []
        return between(self.before.content, self.version.content, self.names)


def page_of(kind: str, slug: str, number: str) -> tuple[Page, list[Step]]:
    """One page of the history, and its steps. Raises InvalidPage."""
    versions = Version.objects.of(kind, slug).select_related(
        "author", "publisher", "confirmation__confirmed_by"
    )
    page = Paginator(versions, PER_PAGE).page(number)
    first = (page.number - 1) * PER_PAGE
    rows = list(versions[first : first + PER_PAGE + 1])
    names = names_in(rows)
    befores = [*rows[1:], None]
    steps = [Step(each, before, names) for each, before in zip(rows, befores, strict=False)]
    return page, steps[:PER_PAGE]


def names_in(versions: Iterable[Version]) -> Names:
    """Today's names of all that these versions mention."""
    return names_of(record for version in versions for record in unpack(version.content))
