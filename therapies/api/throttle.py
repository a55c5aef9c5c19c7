"""How much one address may ask in a minute."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from editorial import addresses

WINDOW = 60
# A cache of its own: counts of readers must not push out counts of failed sign-ins.
CACHE = "requests"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Allowance:
    most: int
    left: int
    seconds: int
    is_spent: bool

    def tell(self, response: HttpResponse) -> None:
        """As the draft of the IETF on RateLimit header fields says it."""
        response["RateLimit-Policy"] = f'"minute";q={self.most};w={WINDOW}'
        response["RateLimit"] = f'"minute";r={self.left};t={self.seconds}'
        if self.is_spent:
            response["Retry-After"] = str(self.seconds)


def count(request: HttpRequest) -> Allowance:
    """Count a request from whatever one household or office is given as addresses."""
    minute, passed = divmod(int(time.time()), WINDOW)
    most = settings.API_REQUESTS_PER_MINUTE
    try:
        counted = _counted(f"api:{addresses.place(addresses.of(request))}:{minute}")
    except Exception:
        # Reading goes on where the cache is down.
        logger.exception("Requests to the API cannot be counted")
        counted = 0
    return Allowance(most, max(most - counted, 0), WINDOW - passed, is_spent=counted > most)


def _counted(key: str) -> int:
    cache = caches[CACHE]
    while True:
        cache.add(key, 0, 2 * WINDOW)
        try:
            return int(cache.incr(key))
        except ValueError:  # It was pushed out between the two lines.
            continue
