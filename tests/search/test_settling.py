"""The database knows how many rows are alike, or it would begin a list with its side effects."""

import pytest
from django.db import connection

from tests import factories
from therapies.search.indexing import rebuild_names, update


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tells it in another way")
def test_what_was_loaded_is_counted():
    factories.full_drug(1)
    rebuild_names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'therapies_rate'")
        assert cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has such lists")
def test_no_search_goes_through_a_list_of_what_was_just_loaded():
    drug = factories.full_drug(1)

    def waiting() -> list[int]:
        """Pages of what was written and is not in its place yet, of each index of words; by
        looking they are emptied."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT gin_clean_pending_list(indexname::regclass) FROM pg_indexes "
                "WHERE indexdef LIKE '%USING gin%' AND tablename LIKE 'therapies_search%'"
            )
            return [pages for (pages,) in cursor.fetchall()]

    waiting()
    factories.name(drug, "Written now")
    update(drug.entry_ptr)
    assert any(waiting())
    rebuild_names()
    assert waiting() == [0, 0, 0]
