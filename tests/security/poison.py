"""Text that would do harm if it came out as it is, for every field that takes text."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

MARK = "zzpwn"
# What an element, an attribute, the end of a block or a section would be made of.
MARKUP = f"\"'><{MARK} {MARK}=1 on{MARK}='1'></script></style></title></textarea><!--]]>{{{{7*7}}}}"
FORMULA = f"=cmd|' /C {MARK}'!A1"
LINES = f"{MARK}\r\nX-{MARK}: 1\r\nER  - \r\n}}\n@misc{{{MARK},"
BIDI = f"{MARK}\u202e\u2066\u200b"
POISONS = (MARKUP, FORMULA, LINES, BIDI)
ADDRESSES = (
    f"javascript:{MARK}()",
    f"data:text/html,<{MARK}>",
    f"https://{MARK}.example/\"'><{MARK} on{MARK}=1>",
    f"https://{MARK}.example/\r\nX-{MARK}: 1",
    f"https://{MARK}.example/?a='&b=%3C{MARK}%3E",
)
# In the shape of a DOI, which may hold nearly anything.
OF_A_SHAPE = f"10.1000/\"'><{MARK}"
# Kept by programs alone, or never shown.
NOT_TYPED = (
    "password",
    "digest",
    "hash",
    "previous",
    "content",
    "slug",
    "kind",
    "username",
    "address",
)
APPS = ("therapies", "editorial")
DERIVED = (
    "SearchName",
    "SearchText",
    "LookAlike",
    "HistoryHead",
    # Never changed once they are there; made with a poison by the tests.
    "Version",
    "ContentVersion",
    "Confirmation",
    "AuditEvent",
)


def fields() -> Iterator[tuple[Any, Any]]:
    """Every field of every model that somebody can type or import text into."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model.__name__ in DERIVED:
            continue
        for field in model._meta.local_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_text and not field.choices and field.name not in NOT_TYPED:
                yield model, field


def let_in(field: Any, number: int) -> Any:
    """One of the poisons as the field's own checks let it in; None where they refuse all."""
    texts = ADDRESSES if isinstance(field, models.URLField) else POISONS
    for text in texts[number % len(texts) :] + texts + (OF_A_SHAPE,):
        value: Any = [text] if isinstance(field, models.JSONField) else text
        if field.max_length and isinstance(value, str):
            value = value[: field.max_length]
        try:
            return field.clean(value, None)
        except ValidationError:
            continue
    return None


def poisoned(number: int) -> list[str]:
    """Write one of the poisons into every field of every row; names those that took it."""
    taken = []
    for model, field in fields():
        rows = model._default_manager.order_by("pk")
        for place, row in enumerate(rows):
            value = let_in(field, number + place)
            if value is None:
                continue
            if _is_unique(model, field):
                value = _apart(value, place, field)
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(**{field.name: value})
            except IntegrityError:  # The database refuses it.
                continue
            taken.append(f"{model.__name__}.{field.name}")
    return taken


def _is_unique(model: Any, field: Any) -> bool:
    together = {
        name for each in model._meta.constraints for name in getattr(each, "fields", ()) or ()
    }
    return field.unique or field.name in together


def _apart(value: Any, place: int, field: Any) -> Any:
    if not isinstance(value, str):
        return value
    longest = field.max_length or len(value) + 3
    return f"{value[: longest - 3]}{place}"
