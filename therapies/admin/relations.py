"""Rows whose relations are shown without asking the database for each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, QuerySet
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.utils import ErrorDict
from django.http import HttpRequest


class KnownAutocompleteSelect(AutocompleteSelect):
    """Shows the chosen row from `known` (label by key) instead of asking the database again."""

    known: dict[str, str]

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        chosen = [str(each) for each in value if each not in (None, "")]
        known = getattr(self, "known", {})
        if not all(key in known for key in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for index, key in enumerate(chosen, start=1):
            options.append(self.create_option(name, key, known[key], True, index))
        return [(None, options, 0)]


class RowForm(forms.ModelForm):
    """A row that is as the database has it is sound, and need not be asked about again."""

    def full_clean(self) -> None:
        if not self.is_bound or not self.instance.pk or self.has_changed():
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {
            name: field.parent_instance
            if isinstance(field, InlineForeignKeyField)
            else getattr(self.instance, name, None)
            for name, field in self.fields.items()
        }


class KnownFormSet(BaseInlineFormSet):
    """Tells each row's fields what its relations are called."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocompleteSelect):
                row = getattr(form.instance, name) if form.instance.pk else None
                widget.known = {str(row.pk): str(row)} if row else {}


class KnownRelationsInline(admin.options.InlineModelAdmin):
    """Relations complete as you type; those of all rows are loaded at once."""

    form = RowForm
    formset = KnownFormSet
    extra = 0
    classes = ("collapse",)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        relations = [
            name
            for name in self.get_autocomplete_fields(request)
            if isinstance(self.opts.get_field(name), ForeignKey)
        ]
        return super().get_queryset(request).select_related(*relations)
