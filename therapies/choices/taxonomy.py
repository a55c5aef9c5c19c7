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


class Mechanism(MeaningfulChoices):
    """How a type works, where a drawing shows it. A type that names none has its parent's."""

    CHECKPOINT = (
        "checkpoint",
        _("A brake on immune cells is covered, so that they attack again."),
        _("Checkpoint"),
    )
    CAR_T = (
        "car_t",
        _("T cells are given a new sensor for a mark on the cells to be destroyed."),
        _("CAR-T"),
    )
    CYTOKINE = "cytokine", _("A messenger makes immune cells grow or act."), _("Cytokine")
    ANTIBODY = (
        "antibody",
        _("An antibody marks a cell for attack, or carries a load into it."),
        _("Antibody"),
    )
    VACCINE = (
        "vaccine",
        _("The defence meets a harmless part or form of a germ and remembers it."),
        _("Vaccine"),
    )
    DESENSITISATION = (
        "desensitisation",
        _("Small repeated amounts of an allergen make the body used to it."),
        _("Desensitisation"),
    )
    IMMUNOSUPPRESSION = (
        "immunosuppression",
        _("A signal that sets immune cells off is blocked outside or inside them."),
        _("Immunosuppression"),
    )
    GENE_TRANSFER = (
        "gene_transfer",
        _("A carrier brings a gene into cells, which then follow it."),
        _("Gene transfer"),
    )
    NOT_DRAWN = (
        "not_drawn",
        _("No drawing fits this type, whatever stands above it in the tree."),
        _("None of these"),
    )

    @property
    def drawing(self) -> str:
        return f"drawings/{self.value}.html"


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
