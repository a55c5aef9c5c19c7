"""The text of a cell, and back to what it stands for.

A cell that stands as it was written is never a change, whatever it holds. Text that a spreadsheet
would run as a formula is written with an apostrophe before it, and read without it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, Field, ForeignKey, JSONField, ManyToManyField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from therapies.exports import RUN_AS_FORMULA

APOSTROPHE = "'"
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_NAMED = 40


def _would_run(text: str) -> bool:
    return text.lstrip(APOSTROPHE).startswith(RUN_AS_FORMULA)


def guarded(text: str) -> str:
    """Kept from running. Text that looks guarded already gets another, so that none is lost."""
    return APOSTROPHE + text if _would_run(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(APOSTROPHE) and _would_run(text) else text


def normal(text: str) -> str:
    """Without what spreadsheets change on their own: kinds of line ends, and space around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def join_words(words: list[str]) -> str:
    return "; ".join(word.replace("\\", "\\\\").replace(";", "\\;") for word in words)


def split_words(text: str) -> list[str]:
    r"""Words between semicolons; `\;` is a semicolon within a word."""
    words = re.findall(r"(?:[^;\\]|\\.|\\$)+", text, re.DOTALL)
    plain = (re.sub(r"\\([;\\])", r"\1", word).strip() for word in words)
    return [word for word in plain if word]


def decimal_text(value: Decimal) -> str:
    """As the canonical form writes it."""
    return format(value.normalize() if value else Decimal(0), "f")


@dataclass(frozen=True)
class Column:
    """A header and the field of a model that stands below it."""

    name: str
    field: Any
    is_key: bool = False
    note: str | Promise = ""

    def write(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(self.field, ManyToManyField):
            return join_words([str(key[-1]) for key in value])
        if isinstance(self.field, JSONField):
            return join_words([str(word) for word in value])
        if isinstance(self.field, ForeignKey):
            return str(value[-1])
        return str(value)

    def read(self, text: str) -> Any:
        """The value in the canonical form. Raises ValidationError."""
        if found := UNSEEN.search(text):
            raise ValidationError(
                _("It holds a character that cannot be seen (U+%(code)04X).")
                % {"code": ord(found.group())}
            )
        if isinstance(self.field, ForeignKey | ManyToManyField):
            return self._read_slugs(text)
        if isinstance(self.field, JSONField):
            return self.field.clean(split_words(text), None)
        if not text:
            return self._nothing()
        if isinstance(self.field, DecimalField):
            if re.fullmatch(r"[+-]?\d+,\d+", text):
                raise ValidationError(
                    _("Write a point, not a comma: %(number)s.")
                    % {"number": text.replace(",", ".")}
                )
            return decimal_text(self.field.clean(text, None))
        value = self._clean(text)
        return value.isoformat() if hasattr(value, "isoformat") else value

    def _nothing(self) -> Any:
        if self.field.null:
            return None
        if self.field.blank:
            return ""
        raise ValidationError(_("It must not be empty."))

    def _read_slugs(self, text: str) -> Any:
        if isinstance(self.field, ForeignKey):
            return [text] if text else self._nothing()
        slugs = split_words(text)
        if not slugs and not self.field.blank:
            raise ValidationError(_("It must not be empty."))
        if len(set(slugs)) < len(slugs):
            raise ValidationError(_("One of them stands there twice."))
        return sorted([slug] for slug in slugs)

    def _clean(self, text: str) -> Any:
        field: Field = self.field
        try:
            return field.clean(text, None)
        except ValidationError:
            values = self.allowed
            if not values or text in values:
                raise
            raise ValidationError(
                _("“%(text)s” is not one of: %(values)s.")
                % {"text": text[:MOST_NAMED], "values": ", ".join(values)}
            ) from None

    @property
    def allowed(self) -> list[str]:
        return [str(value) for value, _label in self.field.flatchoices if value]

    @property
    def is_required(self) -> bool:
        return not (self.field.null or self.field.blank)
