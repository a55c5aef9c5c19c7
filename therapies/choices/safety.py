"""How side effects are grouped, counted and graded."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class OrganClass(MeaningfulChoices):
    """System organ classes, in the international order of MedDRA's names."""

    INFECTIONS = "infections", _("Illness caused by germs."), _("Infections and infestations")
    NEOPLASMS = (
        "neoplasms",
        _("Growths, cancers among them."),
        _("Neoplasms benign, malignant and unspecified"),
    )
    BLOOD = (
        "blood",
        _("Blood cells, clotting, lymph nodes."),
        _("Blood and lymphatic system disorders"),
    )
    IMMUNE = "immune", _("Allergy and other misdirected defence."), _("Immune system disorders")
    ENDOCRINE = "endocrine", _("Glands and their hormones."), _("Endocrine disorders")
    METABOLISM = (
        "metabolism",
        _("Appetite, sugar, salts, fluids."),
        _("Metabolism and nutrition disorders"),
    )
    PSYCHIATRIC = "psychiatric", _("Mood, sleep, thinking."), _("Psychiatric disorders")
    NERVOUS = "nervous", _("Brain, spinal cord, nerves."), _("Nervous system disorders")
    EYE = "eye", _("The eyes."), _("Eye disorders")
    EAR = "ear", _("Hearing and balance."), _("Ear and labyrinth disorders")
    CARDIAC = "cardiac", _("The heart."), _("Cardiac disorders")
    VASCULAR = "vascular", _("Blood vessels and blood pressure."), _("Vascular disorders")
    RESPIRATORY = (
        "respiratory",
        _("Airways and lungs."),
        _("Respiratory, thoracic and mediastinal disorders"),
    )
    GASTROINTESTINAL = (
        "gastrointestinal",
        _("Mouth, stomach, bowel."),
        _("Gastrointestinal disorders"),
    )
    HEPATOBILIARY = "hepatobiliary", _("Liver and bile."), _("Hepatobiliary disorders")
    SKIN = "skin", _("Skin, hair, nails."), _("Skin and subcutaneous tissue disorders")
    MUSCULOSKELETAL = (
        "musculoskeletal",
        _("Muscles, joints, bones."),
        _("Musculoskeletal and connective tissue disorders"),
    )
    RENAL = "renal", _("Kidneys and bladder."), _("Renal and urinary disorders")
    PREGNANCY = (
        "pregnancy",
        _("Pregnancy and birth."),
        _("Pregnancy, puerperium and perinatal conditions"),
    )
    REPRODUCTIVE = (
        "reproductive",
        _("Sexual organs and breasts."),
        _("Reproductive system and breast disorders"),
    )
    CONGENITAL = (
        "congenital",
        _("Present from birth."),
        _("Congenital, familial and genetic disorders"),
    )
    GENERAL = (
        "general",
        _("The whole body, or where it was given."),
        _("General disorders and administration site conditions"),
    )
    INVESTIGATIONS = "investigations", _("Results of tests."), _("Investigations")
    INJURY = (
        "injury",
        _("Injuries and mishaps of treatment."),
        _("Injury, poisoning and procedural complications"),
    )
    SURGICAL = "surgical", _("Operations and procedures."), _("Surgical and medical procedures")
    SOCIAL = "social", _("Circumstances of life."), _("Social circumstances")
    PRODUCT = "product", _("Faults of the product."), _("Product issues")


class RegimenKind(MeaningfulChoices):
    ALONE = "alone", _("The drug without another active treatment."), _("alone")
    COMBINATION = (
        "combination",
        _("The drug with other treatment."),
        _("in combination"),
    )


class GradeScale(MeaningfulChoices):
    CTCAE = "ctcae", _("Common Terminology Criteria for Adverse Events."), _("CTCAE")
    OTHER = "other", _("Another scale, named in the note."), _("another scale")
    NONE = "none", _("Severity was not graded."), _("not graded")


class Band(MeaningfulChoices):
    """Frequency bands of CIOMS."""

    VERY_COMMON = "very_common", _("At least 1 in 10 people."), _("very common")
    COMMON = "common", _("Fewer than 1 in 10, at least 1 in 100 people."), _("common")
    UNCOMMON = (
        "uncommon",
        _("Fewer than 1 in 100, at least 1 in 1,000 people."),
        _("uncommon"),
    )
    RARE = "rare", _("Fewer than 1 in 1,000, at least 1 in 10,000 people."), _("rare")
    VERY_RARE = "very_rare", _("Fewer than 1 in 10,000 people."), _("very rare")
    NOT_KNOWN = "not_known", _("Cannot be estimated from the data."), _("not known")
