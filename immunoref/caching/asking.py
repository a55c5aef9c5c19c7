"""Which requests are answered the same for everybody, and all that such an answer depends on.

What is not in the key does not reach the views: other cookies are taken out of the request, and
compressing is done after them. So nobody can have an answer kept that is wrong for others.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import parse_cookie
from django.utils.translation import get_language_from_path

from editorial.edition import Edition
from therapies.views import voices

Environ = dict[str, Any]
Key = tuple[str, ...]

READING = ("GET", "HEAD")
# Pages of staff, forms, what keeps or needs nothing, answers that are counted one by one, and
# releases, which are files: a new one is no new version of the content.
NOT_PUBLIC = (
    "/admin/",
    "/report/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/",
    "/api/",
    "/data/",
)
FOR_PROGRAMS = ("/api/", "/data/")
# What somebody typed is kept by nobody here, and would push out pages that many read.
TYPED = ("/search/",)
LONGEST_ADDRESS = 2000
HAS_LANGUAGES = len(settings.LANGUAGES) > 1
IS_BEHIND_PROXY = settings.BEHIND_PROXY
GZIP = "gzip"


@dataclass
class Asked:
    """A request for a public answer, as it came."""

    key: Key
    edition: Edition
    if_none_match: str

    @property
    def takes_gzip(self) -> bool:
        return self.key[-1] == GZIP

    @property
    def has_voice(self) -> bool:
        return bool(self.key[-2])

    @property
    def query(self) -> str:
        return self.key[1]

    @property
    def may_be_kept(self) -> bool:
        return not self.key[0].startswith(TYPED) and sum(map(len, self.key)) <= LONGEST_ADDRESS

    @cached_property
    def digest(self) -> str:
        """Of everything that the answer is made of."""
        return sha256(repr((self.edition.stamp, self.key)).encode()).hexdigest()

    @property
    def tag(self) -> str:
        """The strong ETag; bytes that are compressed have their own."""
        return f'"{self.digest[:32]}"'

    @property
    def is_known(self) -> bool:
        """Whether who asks has this very answer: only from here could they know its tag."""
        return self.tag in self.if_none_match


def key_of(environ: Environ) -> Key | None:
    """What the answer depends on beside the edition; None for what is not for everybody."""
    path = environ["PATH_INFO"]
    if (
        environ["REQUEST_METHOD"] not in READING
        or path.startswith(NOT_PUBLIC)
        or "HTTP_AUTHORIZATION" in environ
    ):
        return None
    voice = ""
    if cookies := environ.get("HTTP_COOKIE"):
        found = voice_among(cookies)
        if found is None:
            return None
        voice = found
    query = environ.get("QUERY_STRING", "")
    return (
        path,
        tidied(query) if "&" in query else query,
        language_of(path) if HAS_LANGUAGES else settings.LANGUAGE_CODE,
        environ.get("HTTP_HX_REQUEST", ""),
        environ.get("HTTP_HX_REQUEST_TYPE", ""),
        environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}",
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO", "") if IS_BEHIND_PROXY else "",
        environ.get("SCRIPT_NAME", ""),
        voice,
        GZIP if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )


def is_reading(environ: Environ) -> bool:
    """Whether a request that is not answered from what is kept may be answered by a replica."""
    return (
        environ["REQUEST_METHOD"] in READING
        and environ["PATH_INFO"].startswith(FOR_PROGRAMS)
        and "HTTP_AUTHORIZATION" not in environ
        and voice_among(environ.get("HTTP_COOKIE", "")) is not None
    )


def tidied(query: str) -> str:
    """Parameters by name; values of one name stay in their order, which may mean something.

    Names that are spelt with escapes are left alone: two spellings may be one name.
    """
    pairs = [(pair.partition("=")[0], pair) for pair in query.split("&") if pair]
    if any("%" in name or "+" in name for name, _pair in pairs):
        return query
    return "&".join(pair for _name, pair in sorted(pairs, key=lambda each: each[0]))


def language_of(path: str) -> str:
    return get_language_from_path(path) or settings.LANGUAGE_CODE


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == GZIP:
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False


def voice_among(cookies: str) -> str | None:
    """The remembered voice; None where the cookies are those of a session."""
    found = parse_cookie(cookies)
    if settings.SESSION_COOKIE_NAME in found or CookieStorage.cookie_name in found:
        return None
    voice = found.get(voices.COOKIE, "")
    return voice if voices.is_known(voice) else ""


def leave_only(environ: Environ, asked: Asked) -> None:
    """Take out of the request what its answer must not depend on: of a query, its order too."""
    environ["QUERY_STRING"] = asked.query
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    environ.pop("HTTP_COOKIE", None)
    if asked.has_voice:
        environ["HTTP_COOKIE"] = f"{voices.COOKIE}={asked.key[-2]}"
    if asked.takes_gzip and asked.if_none_match:
        # A view that makes tags of its own knows nothing of compressed bytes.
        environ["HTTP_IF_NONE_MATCH"] = asked.if_none_match.replace(f'-{GZIP}"', '"')
