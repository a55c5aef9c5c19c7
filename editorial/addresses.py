"""Network addresses of whoever asks."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What one household or office is given: one address of IPv4, a /64 of IPv6.
OF_ONE_PLACE = {4: 32, 6: 64}
# The last octet of IPv4 and the last 80 bits of IPv6 are left out.
KEPT = {4: 24, 6: 48}


def of(request: HttpRequest) -> str:
    """Behind a proxy the last hop is the one that the proxy itself wrote."""
    if settings.BEHIND_PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


def place(address: str) -> str:
    """All addresses that one attacker certainly has, as one word."""
    return _network(address, OF_ONE_PLACE)


def shortened(address: str) -> str:
    """Enough to see that a sign-in came from elsewhere than usual, too little to find a person."""
    return _network(address, KEPT).partition("/")[0]


def _network(address: str, bits: dict[int, int]) -> str:
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ip_network((int(parsed), bits[parsed.version]), strict=False))
