"""SQLite rebuilds the table and drops its triggers (see 0002), so they are restored, both ways."""

from importlib import import_module

from django.db import migrations, models

TABLE = "therapies_therapytype"


def restore_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    trigger = import_module("therapies.migrations.0002_tree_triggers").SQLITE
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_circle_{event}")
        schema_editor.execute(trigger.format(table=TABLE, event=event))


class Migration(migrations.Migration):

    dependencies = [
        ('therapies', '0006_awaited_drug'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, restore_triggers),
        migrations.AddField(
            model_name='therapytype',
            name='mechanism',
            field=models.CharField(blank=True, choices=[('checkpoint', 'Checkpoint'), ('car_t', 'CAR-T'), ('cytokine', 'Cytokine'), ('antibody', 'Antibody'), ('vaccine', 'Vaccine'), ('desensitisation', 'Desensitisation'), ('immunosuppression', 'Immunosuppression'), ('gene_transfer', 'Gene transfer'), ('not_drawn', 'None of these')], help_text='Empty: the one of the type above it.', max_length=20, verbose_name='mechanism that is drawn'),
        ),
        migrations.AddConstraint(
            model_name='therapytype',
            constraint=models.CheckConstraint(condition=models.Q(('mechanism__in', ['', 'checkpoint', 'car_t', 'cytokine', 'antibody', 'vaccine', 'desensitisation', 'immunosuppression', 'gene_transfer', 'not_drawn'])), name='therapytype_mechanism_known'),
        ),
        migrations.RunPython(restore_triggers, migrations.RunPython.noop),
    ]
