from django.db import migrations

from therapies import roles


def grant(apps, schema_editor):
    roles.grant()


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0013_products_and_output_figures"),
        ("editorial", "0005_append_only"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
