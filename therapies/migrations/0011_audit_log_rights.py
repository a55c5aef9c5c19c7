from django.db import migrations

from therapies import roles


def grant(apps, schema_editor):
    roles.grant()


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0010_roles"),
        ("editorial", "0004_audit_event"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
