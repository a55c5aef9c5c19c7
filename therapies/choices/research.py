"""Institutions and trials."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class InstitutionKind(MeaningfulChoices):
    UNIVERSITY = "university", _("Teaches and does research."), _("University")
    HOSPITAL = "hospital", _("Treats patients."), _("Hospital")
    INSTITUTE = "institute", _("Does research."), _("Research institute")
    COMPANY = "company", _("Makes or sells products."), _("Company")
    GOVERNMENT = "government", _("A public authority."), _("Government body")
    NETWORK = "network", _("Several bodies working together."), _("Network")


class Registry(MeaningfulChoices):
    NCT = "nct", _("ClinicalTrials.gov."), _("ClinicalTrials.gov")
    IRCT = "irct", _("Iranian Registry of Clinical Trials."), _("IRCT")
    CTRI = "ctri", _("Clinical Trials Registry India."), _("CTRI")
    CHICTR = "chictr", _("Chinese Clinical Trial Registry."), _("ChiCTR")
    EUCTR = "euctr", _("EU Clinical Trials Register or CTIS."), _("EU CTR")
    ISRCTN = "isrctn", _("ISRCTN registry."), _("ISRCTN")
    PACTR = "pactr", _("Pan African Clinical Trials Registry."), _("PACTR")
    INA = "ina", _("Indonesia's clinical research registry."), _("INA-Registry")
    OTHER = "other", _("Another registry."), _("other registry")


class Phase(MeaningfulChoices):
    EARLY_1 = "early_1", _("First exploratory study in people."), _("early phase 1")
    PHASE_1 = "1", _("Dose and safety."), _("phase 1")
    PHASE_1_2 = "1_2", _("Dose, safety and first effect."), _("phase 1/2")
    PHASE_2 = "2", _("Effect in some people."), _("phase 2")
    PHASE_2_3 = "2_3", _("From effect to proof."), _("phase 2/3")
    PHASE_3 = "3", _("Proof against another treatment."), _("phase 3")
    PHASE_4 = "4", _("After approval."), _("phase 4")
    NOT_APPLICABLE = "na", _("Not a trial of a drug's development."), _("no phase")


class TrialStatus(MeaningfulChoices):
    NOT_YET_RECRUITING = "not_yet_recruiting", _("Planned."), _("not yet recruiting")
    RECRUITING = "recruiting", _("Taking in people."), _("recruiting")
    ACTIVE = (
        "active",
        _("Running, no longer taking in people."),
        _("active, not recruiting"),
    )
    COMPLETED = "completed", _("Ended as planned."), _("completed")
    SUSPENDED = "suspended", _("Paused."), _("suspended")
    TERMINATED = "terminated", _("Stopped early."), _("terminated")
    WITHDRAWN = "withdrawn", _("Stopped before the first person."), _("withdrawn")
    UNKNOWN = "unknown", _("The registry has not been updated."), _("unknown")


class Region(MeaningfulChoices):
    ARAB = "arab", _("Arab group of the OIC."), _("Arab states")
    ASIAN = "asian", _("Asian group of the OIC."), _("Asian states")
    AFRICAN = "african", _("African group of the OIC."), _("African states")
    AMERICAN = (
        "american",
        _("Member states in South America."),
        _("South American states"),
    )


class ProductKind(MeaningfulChoices):
    VACCINE = "vaccine", _("Teaches the immune system to know a germ."), _("Vaccine")
    BIOSIMILAR = "biosimilar", _("Made to match a biological medicine."), _("Biosimilar")
    CELL_THERAPY = "cell_therapy", _("Living cells."), _("Cell therapy")
    GENE_THERAPY = "gene_therapy", _("Brings genes into cells."), _("Gene therapy")
    ALLERGEN = "allergen", _("An extract against allergy."), _("Allergen extract")
    ANTITOXIN = "antitoxin", _("Antibodies against a poison or germ."), _("Antitoxin or serum")
    OTHER = "other", _("Another product."), _("Other")


class Decision(MeaningfulChoices):
    """What the regulator named decided, as far as the source says."""

    APPROVED = "approved", _("Approved for use."), _("approved")
    EMERGENCY_USE = "emergency_use", _("Allowed in an emergency."), _("emergency use")
    REGISTERED = "registered", _("Registered, listed or prequalified."), _("registered")
    WITHDRAWN = "withdrawn", _("No longer allowed."), _("withdrawn")
    NOT_STATED = "not_stated", _("The source names no decision."), _("no decision stated")
