"""The form of every entry: it knows which version it was filled from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from editorial import history
from editorial.models import Proposal, Version
from therapies import publishing, versions
from therapies.models import Entry


class EntryForm(forms.ModelForm):
    """Knows which version it was filled from, so that nobody's change is lost."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("What do you change, and why?"),
        help_text=_("The reviewer reads it, and once published everybody, in the entry's history."),
        max_length=publishing.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
    )
    base: Version | None = None
    proposal: Proposal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.fields["seen"].initial = fingerprint(self.instance)
        if self.proposal and "reason" in self.fields:
            self.fields["reason"].initial = self.proposal.reason

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and "seen" in self.fields:
            live = type(self.instance).objects.get(pk=self.instance.pk)
            self.base = self._base(live, self.cleaned_data.get("seen") or "")
        return cleaned

    def _base(self, live: Entry, seen: str) -> Version | None:
        """The version that the form was filled from; an older one than the live one is allowed."""
        if self.proposal is None:
            base = versions.based_on(live, seen)
        else:
            number = self.proposal.base_number
            subject = Version.objects.of(self.proposal.kind, self.proposal.slug)
            base = subject.filter(number=number).first()
        if seen != fingerprint(live) and (base is None or self.proposal):
            raise ValidationError(
                _(
                    "This entry was changed by somebody else while you had it open. Nothing "
                    "was saved. Open it in another tab, see what changed, and enter your "
                    "changes there."
                )
            )
        return base


def fingerprint(entry: Entry) -> str:
    """SHA-256 of the entry with all its claims in the canonical form."""
    return history.digest(versions.content_of(entry))
