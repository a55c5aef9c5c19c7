"""The version of the published content that is in force: raised by whoever changes what readers
see, and known to every process at little cost.

Whatever keeps answers keeps them under `Edition.stamp`, which also changes with the code and at
midnight, since pages say how old a review is.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as time_of_day
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock
from typing import Any, ParamSpec, TypeVar, cast

import django
from django.conf import settings
from django.db import Error, OperationalError, connection, connections, transaction
from django.utils import timezone
from django.utils.http import http_date

from editorial import databases
from editorial.models import ContentVersion, HistoryHead

# Another process sees what was published after this time at the latest; in seconds. To ask a file
# takes next to nothing.
ASKED_EVERY, FILE_ASKED_EVERY = 0.5, 0.2
# A process that follows it asks more often, so that its readers never have to.
FOLLOWED_EVERY = 0.2
# Who has known the version lately waits no longer for it than that; in seconds.
LATELY, LONGEST_WAIT = 2.0, 0.1
LONGEST_REASON = 200
LONGEST_SILENCE = 86_400
P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)
CODE = ("*.py", "*.html", "*.xml", "*.txt", "*.json", "*.svg", "*.mo")


def take_turn() -> None:
    """Wait until nobody else publishes, to the end of this transaction.

    Called before anything is locked or written: who takes the same locks in another order would
    wait for the others for ever, and the database would refuse one of them.
    """
    HistoryHead.objects.select_for_update().filter(pk=1).first()


@transaction.atomic
def raise_version(
    reason: str, digest: str = "", subject: tuple[str, str] = ("", "")
) -> ContentVersion:
    """Say that readers see something else from the end of this transaction on.

    `subject` is the kind and slug of the only thing that changed, where there is one.
    Called after the change and in its transaction, before the search index is written. The
    history's end stays locked, so the versions are committed in the order of their numbers.
    """
    take_turn()
    kind, slug = subject
    version = ContentVersion.objects.create(
        reason=reason[:LONGEST_REASON], digest=digest, kind=kind, slug=slug
    )
    transaction.on_commit(watch.forget)
    return version


@dataclass(frozen=True)
class Edition:
    """What answers are made of at a moment."""

    version: ContentVersion
    stamp: str
    # Seconds since 1970; None while two changes within one second could not be told apart.
    modified: int | None
    serial: int
    # The database that has this version: rows of what is kept under the stamp come from there.
    database: str = databases.PRIMARY

    @property
    def last_modified(self) -> str:
        return "" if self.modified is None else http_date(self.modified)


class Watch:
    """Knows the edition in force; who needs it asks the database at most twice a second, or five
    times where it is a file.

    Within a transaction it is asked each time and nothing is remembered: what is seen there may
    be undone.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = timezone.localdate,
        aside: Callable[[Callable[[], None]], None] = databases.in_a_thread,
    ) -> None:
        self._clock = clock
        self._today = today
        self._aside = aside
        self._started = int(time.time())
        self._lock = Lock()
        self._edition: Edition | None = None
        self._known_until = self._confirmed_at = float("-inf")
        self._silent_since: float | None = None
        self._forgotten = 0
        self._serial = self._said = 0

    def glance(self) -> Edition | None:
        """The edition, if it need not be asked for."""
        return self._edition if self._clock() < self._known_until else None

    def current(self) -> Edition | None:
        """The edition in force; None where nothing was published yet, or nobody can tell."""
        if connection.in_atomic_block:
            return self._edition_of(_newest(databases.PRIMARY), databases.PRIMARY)
        if edition := self.glance():
            return edition
        known = self._edition
        # One thread asks; others go on with what is known, unless it was forgotten.
        if not self._lock.acquire(blocking=known is None):
            return known
        is_lately = self._clock() - self._confirmed_at < LATELY
        if known and is_lately and databases.may_be_gone():
            return self._ask_aside(known)
        return self._ask_and_release()

    def follow(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Ask for ever, in a thread that keeps its connections: neither a crowd of requests nor a
        pool that they have used up delays what this process knows of a new version."""
        while True:
            try:
                if self._lock.acquire(blocking=False):
                    try:
                        self._ask()
                    finally:
                        self._lock.release()
                if self.unconfirmed_for():
                    connections.close_all()
            except Exception:
                logger.exception("The version in force could not be asked for.")
            sleep(FOLLOWED_EVERY)

    def _ask_and_release(self) -> Edition | None:
        try:
            return self.glance() or self._ask()
        finally:
            self._lock.release()

    def unconfirmed_for(self) -> int:
        """Seconds since the database last said what is in force; 0 while it does."""
        since = self._silent_since
        return 0 if since is None else max(1, int(min(self._clock() - since, LONGEST_SILENCE)))

    def _ask_aside(self, known: Edition) -> Edition | None:
        """It takes seconds to find out that a database is gone: no reader waits for that."""
        found: list[Edition | None] = []
        is_answered = Event()

        def ask() -> None:
            try:
                found.append(self._ask_and_release())
            finally:
                is_answered.set()
                connections.close_all()

        self._aside(ask)
        is_answered.wait(LONGEST_WAIT)
        return found[0] if found else known

    def forget(self) -> None:
        """Ask again at the next request: this process has just published."""
        self._forgotten += 1
        self._edition = None
        self._silent_since = None
        self._known_until = self._confirmed_at = float("-inf")

    def _ask(self) -> Edition | None:
        forgotten = self._forgotten
        try:
            edition = self._read()
            confirmed_at = self._clock()
            self._silent_since = None
        except Error:
            self._silent_since = self._confirmed_at
            edition, confirmed_at = self._edition, self._confirmed_at
            if self._clock() - confirmed_at > settings.TRUSTED_WHILE_SILENT:
                edition = None
        if forgotten == self._forgotten:
            if edition and edition.serial != self._said:
                logger.info("Version %s of the content is in force.", edition.version.pk)
                self._said = edition.serial
            self._edition, self._confirmed_at = edition, confirmed_at
            every = ASKED_EVERY if databases.may_be_gone() else FILE_ASKED_EVERY
            self._known_until = self._clock() + every
        return edition

    def _read(self) -> Edition | None:
        """The version in force is the primary's; while the primary is silent, the replica's.

        Readers are sent to the replica only once it has that version.
        """
        found: dict[str, list[ContentVersion]] = {}
        for alias in databases.health.answering():
            try:
                found[alias] = _newest(alias)
                databases.health.answered(alias)
            except Error as error:
                databases.health.failed(alias, error)
        if not found:
            raise OperationalError("No database answers.")
        alias = databases.PRIMARY
        if databases.REPLICA in found and _number(found.get(alias)) <= _number(
            found[databases.REPLICA]
        ):
            alias = databases.REPLICA
        return self._edition_of(found[alias], alias)

    def _edition_of(self, versions: list[ContentVersion], alias: str) -> Edition | None:
        if not versions:
            return None
        newest = versions[0]
        today = self._today()
        moment = f"{newest.created_at.timestamp():.6f}"
        stamp = f"{newest.pk}.{moment}.{today.isoformat()}.{build()}"
        known = self._edition
        if known and known.stamp == stamp:
            return known if known.database == alias else replace(known, database=alias)
        self._serial += 1
        return Edition(newest, stamp, self._modified(versions, today), self._serial, alias)

    def _modified(self, versions: list[ContentVersion], today: date) -> int | None:
        midnight = timezone.make_aware(datetime.combine(today, time_of_day.min))
        moments = [int(each.created_at.timestamp()) for each in versions]
        moments = sorted([*moments, int(midnight.timestamp()), self._started], reverse=True)
        return moments[0] if moments[0] != moments[1] else None


def _newest(alias: str) -> list[ContentVersion]:
    return list(ContentVersion.objects.all().using(alias)[:2])


def _number(versions: list[ContentVersion] | None) -> int:
    return versions[0].pk if versions else 0


watch = Watch()


def once_for_each_edition(read: Callable[P, T]) -> Callable[P, T]:
    """Remember what follows from the published content alone, for each of its few arguments.

    Whoever takes it shares it with others and must not change it. Within a transaction it is
    read each time, as the edition is.
    """
    remembered: dict[Any, tuple[str, T]] = {}

    @wraps(read)
    def reading(*args: P.args, **named: P.kwargs) -> T:
        # Asked before reading: what is remembered is never older than its edition.
        edition = None if connection.in_atomic_block else watch.current()
        if edition is None:
            return read(*args, **named)
        key = (args, tuple(named.items()))
        stamp, found = remembered.get(key, ("", None))
        if stamp != edition.stamp:
            found = read(*args, **named)
            remembered[key] = (edition.stamp, found)
        return cast(T, found)

    return reading


@cache
def build() -> str:
    """Of the code and templates that this process runs: another release gives other answers."""
    digest = sha256(django.get_version().encode())
    for path in _code(settings.BASE_DIR):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _code(root: Path) -> Iterable[Path]:
    folders = ("immunoref", "editorial", "therapies", "templates")
    for folder in folders:
        for pattern in CODE:
            yield from sorted((root / folder).rglob(pattern))
    for path in (root / "requirements.txt", Path(settings.STATIC_ROOT) / "staticfiles.json"):
        if path.is_file():
            yield path
