"""The database knows how many rows are alike, or it would begin a list with its side effects."""

import pytest
from django.db import connection

from tests import factories
from therapies.search.indexing import rebuild_names


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tells it in another way")
def test_what_was_loaded_is_counted():
    factories.full_drug(1)
    rebuild_names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'therapies_rate'")
        assert cursor.fetchone()[0]
