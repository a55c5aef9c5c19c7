"""The tests of Mozilla's HTTP Observatory (version 2, as of 2025) for a site like this one: what
each gives or takes. 100 points and more are A+; what is above 100 by bonuses counts from 90 on.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.security.servers import Answer

SIX_MONTHS = 15_552_000
PRIVATE = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
BEST, BASE, BONUS_FROM = 100, 100, 90


class Result(NamedTuple):
    test: str
    found: str
    points: int


def results(page: Answer, redirect: Answer, host: str) -> list[Result]:
    """`page` was served over TLS, `redirect` is what the same address says without it."""
    return [
        _policy(page),
        _cookies(page),
        _sharing(page),
        _redirection(redirect, host),
        _referrer(page),
        _transport(page),
        _integrity(page),
        _sniffing(page),
        _framing(page),
        _resource(page),
    ]


def score(found: list[Result]) -> int:
    lost = BASE + sum(each.points for each in found if each.points < 0)
    return lost + sum(each.points for each in found if each.points > 0 and lost >= BONUS_FROM)


def mark(found: list[Result]) -> str:
    points = score(found)
    return f"{'A+' if points >= BEST else 'below A+'}, {points} points"


def _directives(page: Answer) -> dict[str, list[str]]:
    parts = (part.split() for part in page.get("Content-Security-Policy").split(";"))
    return {name: sources for name, *sources in parts}


def _policy(page: Answer) -> Result:
    name, found = "Content Security Policy", _directives(page)
    if not found:
        return Result(name, "not implemented", -25)
    scripts = found.get("script-src", found.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "*", "https:", "http:"} & set(scripts):
        return Result(name, "scripts from anywhere or inline", -20)
    if "'unsafe-eval'" in scripts or any(
        source.startswith("http:") for each in found.values() for source in each
    ):
        return Result(name, "eval, or something without TLS", -10)
    if {"'unsafe-inline'", "data:"} & set(found.get("style-src", [])):
        return Result(name, "unsafe inline styles", 0)
    if found.get("default-src") == ["'none'"]:
        return Result(name, "default 'none', nothing unsafe", 10)
    return Result(name, "nothing unsafe", 5)


def _cookies(page: Answer) -> Result:
    cookies = [cookie.lower() for cookie in page.all("Set-Cookie")]
    if not cookies:
        return Result("Cookies", "none", 0)
    if not all("secure" in cookie and "httponly" in cookie for cookie in cookies):
        return Result("Cookies", "without Secure or HttpOnly", -40)
    is_same_site = all("samesite" in cookie for cookie in cookies)
    return Result("Cookies", "Secure, HttpOnly", 5 if is_same_site else 0)


def _sharing(page: Answer) -> Result:
    name = "Cross-origin resource sharing"
    if page.get("Access-Control-Allow-Origin") and page.get("Access-Control-Allow-Credentials"):
        return Result(name, "universal access", -50)
    return Result(name, "not open to other sites' credentials", 0)


def _redirection(redirect: Answer, host: str) -> Result:
    is_right = redirect.status == 301 and redirect.get("Location").startswith(f"https://{host}/")
    found = "to TLS on the same host" if is_right else "none, or to elsewhere"
    return Result("Redirection", found, 0 if is_right else -20)


def _referrer(page: Answer) -> Result:
    told = page.get("Referrer-Policy")
    return Result("Referrer policy", told, 5 if told in PRIVATE else -5)


def _transport(page: Answer) -> Result:
    told = page.get("Strict-Transport-Security")
    age = re.search(r"max-age=(\d+)", told)
    if not age:
        return Result("Strict transport security", "not implemented", -20)
    # Being in the lists of browsers, which gives 5, is not in a site's hands alone.
    return Result("Strict transport security", told, 0 if int(age[1]) >= SIX_MONTHS else -10)


def _integrity(page: Answer) -> Result:
    others = list(_scripts_of_others(page))
    found = f"from other hosts: {others}" if others else "all scripts are the site's own"
    return Result("Subresource integrity", found, -50 if others else 0)


def _scripts_of_others(page: Answer) -> Iterator[str]:
    for source in re.findall(r'<script[^>]+src="([^"]+)"', page.body.decode()):
        if not source.startswith("/") or source.startswith("//"):
            yield source


def _sniffing(page: Answer) -> Result:
    is_off = page.get("X-Content-Type-Options") == "nosniff"
    return Result("X-Content-Type-Options", "nosniff" if is_off else "none", 0 if is_off else -5)


def _framing(page: Answer) -> Result:
    if _directives(page).get("frame-ancestors") == ["'none'"]:
        return Result("X-Frame-Options", "by frame-ancestors", 5)
    told = page.get("X-Frame-Options")
    return Result("X-Frame-Options", told, 0 if told in ("DENY", "SAMEORIGIN") else -20)


def _resource(page: Answer) -> Result:
    told = page.get("Cross-Origin-Resource-Policy")
    points = {"same-origin": 10, "same-site": 10, "cross-origin": -5}.get(told, 0)
    return Result("Cross-origin resource policy", told, points)
