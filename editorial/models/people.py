"""People who work on the content."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person, or the account `maintainers`, credited in public for what is published."""

    public_name = models.CharField(_("public name"), max_length=150, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    orcid = models.CharField(
        _("ORCID iD"),
        max_length=19,
        blank=True,
        validators=[
            RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("Write it as 0000-0002-1825-0097."))
        ],
    )

    def __str__(self) -> str:
        return self.public_name or self.get_full_name() or self.username
