from django.db import migrations

from therapies import roles


def grant(apps, schema_editor):
    roles.grant()


class Migration(migrations.Migration):
    dependencies = [("therapies", "0016_evidence_of_benefit_and_harm")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
