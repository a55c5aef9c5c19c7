"""When to call for help becomes a statement, with a source of its own."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

SECTIONS = [
    ("what_it_is", "What it is"),
    ("how_it_works", "How it works"),
    ("benefits", "Benefits"),
    ("limits", "Limits"),
    ("who_it_may_suit", "Who it may suit"),
    ("what_to_watch_for", "What to watch for"),
    ("seek_help", "When to call for help"),
    ("what_is_not_known", "What is not known"),
    ("what_they_do", "What they do"),
    ("evidence", "Evidence"),
]


def to_statements(apps: Any, schema_editor: Any) -> None:
    statement = apps.get_model("therapies", "Statement")
    for effect in apps.get_model("therapies", "SideEffect").objects.all():
        statement.objects.create(
            entry_id=effect.pk,
            section="seek_help",
            audience="everyone",
            text=effect.seek_help,
            source_id=effect.source_id,
            locator=effect.locator,
        )


def to_fields(apps: Any, schema_editor: Any) -> None:
    """Back only where each side effect says it; elsewhere the statements stay as they are."""
    statements = apps.get_model("therapies", "Statement").objects.filter(section="seek_help")
    effects = apps.get_model("therapies", "SideEffect").objects
    for statement in statements.filter(audience="everyone"):
        effects.filter(pk=statement.entry_id).update(seek_help=statement.text)
    statements.delete()


class Migration(migrations.Migration):
    dependencies = [("therapies", "0003_search_index")]

    operations = [
        migrations.AlterField(
            "statement",
            "section",
            models.CharField("section", max_length=20, choices=SECTIONS),
        ),
        migrations.RemoveConstraint("sideeffect", "sideeffect_described"),
        migrations.AlterField(
            "sideeffect", "seek_help", models.TextField("when to call for help", default="")
        ),
        migrations.RunPython(to_statements, to_fields),
        migrations.RemoveField("sideeffect", "seek_help"),
        migrations.AddConstraint(
            "sideeffect",
            models.CheckConstraint(
                name="sideeffect_described",
                condition=~Q(plain_name="") & ~Q(plain_description=""),
            ),
        ),
    ]
