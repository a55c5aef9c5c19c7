"""What a request may be, before anything of it is read: its size, and the one character that no
database takes in a text."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

LONGEST_PATH = 1_000
LONGEST_QUERY = 8_000
MOST_PARAMETERS = 400
LONGEST_HEADERS = 32_768
# Forms of readers are a few texts; editors send spreadsheets of 10 MB.
LONGEST_BODY = 65_536
LONGEST_BODY_OF_STAFF = 16 * 1024 * 1024
OF_STAFF = "/admin/"
NUL, NUL_IN_ADDRESS, NUL_IN_COOKIE = "\x00", "%00", "\\000"


class Unfit(NamedTuple):
    """Why a request is not answered."""

    status: int
    title: str
    said: str


def is_of_staff(environ: dict[str, Any]) -> bool:
    path: str = environ.get("PATH_INFO", "")
    return path.startswith(OF_STAFF)


def unfit(environ: dict[str, Any]) -> Unfit | None:
    query, path = environ.get("QUERY_STRING", ""), environ.get("PATH_INFO", "")
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        said = _("An address may have %(most)s letters. Choose less at once.")
        return Unfit(414, _("The address is too long"), said % {"most": LONGEST_QUERY})
    if NUL in path or NUL_IN_ADDRESS in query:
        return no_text()
    if query.count("&") >= MOST_PARAMETERS and not is_of_staff(environ):
        said = _("An address may name %(most)s values. Choose less at once.")
        return Unfit(400, _("Too much is asked at once"), said % {"most": MOST_PARAMETERS})
    headers = sum(len(value) for name, value in environ.items() if name.startswith("HTTP_"))
    if headers > LONGEST_HEADERS:
        said = _("Your browser sends more about itself than this site reads. Clear its cookies.")
        return Unfit(431, _("The headers are too long"), said)
    most = LONGEST_BODY_OF_STAFF if is_of_staff(environ) else LONGEST_BODY
    if _length(environ) > most:
        said = _("It may have %(most)s KB. Nothing was saved; go back and send less.")
        return Unfit(413, _("What you sent is too large"), said % {"most": most // 1024})
    return None


def is_cookie_of_ours(cookie: str) -> bool:
    return NUL not in cookie and NUL_IN_COOKIE not in cookie


def no_text() -> Unfit:
    said = _("There is a character in it (NUL) that no text has. Type it anew.")
    return Unfit(400, _("This cannot be read"), said)


def no_number() -> Unfit:
    said = _("There is a number in it that is larger than any here.")
    return Unfit(400, _("This cannot be read"), said)


def _length(environ: dict[str, Any]) -> int:
    """As Django takes it: what is no number is nothing."""
    try:
        return int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
