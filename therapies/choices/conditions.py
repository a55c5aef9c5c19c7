"""Areas of disease."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class Area(MeaningfulChoices):
    CANCER = "cancer", _("Malignant and related disease."), _("Cancer")
    AUTOIMMUNE = (
        "autoimmune",
        _("Immune attack on the body itself."),
        _("Autoimmune disease"),
    )
    ALLERGY = "allergy", _("Overreaction to something harmless."), _("Allergy")
    INFECTION = "infection", _("Disease caused by a germ."), _("Infection")
    TRANSPLANT = (
        "transplant",
        _("Rejection of or by a transplant."),
        _("Transplantation"),
    )
    IMMUNODEFICIENCY = (
        "immunodeficiency",
        _("An immune system that lacks a part."),
        _("Immunodeficiency"),
    )
    OTHER = "other", _("None of the above."), _("Other disease")
