"""Of what kind a name is by which an entry is found."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class FoundBy(MeaningfulChoices):
    """In the order in which they are preferred where several names match equally well.

    The kinds of names of drugs are among them, with the same values.
    """

    NAME = "name", _("The entry's own name."), _("name")
    INN = "inn", _("International non-proprietary name."), _("INN")
    BRAND = "brand", _("Name under which the originator sells it."), _("brand name")
    BIOSIMILAR_BRAND = (
        "biosimilar_brand",
        _("Name of a biosimilar version."),
        _("biosimilar brand name"),
    )
    PRODUCT = "product", _("A product made in the country."), _("product made there")
    PLAIN_NAME = "plain_name", _("Name in everyday words."), _("plain name")
    NATIVE_NAME = "native_name", _("Name in its own language."), _("native name")
    SYNONYM = "synonym", _("Another name in use."), _("synonym")
    ABBREVIATION = "abbreviation", _("A short form."), _("abbreviation")
    CODE = "code", _("Code used during development."), _("code name")
    REGISTRY_NUMBER = "registry_number", _("Number of a trial."), _("registry number")
    ATC_CODE = "atc_code", _("Code in the ATC classification."), _("ATC code")
    COUNTRY_CODE = "country_code", _("Code of ISO 3166."), _("country code")
    DISEASE_CODE = "disease_code", _("Code of a disease."), _("disease code")
    MISSPELLING = "misspelling", _("A common misspelling."), _("common misspelling")
