"""Answers by plans that views gave away with a response (`therapies.views.plans`).

Django has answered the like of it before under the same host and scheme, so these are checked, and
an answer has the headers that Django gave. What costs less to make than to keep is not kept.
"""

import logging
from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

from editorial.edition import Edition
from immunoref.caching.asking import Asked, Key
from immunoref.caching.compressing import compressed
from immunoref.caching.keeping import Headers

# Kinds of requests, of one list and host each.
MOST_KNOWN = 200
# Of these each answer has its own, or none.
PUSHED = "HX-Push-Url"
OF_ONE_ANSWER = ("etag", "content-length", "content-encoding", PUSHED.lower())
# A list is made in many small steps at which another thread may go on, so several at once take
# longer than one after the other. Who has waited so long for its turn, in seconds, takes it: the
# one before may be asking the database for rows.
LONGEST_TURN = 0.05
logger = logging.getLogger(__name__)


class Like(NamedTuple):
    """What answers of one form have in common."""

    headers: Headers
    unchanged: Headers


class Known(NamedTuple):
    plan: Any
    forms: dict[str, Like]


class Planned:
    """Plans of the edition in force."""

    def __init__(self) -> None:
        self._turn = Lock()
        self.clear()

    def clear(self) -> None:
        self._stamp, self._serial = "", 0
        self._known: OrderedDict[Key, Known] = OrderedDict()

    def learn(self, asked: Asked, response: Any, headers: Headers, unchanged: Headers) -> None:
        plan, edition = response.plan, asked.edition
        if plan.version != edition.version.pk or edition.serial < self._serial:
            return
        if edition.stamp != self._stamp:
            self._known = OrderedDict()
            self._stamp, self._serial = edition.stamp, edition.serial
        known = self._known.setdefault(_kind(asked.key), Known(plan, {}))
        like = Like(_common(headers), _common(unchanged))
        self._known[_kind(asked.key)] = Known(plan, {**known.forms, response.form: like})
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def answer(self, asked: Asked) -> tuple[Headers, Headers, bytes] | None:
        """Headers of the answer, those of one that is unchanged, and the body; None for what
        Django has to answer."""
        known = self._of(asked.edition).get(_kind(asked.key))
        if known is None:
            return None
        is_alone = self._turn.acquire(timeout=LONGEST_TURN)
        try:
            made = known.plan.answer(asked.query)
        except Exception:
            logger.exception("Left to Django: %s", asked.key[0])
            return None
        finally:
            if is_alone:
                self._turn.release()
        like = known.forms.get(made.form) if made else None
        if like is None:
            return None
        tag = (("ETag", asked.tag),)
        pushed = ((PUSHED, made.address),) if made.address else ()
        body, coding = compressed(made.body, is_quick=True) if asked.takes_gzip else (made.body, ())
        length = (("Content-Length", str(len(body))),)
        return like.headers + pushed + tag + coding + length, like.unchanged + tag, body

    def _of(self, edition: Edition) -> OrderedDict[Key, Known]:
        if edition.stamp != self._stamp and self._known:
            # What belongs to another edition is let go of, with the index it is made from.
            if edition.serial > self._serial:
                self._known = OrderedDict()
            return OrderedDict()
        return self._known


def _kind(key: Key) -> Key:
    """All but the query."""
    return (key[0], *key[2:])


def _common(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if name.lower() not in OF_ONE_ANSWER)


planned = Planned()
