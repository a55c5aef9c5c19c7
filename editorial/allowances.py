"""How often one address may ask for what costs more than a page."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from editorial import addresses

# A cache of its own: counts of readers must not push out counts of failed sign-ins.
CACHE = "requests"
TOO_MANY = 429
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """`setting` says how many a `unit` of so many seconds."""

    name: str
    setting: str
    unit: str = "minute"
    window: int = 60


API = Limit("api", "API_REQUESTS_PER_MINUTE")
SEARCHES = Limit("searches", "SEARCHES_PER_MINUTE")
DOWNLOADS = Limit("downloads", "DOWNLOADS_PER_MINUTE")
REPORTS = Limit("reports", "REPORTS_PER_HOUR", "hour", 3600)


@dataclass(frozen=True)
class Allowance:
    limit: Limit
    most: int
    left: int
    seconds: int
    is_spent: bool

    def tell(self, response: HttpResponse) -> None:
        """As the draft of the IETF on RateLimit header fields says it."""
        unit = self.limit.unit
        response["RateLimit-Policy"] = f'"{unit}";q={self.most};w={self.limit.window}'
        response["RateLimit"] = f'"{unit}";r={self.left};t={self.seconds}'
        if self.is_spent:
            response["Retry-After"] = str(self.seconds)

    @property
    def refusal(self) -> str:
        text = _("Of %(most)s requests a minute none is left. Wait for %(seconds)s seconds.")
        return text % {"most": self.most, "seconds": self.seconds}


def count(request: HttpRequest, limit: Limit) -> Allowance:
    """Count a request from whatever one household or office is given as addresses."""
    period, passed = divmod(int(time.time()), limit.window)
    most = getattr(settings, limit.setting)
    place = addresses.place(addresses.of(request))
    try:
        counted = _counted(f"{limit.name}:{place}:{period}", 2 * limit.window)
    except Exception:
        # Reading goes on where the cache is down.
        logger.exception("Requests cannot be counted: %s", limit.name)
        counted = 0
    return Allowance(limit, most, max(most - counted, 0), limit.window - passed, counted > most)


def _counted(key: str, kept: int) -> int:
    cache = caches[CACHE]
    while True:
        cache.add(key, 0, kept)
        try:
            return int(cache.incr(key))
        except ValueError:  # It was pushed out between the two lines.
            continue
