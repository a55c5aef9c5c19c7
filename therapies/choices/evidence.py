"""Kinds of source, and what is said to whom."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class SourceKind(MeaningfulChoices):
    LABEL = "label", _("Prescribing information or package leaflet."), _("label")
    SMPC = "smpc", _("Summary of product characteristics."), _("SmPC")
    REGULATOR = (
        "regulator",
        _("A regulator's report, notice or database."),
        _("regulator"),
    )
    WHO = "who", _("The World Health Organization."), _("WHO")
    GUIDELINE = "guideline", _("A guideline or practice parameter."), _("guideline")
    ARTICLE = "article", _("A journal article."), _("article")
    REGISTRY = "registry", _("A trial or disease registry."), _("registry")
    INSTITUTION = "institution", _("An institution's own page."), _("institution")
    NEWS = "news", _("News of an event, never for a medical figure."), _("news")


class Section(MeaningfulChoices):
    WHAT_IT_IS = "what_it_is", _("Definition."), _("What it is")
    HOW_IT_WORKS = "how_it_works", _("Mechanism."), _("How it works")
    BENEFITS = "benefits", _("What it has been shown to do."), _("Benefits")
    LIMITS = "limits", _("Where it falls short."), _("Limits")
    WHO_IT_MAY_SUIT = (
        "who_it_may_suit",
        _("Whom it is meant for."),
        _("Who it may suit"),
    )
    WHAT_TO_WATCH_FOR = (
        "what_to_watch_for",
        _("Harms and their first signs."),
        _("What to watch for"),
    )
    SEEK_HELP = (
        "seek_help",
        _("Which signs need a call, and how soon."),
        _("When to call for help"),
    )
    WHAT_IS_NOT_KNOWN = (
        "what_is_not_known",
        _("Open questions."),
        _("What is not known"),
    )
    WHAT_THEY_DO = (
        "what_they_do",
        _("Work of an institution or country."),
        _("What they do"),
    )
    EVIDENCE = "evidence", _("What a checked claim rests on."), _("Evidence")


class Audience(MeaningfulChoices):
    EVERYONE = "everyone", _("Plain language."), _("Everyone")
    PROFESSIONALS = "professionals", _("Precise and terse."), _("Professionals")


class Voice(MeaningfulChoices):
    """Whose statements an entry's page shows first."""

    PLAIN = "plain", _("Everyone's statements first."), _("Plain language")
    PROFESSIONAL = "professional", _("Professionals' statements first."), _("Professional")


class Topic(MeaningfulChoices):
    """What was looked for and not found."""

    BRAND = "brand", _("A brand name."), _("brand name")
    BOXED_WARNING = "boxed_warning", _("A boxed warning."), _("boxed warning")
    SAFETY_RATES = (
        "safety_rates",
        _("Rates of side effects."),
        _("rates of side effects"),
    )
    ATC_CODE = "atc_code", _("An ATC code."), _("ATC code")
    APPROVAL_DATE = (
        "approval_date",
        _("The date of an approval."),
        _("date of approval"),
    )
    INDICATION = "indication", _("An approved use."), _("approved use")
    OTHER = "other", _("Something else, named in the note."), _("other")


class Verdict(MeaningfulChoices):
    SUPPORTED = "supported", _("The evidence bears it out."), _("Supported")
    PARTLY = "partly", _("True with limits that matter."), _("Partly supported")
    NOT_SUPPORTED = (
        "not_supported",
        _("The evidence says otherwise."),
        _("Not supported"),
    )
    OUT_OF_DATE = "out_of_date", _("It was true once."), _("Out of date")


class Comparator(MeaningfulChoices):
    CHEMOTHERAPY = "chemotherapy", _("Cytotoxic drugs."), _("chemotherapy")
    RADIOTHERAPY = "radiotherapy", _("Radiation."), _("radiotherapy")
    OTHER = "other", _("Other standard care."), _("other standard care")


class Measure(MeaningfulChoices):
    GRADE_3_PLUS = (
        "grade_3_plus",
        _("People with a treatment-related event of grade 3 or more, in percent."),
        _("severe treatment-related events"),
    )
    SERIOUS = (
        "serious",
        _("People with a serious event, in percent."),
        _("serious events"),
    )
    STOPPED = (
        "stopped",
        _("People who stopped treatment for harm, in percent."),
        _("stopped"),
    )
    SURVIVAL = "survival", _("Hazard ratio for death."), _("overall survival")


class ResultMeasure(MeaningfulChoices):
    """What a pivotal trial counted."""

    RESPONSE = (
        "response",
        _("People whose tumour shrank by a set amount or went away."),
        _("response"),
    )
    COMPLETE_RESPONSE = (
        "complete_response",
        _("People in whom no sign of the disease was found any more."),
        _("complete response"),
    )
    OVERALL_SURVIVAL = "overall_survival", _("Time until death."), _("overall survival")
    PROGRESSION_FREE_SURVIVAL = (
        "progression_free_survival",
        _("Time until the disease grew or the person died."),
        _("survival without progression"),
    )
    EVENT_FREE_SURVIVAL = (
        "event_free_survival",
        _("Time until the disease came back, grew, or the person died, as the trial defined it."),
        _("survival without an event"),
    )


class ResultUnit(MeaningfulChoices):
    PERCENT = "percent", _("Percent of people treated."), _("percent")
    HAZARD_RATIO = (
        "hazard_ratio",
        _("How often events came in one group, divided by how often in the other."),
        _("hazard ratio"),
    )
    MONTHS = "months", _("Median number of months."), _("months")
