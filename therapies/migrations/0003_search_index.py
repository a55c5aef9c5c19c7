"""The tables that searching reads, and what each database keeps over them.

On SQLite full-text tables follow their table by triggers. Words are folded before they come here,
so the tokenizer only splits them: everything beyond ASCII is part of a word, whatever Unicode
version SQLite knows. A later migration that makes SQLite rebuild one of the tables drops its
triggers; tests/search/test_index.py then fails, and `install` runs again.

On PostgreSQL names compare by code point, as on SQLite.
"""

import django.db.models.deletion
from django.db import migrations, models

# Full-text table: its source table, how it splits, what it holds of a row.
FULL_TEXT = {
    "therapies_searchname_words": (
        "therapies_searchname",
        "tokenize='ascii', prefix='1 2 3'",
        "{row}.words",
    ),
    "therapies_searchname_grams": (
        "therapies_searchname",
        "tokenize='trigram case_sensitive 1', detail='none'",
        "' ' || {row}.respelt || ' '",
    ),
    "therapies_searchtext_words": (
        "therapies_searchtext",
        "tokenize='ascii', prefix='2 3', detail='none'",
        "{row}.words",
    ),
}
GRAM_COUNTS = "therapies_searchname_gram_counts"

SQLITE = (
    "CREATE VIRTUAL TABLE {index} USING fts5(held, content='', {options})",
    """
    CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN
        INSERT INTO {index}(rowid, held) VALUES (NEW.id, {new});
    END
    """,
    """
    CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN
        INSERT INTO {index}({index}, rowid, held) VALUES ('delete', OLD.id, {old});
    END
    """,
    """
    CREATE TRIGGER {index}_update AFTER UPDATE ON {table} BEGIN
        INSERT INTO {index}({index}, rowid, held) VALUES ('delete', OLD.id, {old});
        INSERT INTO {index}(rowid, held) VALUES (NEW.id, {new});
    END
    """,
)

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE therapies_searchname
    ALTER COLUMN folded TYPE text COLLATE "C",
    ALTER COLUMN entry_folded TYPE text COLLATE "C";
ALTER TABLE therapies_searchtext ALTER COLUMN entry_folded TYPE text COLLATE "C";
CREATE INDEX therapies_searchname_words ON therapies_searchname
    USING gin (array_to_tsvector(string_to_array(words, ' ')));
CREATE INDEX therapies_searchtext_words ON therapies_searchtext
    USING gin (array_to_tsvector(string_to_array(words, ' ')));
CREATE INDEX therapies_searchname_grams ON therapies_searchname USING gin (respelt gin_trgm_ops);
"""


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for index, (table, options, held) in FULL_TEXT.items():
        new, old = held.format(row="NEW"), held.format(row="OLD")
        for statement in SQLITE:
            schema_editor.execute(
                statement.format(index=index, table=table, options=options, new=new, old=old)
            )
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE {GRAM_COUNTS} "
        "USING fts5vocab('therapies_searchname_grams', 'row')"
    )


def remove(apps, schema_editor):
    """PostgreSQL drops indexes with their table; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        return
    schema_editor.execute(f"DROP TABLE {GRAM_COUNTS}")
    for index in FULL_TEXT:
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER {index}_{event}")
        schema_editor.execute(f"DROP TABLE {index}")


class Migration(migrations.Migration):

    dependencies = [
        ('therapies', '0002_tree_triggers'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='place of the section on the page')),
                ('words', models.TextField(verbose_name='words that find it')),
                ('entry_folded', models.TextField(verbose_name='folded name of the entry')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapies.entry')),
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapies.statement')),
            ],
            options={
                'verbose_name': 'indexed statement',
            },
        ),
        migrations.CreateModel(
            name='SearchName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_type', models.CharField(choices=[('therapy_type', 'therapy type'), ('drug', 'drug'), ('condition', 'condition'), ('side_effect', 'side effect'), ('country', 'country'), ('institution', 'institution'), ('trial', 'trial'), ('claim_check', 'claim check')], max_length=20, verbose_name='entry type')),
                ('kind', models.CharField(choices=[('name', 'name'), ('inn', 'INN'), ('brand', 'brand name'), ('biosimilar_brand', 'biosimilar brand name'), ('plain_name', 'plain name'), ('native_name', 'native name'), ('synonym', 'synonym'), ('abbreviation', 'abbreviation'), ('code', 'code name'), ('registry_number', 'registry number'), ('atc_code', 'ATC code'), ('country_code', 'country code'), ('disease_code', 'disease code'), ('misspelling', 'common misspelling')], max_length=20, verbose_name='kind')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='place of the kind among the kinds')),
                ('text', models.CharField(max_length=250, verbose_name='name')),
                ('folded', models.TextField(verbose_name='folded')),
                ('respelt', models.TextField(verbose_name='folded, in American spelling')),
                ('words', models.TextField(verbose_name='words that find it')),
                ('entry_folded', models.TextField(verbose_name='folded name of the entry')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapies.entry')),
            ],
            options={
                'verbose_name': 'indexed name',
                'constraints': [models.UniqueConstraint(fields=('entry', 'folded'), name='searchname_once')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
