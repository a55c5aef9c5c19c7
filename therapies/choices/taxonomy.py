"""Kinds of entry, and the words therapy types are described with."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class EntryType(MeaningfulChoices):
    THERAPY_TYPE = "therapy_type", _("A class of immunotherapy."), _("therapy type")
    DRUG = "drug", _("A substance or product that is given."), _("drug")
    CONDITION = (
        "condition",
        _("A disease that is treated or prevented."),
        _("condition"),
    )
    SIDE_EFFECT = "side_effect", _("An unwanted effect of treatment."), _("side effect")
    COUNTRY = "country", _("A member state of the OIC."), _("country")
    INSTITUTION = (
        "institution",
        _("A body that does research or makes products."),
        _("institution"),
    )
    TRIAL = "trial", _("A registered clinical trial."), _("trial")
    CLAIM_CHECK = (
        "claim_check",
        _("An often repeated claim, checked."),
        _("claim check"),
    )


class Kind(MeaningfulChoices):
    ALLERGY = (
        "allergy",
        _("Teaches the body to tolerate what it overreacts to."),
        _("Allergy"),
    )
    AUTOIMMUNE = (
        "autoimmune",
        _("Calms an immune system that attacks the body itself."),
        _("Autoimmune disease"),
    )
    CANCER = (
        "cancer",
        _("Helps the immune system find and destroy cancer."),
        _("Cancer"),
    )
    VACCINE = (
        "vaccine",
        _("Trains the immune system before or during a disease."),
        _("Vaccines"),
    )
    GENE = (
        "gene",
        _("Changes or adds genes to mend or direct cells."),
        _("Gene therapy"),
    )


class Direction(MeaningfulChoices):
    ACTIVATES = "activates", _("Strengthens an immune response."), _("Activates")
    SUPPRESSES = "suppresses", _("Dampens an immune response."), _("Suppresses")
    BUILDS_TOLERANCE = (
        "builds_tolerance",
        _("Teaches the immune system to leave something alone."),
        _("Builds tolerance"),
    )
    IMMUNISES = "immunises", _("Gives protection before an encounter."), _("Immunises")
    REPLACES = (
        "replaces",
        _("Supplies a missing or faulty gene or cell."),
        _("Replaces"),
    )


class Maturity(MeaningfulChoices):
    ESTABLISHED = (
        "established",
        _("In routine use with long experience."),
        _("Established"),
    )
    EMERGING = (
        "emerging",
        _("Approved somewhere, with short experience."),
        _("Emerging"),
    )
    EXPERIMENTAL = "experimental", _("Given in trials only."), _("Experimental")
