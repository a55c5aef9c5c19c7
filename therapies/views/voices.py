"""The voice an entry speaks in: asked for in the address, remembered only once it was asked for."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from therapies.choices import Voice

PARAMETER = COOKIE = "voice"
ONE_YEAR = 365 * 24 * 60 * 60  # seconds


def asked_voice(request: HttpRequest) -> str:
    return request.GET.get(PARAMETER, "")


def is_known(voice: str) -> bool:
    return voice in Voice.values


def voice_of(request: HttpRequest) -> str:
    """The voice asked for, else the remembered one, else none."""
    voice = asked_voice(request) or request.COOKIES.get(COOKIE, "")
    return voice if is_known(voice) else ""


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what the reader has just chosen. Who chooses nothing gets no cookie."""
    if is_known(voice := asked_voice(request)):
        response.set_cookie(
            COOKIE,
            voice,
            max_age=ONE_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        patch_cache_control(response, private=True)
