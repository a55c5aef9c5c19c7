"""Messages in the languages of the site, looked up once.

A page says some five hundred, most of them in words of their own: those that no catalogue has are
searched for in one after the other, each time. Catalogues do not change while a process runs.
"""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import trans_real

MOST_MESSAGES = 20_000


def remember() -> None:
    for language, _name in settings.LANGUAGES:
        messages = trans_real.translation(language)
        vars(messages)["gettext"] = lru_cache(MOST_MESSAGES)(messages.gettext)
