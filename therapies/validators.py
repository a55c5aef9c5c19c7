"""Shapes of the identifiers that others give out."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# A code of its own: fields replace the message of Django's "invalid" by theirs.
SHAPE = "shape"

validate_doi = RegexValidator(
    r"^10\.\d{4,9}/\S+\Z", _("A DOI looks like 10.1056/NEJMoa1503093."), SHAPE
)
validate_pmid = RegexValidator(
    r"^[1-9]\d{0,8}\Z", _("A PMID is a number of up to nine digits."), SHAPE
)
validate_atc = RegexValidator(
    r"^[A-Z]\d{2}[A-Z]{2}\d{2}\Z", _("An ATC code looks like L01FF02."), SHAPE
)
validate_nct = RegexValidator(r"^NCT\d{8}\Z", _("An NCT number is NCT and eight digits."), SHAPE)
validate_ror = RegexValidator(
    r"^https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}\d{2}\Z",
    _("A ROR id looks like https://ror.org/01c4pz451."),
    SHAPE,
)
validate_doid = RegexValidator(r"^DOID:\d{1,7}\Z", _("A DOID looks like DOID:1909."), SHAPE)
validate_icd10 = RegexValidator(
    r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?\Z", _("An ICD-10 code looks like C43.9."), SHAPE
)
validate_place = RegexValidator(
    r"^[A-Z]{2}\Z", _("Two capital letters: ISO 3166 alpha-2, or EU."), SHAPE
)


def validate_words(values: object) -> None:
    """A list of distinct, non-empty texts."""
    if not isinstance(values, list) or not all(
        isinstance(value, str) and value.strip() for value in values
    ):
        raise ValidationError(_("Write a list of texts."))
    if len(set(values)) != len(values):
        raise ValidationError(_("One text stands there twice."))


def validate_atc_codes(values: object) -> None:
    validate_words(values)
    for value in values:  # type: ignore[attr-defined]
        validate_atc(value)
