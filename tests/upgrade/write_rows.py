"""Writes a small database as it was made by an earlier state of the program, for test_upgrade.py.

Run with the program of then, and kept as it came out:

    git worktree add /tmp/then e4d6215
    cd /tmp/then
    export DATABASE_URL=sqlite:////tmp/then.sqlite3 PYTHONPATH=.
    python manage.py migrate
    python THIS_FILE > ROWS.json
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")
django.setup()

from django.db import connection  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from editorial import audit  # noqa: E402
from editorial.choices import AuditKind  # noqa: E402
from editorial.models import ContentVersion, ErrorReport, User  # noqa: E402
from tests import factories  # noqa: E402
from therapies import versions  # noqa: E402
from therapies.models import Entry  # noqa: E402

# What migrating writes by itself, and what is made again from the rest.
MADE_ANYWAY = ("django_", "auth_", "therapies_search", "therapies_lookalike", "sqlite_")


def fill() -> None:
    drug = factories.full_drug(1)
    factories.full_history(drug)
    recorded = {each.slug for each in versions.Version.objects.all()}
    others = Entry.objects.exclude(slug__in=recorded).order_by("entry_type", "slug")
    versions.record(others, "loaded from fixtures")
    ContentVersion.objects.create(reason="loaded from fixtures", digest="0" * 64)
    staff = User.objects.get(username="publisher")
    staff.is_staff = True
    staff.set_password("correct horse battery staple")
    staff.save()
    TOTPDevice.objects.create(user=staff, key="ab" * 20, confirmed=True)
    audit.record(AuditKind.SIGNED_OUT, staff)
    ErrorReport.objects.create(page="/drugs/drug-1/", message="A figure is wrong.")
    User.objects.update(is_superuser=True)
    factories.publish_change(drug.entry_ptr, shorter)


def shorter(records: list) -> None:
    for record in records:
        if record["model"] == "therapies.statement" and record["fields"]["section"] == "benefits":
            record["fields"]["text"] = "It helps one person in five of those treated."


def rows() -> dict:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(MADE_ANYWAY):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            named = [column[0] for column in cursor.description]
            found[table] = [dict(zip(named, row, strict=True)) for row in cursor.fetchall()]
    return {table: each for table, each in found.items() if each}


if __name__ == "__main__":
    fill()
    written = [
        f'"{table}": [\n' + ",\n".join(json.dumps(row, default=str) for row in each) + "\n]"
        for table, each in rows().items()
    ]
    sys.stdout.write("{\n" + ",\n".join(written) + "\n}\n")
