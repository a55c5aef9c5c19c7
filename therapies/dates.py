"""How dates of unknown day or month are written."""

from datetime import date

from django.utils.formats import date_format

from therapies.choices import Precision

FORMATS = {Precision.YEAR: "Y", Precision.MONTH: "F Y", Precision.DAY: "j F Y"}


def precise(day: date | None, precision: str) -> str:
    """The date as precisely as it is known: 2014, September 2014, 4 September 2014."""
    return date_format(day, FORMATS[Precision(precision)]) if day else ""
