"""Rows within rows: indications with their approvals, datasets with their rates, on one page."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from therapies.admin.relations import (
    KnownAutocompleteSelect,
    KnownFormSet,
    KnownRelationsInline,
    RowForm,
)

INPUTS = {f"django/forms/widgets/{kind}.html" for kind in ("text", "number", "hidden")}
SELECT = "django/forms/widgets/select.html"
ERRORS = "django/forms/errors/"


class RowRenderer(DjangoTemplates):
    """Writes the small fields of many rows without a template for each: a drug has thousands."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name.startswith(ERRORS) and not context["errors"]:
            return ""
        widget = context.get("widget", {})
        if template_name in INPUTS:
            value = {} if widget["value"] is None else {"value": widget["value"]}
            kind = {"type": widget["type"], "name": widget["name"]}
            return format_html("<input{}>", flatatt(kind | value | widget["attrs"]))
        if template_name == SELECT:
            options = format_html_join("", "<option{}>{}</option>", _options(widget))
            attrs = flatatt({"name": widget["name"]} | widget["attrs"])
            return format_html("<select{}>{}</select>", attrs, options)
        return super().render(template_name, context, request)


def _options(widget: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for _group, options, _index in widget["optgroups"]:
        for option in options:
            yield flatatt({"value": option["value"]} | option["attrs"]), option["label"]


class NestedFormSet(KnownFormSet):
    """Formset each of whose forms carries `inner`, the formset of its own rows."""

    inner_formset_class: type[BaseInlineFormSet]
    inner_model: type[Model]

    @cached_property
    def inner_relations(self) -> list[str]:
        fields = self.inner_formset_class.form.base_fields
        options = self.inner_model._meta
        return [name for name in fields if isinstance(options.get_field(name), ForeignKey)]

    @property
    def inner_rows(self) -> QuerySet:
        return self.inner_model._default_manager.select_related(*self.inner_relations)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.inner = self.inner_formset_class(
            data=form.data if form.is_bound else None,
            instance=form.instance,
            prefix=f"{form.prefix}-rows",
            queryset=self.inner_rows,
        )

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        for form in self.forms:
            if self._should_delete_form(form):
                continue
            if form.inner.has_changed() and not form.instance.pk and not form.has_changed():
                form.add_error(None, _("Fill in this row before the rows below it."))
                is_valid = False
            is_valid = form.inner.is_valid() and is_valid
        return is_valid

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        for form in self.forms:
            if form.instance.pk and not self._should_delete_form(form) and form.inner.has_changed():
                form.inner.instance = form.instance
                form.inner.save(commit)
        return saved


class NestedInline(KnownRelationsInline, admin.StackedInline):
    """Stacked inline whose rows hold a table of `inner_model` rows with `inner_fields`."""

    template = "admin/nested_inline.html"
    formset = NestedFormSet
    extra = 1
    inner_model: type[Model]
    inner_fields: tuple[str, ...]
    inner_extra = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        inner = inlineformset_factory(
            self.model,
            self.inner_model,
            fields=self.inner_fields,
            extra=self.inner_extra,
            form=RowForm,
            formset=KnownFormSet,
            formfield_callback=self._field,
            renderer=RowRenderer(),
        )
        base = type(
            "NestedFormSet",
            (NestedFormSet,),
            {"inner_formset_class": inner, "inner_model": self.inner_model},
        )
        return super().get_formset(request, obj, **kwargs | {"formset": base})

    def _field(self, field: Any, **kwargs: Any) -> Any:
        """Relations complete as you type; labels name the field for a screen reader."""
        if isinstance(field, ForeignKey):
            kwargs["widget"] = KnownAutocompleteSelect(field, self.admin_site)
        form_field = field.formfield(**kwargs)
        if form_field is not None:
            form_field.widget.attrs["aria-label"] = str(form_field.label)
            if isinstance(form_field, forms.DecimalField | forms.IntegerField):
                form_field.widget.attrs["class"] = "nested-number"
        return form_field
