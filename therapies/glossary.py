"""Finds words of the glossary in texts, so that a page can explain them where they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from editorial.edition import once_for_each_edition
from therapies.choices import Audience
from therapies.models import GlossaryTerm

# Words in the heads of tables, by the terms that explain them.
RATE_WORDS = ("grade-3", "comparator", "confidence-interval")
APPROVAL_WORDS = ("conditional-approval", "accelerated-approval")
COMPARISON_WORDS = ("confidence-interval", "wilson-interval", "comparator")

PUNCTUATION = re.compile(r"[^\w\s(]*")

Forms = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of text, with the term that it is a form of, if any.

    `tail` is the punctuation after a term, which must not begin a line without it.
    """

    text: str
    term: GlossaryTerm | None = None
    tail: str = ""


def is_abbreviation(form: str) -> bool:
    """Whether capitals matter: INN is no inn, and ALL is not all."""
    return form[1:] != form[1:].lower()


def _key(text: str) -> str:
    text = " ".join(text.split())
    return text if is_abbreviation(text) else text.lower()


def _expression(form: str) -> str:
    words = r"\s".join(re.escape(word) for word in form.split())
    return words if is_abbreviation(form) else f"(?i:{words})"


def _whole(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of the forms as whole words, the longest first; no part of a compound or an address."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(_expression, longest_first))})(?![\w/-])")


@lru_cache(maxsize=2)
def _compiled(forms: Forms) -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of all forms, and the slug of each; made anew only when the glossary changed."""
    slugs = {_key(form): slug for slug, form in forms}
    slugs |= {form.lower(): slugs[form] for form in slugs if form.lower() not in slugs}
    return _whole(form for _, form in forms), slugs


@once_for_each_edition
def _terms() -> tuple[GlossaryTerm, ...]:
    return tuple(GlossaryTerm.objects.all())


class Glossary:
    """The terms as one page uses them: which it marks, and so has to explain."""

    def __init__(self, terms: Iterable[GlossaryTerm], own_names: Sequence[str] = ()) -> None:
        self.terms = {term.slug: term for term in terms}
        forms = tuple((slug, form) for slug, term in self.terms.items() for form in term.forms)
        self._pattern: re.Pattern[str] | None = None
        self._slugs: dict[str, str] = {}
        if forms:
            self._pattern, self._slugs = _compiled(forms)
        self._own_names = _whole(own_names) if own_names else None
        self._used: dict[str, GlossaryTerm] = {}

    @classmethod
    def of_page(cls, *own_names: str) -> "Glossary":
        return cls(_terms(), [name for name in own_names if name.strip()])

    def use(self, slugs: Iterable[str]) -> dict[str, GlossaryTerm | None]:
        """Terms for fixed words of a page, by slugs with underscores; None where there is none."""
        found = {slug: self.terms.get(slug) for slug in slugs}
        self._used |= {slug: term for slug, term in found.items() if term}
        return {slug.replace("-", "_"): term for slug, term in found.items()}

    def mark(self, texts: Iterable[str]) -> list[list[Piece]]:
        """Each text in pieces; a term is marked where it first stands in any of them."""
        seen: set[str] = set()
        return [list(self._pieces(text, seen)) for text in texts]

    def mark_sections(self, sections: Iterable[dict[str, Any]]) -> None:
        """Give every statement its `pieces`, those for everyone first.

        `ending` is the last word, beside which the footnote stays.
        """
        for section in sections:
            statements = [each for audience in Audience.values for each in section[audience]]
            marked = self.mark(each.text for each in statements)
            for statement, pieces in zip(statements, marked, strict=True):
                statement.pieces, statement.ending = _without_last_word(pieces)

    @property
    def notes(self) -> list[GlossaryTerm]:
        """What the page has to explain, each term once."""
        return sorted(self._used.values(), key=lambda term: term.slug)

    def _pieces(self, text: str, seen: set[str]) -> Iterator[Piece]:
        kept = [each.span() for each in self._own_names.finditer(text)] if self._own_names else []
        at = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            slug = self._slug(match.group())
            is_own = any(start < match.end() and match.start() < end for start, end in kept)
            if slug in seen or is_own:
                continue
            seen.add(slug)
            self._used[slug] = self.terms[slug]
            if match.start() > at:
                yield Piece(text[at : match.start()])
            tail = PUNCTUATION.match(text, match.end()).group()  # type: ignore[union-attr]
            yield Piece(match.group(), self.terms[slug], tail)
            at = match.end() + len(tail)
        if text[at:]:
            yield Piece(text[at:])

    def _slug(self, found: str) -> str:
        key = _key(found)
        return self._slugs[key] if key in self._slugs else self._slugs[key.lower()]


def _without_last_word(pieces: list[Piece]) -> tuple[list[Piece], Piece]:
    *before, last = pieces or [Piece("")]
    head, space, word = last.text.rpartition(" ")
    if last.term or not space:
        return before, last
    return [*before, Piece(head + space)], Piece(word)
