from django.db import migrations

from therapies import roles


def make_groups(apps, schema_editor):
    roles.grant()


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0009_glossary_term"),
        ("editorial", "0003_proposals_and_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
