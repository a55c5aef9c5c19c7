"""A cache for counts: in the Redis of all processes; while it is silent, in the memory of each.

So limits hold without Redis too; each process then counts for itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Redis is left alone that long after a failure, so that its time-outs slow down few requests.
REST = 10.0
# Of all threads, each of which has a cache of its own, by the address of the Redis.
_rests_until: dict[str, float] = {}
logger = logging.getLogger(__name__)


def _or_from_memory(name: str) -> Callable[..., Any]:
    asked = getattr(RedisCache, name)

    def call(self: "Counts", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= _rests_until.get(self.address, 0):
            try:
                return asked(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                _rests_until[self.address] = time.monotonic() + REST
                logger.warning("Each process counts for itself for %s seconds: %s", REST, error)
        return getattr(self.memory, name)(*args, **kwargs)

    return call


class Counts(RedisCache):
    """What the site asks a cache for beside its pages."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        most, location = options.pop("memory_entries"), options.pop("location")
        super().__init__(server, params | {"OPTIONS": options})
        self.address = server
        self.memory = LocMemCache(
            f"{server} {location}", params | {"OPTIONS": {"MAX_ENTRIES": most}}
        )

    add = _or_from_memory("add")
    get = _or_from_memory("get")
    set = _or_from_memory("set")
    incr = _or_from_memory("incr")
    delete = _or_from_memory("delete")
    clear = _or_from_memory("clear")
