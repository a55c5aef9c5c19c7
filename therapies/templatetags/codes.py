"""Codes that a telephone reads from paper."""

from functools import lru_cache

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

# Longer ones would be too fine to be read from a print of this size.
LONGEST_ADDRESS = 220
# Any of the eight can be read. Trying all of them for the most even one costs more than the page.
MASK = 3

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1024)
def qr_code(address: str) -> SafeString:
    """The address as a QR code, drawn in SVG; nothing for one that is too long."""
    if len(address) > LONGEST_ADDRESS:
        return SafeString("")
    code = segno.make(address, error="m", micro=False, mask=MASK)
    drawn = code.svg_inline(omitsize=True, border=2, lineclass=None, svgclass=None)
    # Nothing of the address is in it but modules.
    return mark_safe(drawn)  # noqa: S308
