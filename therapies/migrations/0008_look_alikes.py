"""Pairs of drugs with look-alike names.

The index is emptied, so that the next `load_reference` writes it anew with its pairs, even
`--if-changed`.
"""

import django.db.models.deletion
from django.db import migrations, models


def empty(apps, schema_editor):
    apps.get_model("therapies", "SearchName").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('therapies', '0007_therapytype_mechanism'),
    ]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.CreateModel(
            name='LookAlike',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='how well known the names are, the best first')),
                ('own_name', models.CharField(max_length=250, verbose_name='name of the drug')),
                ('name', models.CharField(max_length=250, verbose_name='name like it')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapies.entry')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapies.entry')),
            ],
            options={
                'verbose_name': 'pair of look-alike names',
                'verbose_name_plural': 'pairs of look-alike names',
                'constraints': [models.UniqueConstraint(fields=('entry', 'other'), name='lookalike_once')],
            },
        ),
    ]
