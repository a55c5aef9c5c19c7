"""What a drug is, what it is called, and what is done where it is made."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class Modality(MeaningfulChoices):
    SMALL_MOLECULE = "small_molecule", _("A chemical substance."), _("Small molecule")
    MONOCLONAL_ANTIBODY = (
        "monoclonal_antibody",
        _("An antibody against one target."),
        _("Monoclonal antibody"),
    )
    BISPECIFIC_ANTIBODY = (
        "bispecific_antibody",
        _("An antibody that binds two targets."),
        _("Bispecific antibody"),
    )
    ANTIBODY_DRUG_CONJUGATE = (
        "antibody_drug_conjugate",
        _("An antibody that carries a toxic drug."),
        _("Antibody-drug conjugate"),
    )
    ANTIBODY_COMBINATION = (
        "antibody_combination",
        _("Two antibodies in one product."),
        _("Antibody combination"),
    )
    FUSION_PROTEIN = (
        "fusion_protein",
        _("Two proteins joined in one."),
        _("Fusion protein"),
    )
    CELL_THERAPY = "cell_therapy", _("Living cells, changed or not."), _("Cell therapy")
    GENE_THERAPY = "gene_therapy", _("Genes carried into the body."), _("Gene therapy")
    VACCINE = "vaccine", _("An antigen or its blueprint that immunises."), _("Vaccine")
    CYTOKINE = (
        "cytokine",
        _("A signalling protein of the immune system."),
        _("Cytokine"),
    )
    ALLERGEN_EXTRACT = (
        "allergen_extract",
        _("Material from what causes an allergy."),
        _("Allergen extract"),
    )
    IMMUNOGLOBULIN = (
        "immunoglobulin",
        _("Antibodies collected from donors."),
        _("Immunoglobulin"),
    )
    ONCOLYTIC_VIRUS = (
        "oncolytic_virus",
        _("A virus that destroys cancer cells."),
        _("Oncolytic virus"),
    )
    OTHER = "other", _("None of the above."), _("Other")


class MarketStatus(MeaningfulChoices):
    APPROVED = "approved", _("A regulator allows it for some use."), _("Approved")
    INVESTIGATIONAL = (
        "investigational",
        _("Given in trials only."),
        _("Investigational"),
    )
    WITHDRAWN = "withdrawn", _("Approved once, no longer anywhere."), _("Withdrawn")


class NameKind(MeaningfulChoices):
    INN = "inn", _("International non-proprietary name."), _("INN")
    BRAND = "brand", _("Name under which the originator sells it."), _("brand name")
    BIOSIMILAR_BRAND = (
        "biosimilar_brand",
        _("Name of a biosimilar version."),
        _("biosimilar brand name"),
    )
    CODE = "code", _("Code used during development."), _("code name")
    ABBREVIATION = "abbreviation", _("A short form."), _("abbreviation")
    SYNONYM = "synonym", _("Another name in use."), _("synonym")
    MISSPELLING = "misspelling", _("A common misspelling."), _("common misspelling")


class Activity(MeaningfulChoices):
    DEVELOPS = "develops", _("Developed it."), _("develops")
    MANUFACTURES = "manufactures", _("Makes the substance."), _("manufactures")
    FILLS = "fills", _("Fills and finishes it."), _("fills and finishes")
    PACKAGES = "packages", _("Packages it."), _("packages")


class WhyAwaited(MeaningfulChoices):
    """Why a substance that belongs here is not here yet."""

    UNREAD = "unread", _("Nobody has read its documents yet."), _("not read yet")
    NO_DOCUMENT = (
        "no_document",
        _("No document with its facts could be opened."),
        _("no document could be opened"),
    )
