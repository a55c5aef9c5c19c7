"""Which passwords are refused beside short ones: length counts, and which letters it is made of
does not (OWASP ASVS 5.0, 6.2.4 to 6.2.12)."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What comes to mind at the sight of the sign-in page.
WORDS = ("immunoref", "immunology", "immunotherapy", "reference", "editing", "editor")
NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


class ListedPasswordValidator(CommonPasswordValidator):
    """Refuses one or two of the 20,000 commonest passwords or of WORDS.

    A list alone has few passwords that are long enough: people lengthen a short one by another.
    """

    def __init__(self) -> None:
        super().__init__()
        self.passwords |= set(WORDS)

    def validate(self, password: str, user: Any = None) -> None:
        text = NEITHER_LETTER_NOR_DIGIT.sub("", password.casefold())
        second = {"", *self.passwords}
        if any(
            text[:cut] in self.passwords and text[cut:] in second for cut in range(1, len(text) + 1)
        ):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return _("This password is too common, or made of two that are.")

    def get_help_text(self) -> str:
        return _("Your password can’t be a common one, nor two of them one after the other.")
