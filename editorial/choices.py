"""Words of the publishing machinery, each with one sentence of meaning."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeaningfulChoices(models.TextChoices):
    """Text choices declared as (value, meaning, label)."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class AuditKind(MeaningfulChoices):
    SIGNED_IN = "signed_in", _("By password and, where it is asked for, a code."), _("Signed in")
    SIGNED_OUT = "signed_out", _("By the button."), _("Signed out")
    SIGN_IN_FAILED = (
        "sign_in_failed",
        _("The password or the code was wrong, or the account is not active."),
        _("Sign-in failed"),
    )
    SIGN_IN_REFUSED = (
        "sign_in_refused",
        _("Too many attempts failed; the next ones were not looked at."),
        _("Further sign-ins refused for a while"),
    )
    SECOND_FACTOR_SET = (
        "second_factor_set",
        _("An app for codes was set up; an earlier one no longer counts."),
        _("Second factor set up"),
    )
    SECOND_FACTOR_RESET = (
        "second_factor_reset",
        _("Somebody else removed it; the next sign-in sets up a new one."),
        _("Second factor reset"),
    )
    RECOVERY_CODE_USED = (
        "recovery_code_used",
        _("It stood in for the app and is used up."),
        _("Recovery code used"),
    )
    RECOVERY_CODES_RENEWED = (
        "recovery_codes_renewed",
        _("The earlier ones no longer count."),
        _("Recovery codes renewed"),
    )
    PASSWORD_CHANGED = (
        "password_changed",
        _("By the person or by somebody who looks after accounts."),
        _("Password changed"),
    )
    ACCOUNT_MADE = "account_made", _("It is new."), _("Account made")
    ACCOUNT_RENAMED = "account_renamed", _("It signs in by another name."), _("Account renamed")
    DEACTIVATED = "deactivated", _("It can no longer sign in."), _("Account deactivated")
    REACTIVATED = "reactivated", _("It can sign in again."), _("Account reactivated")
    STAFF_GIVEN = "staff_given", _("It may enter the admin."), _("Admin opened")
    STAFF_TAKEN = "staff_taken", _("It may no longer enter the admin."), _("Admin closed")
    ROLE_GIVEN = "role_given", _("It is in the group."), _("Role given")
    ROLE_TAKEN = "role_taken", _("It is no longer in the group."), _("Role taken")
    ROLE_CHANGED = "role_changed", _("What a group may do was changed."), _("Role changed")
    PERMISSION_GIVEN = (
        "permission_given",
        _("A right of its own, beside its roles."),
        _("Permission given"),
    )
    PERMISSION_TAKEN = "permission_taken", _("It lost a right of its own."), _("Permission taken")
    SUPERUSER_GIVEN = "superuser_given", _("It may do everything."), _("Made superuser")
    SUPERUSER_TAKEN = (
        "superuser_taken",
        _("It may do what its roles say."),
        _("No longer superuser"),
    )


class ProposalStatus(MeaningfulChoices):
    WAITING = "waiting", _("Somebody else is to look at it."), _("Waiting")
    SENT_BACK = "sent_back", _("Its author is asked to change it."), _("Sent back")
    PUBLISHED = "published", _("It is what the public sees, or saw."), _("Published")
    WITHDRAWN = "withdrawn", _("Its author took it back."), _("Withdrawn")


class ReportStatus(MeaningfulChoices):
    NEW = "new", _("Nobody has looked at it."), _("New")
    CHECKING = "checking", _("Somebody is holding it against the sources."), _("Being checked")
    MENDED = "mended", _("It was right, and the reference was changed."), _("Mended")
    NOT_AN_ERROR = "not_an_error", _("The sources bear the reference out."), _("Not an error")


class Role(MeaningfulChoices):
    """Names of the groups. What each may do says the table of who defines the content."""

    CONTRIBUTOR = "Contributor", _("Proposes changes."), _("Contributor")
    REVIEWER = "Reviewer", _("Publishes what others proposed."), _("Reviewer")
    MAINTAINER = "Maintainer", _("Looks after vocabularies and accounts."), _("Maintainer")


class Status(MeaningfulChoices):
    DRAFT = "draft", _("Only editors see it."), _("Draft")
    PUBLISHED = "published", _("Everybody sees it."), _("Published")
    RETIRED = (
        "retired",
        _("It was public once and is kept for the record."),
        _("Retired"),
    )
