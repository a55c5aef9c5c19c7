"""The two databases behind one interface. Neither folds, compares or ranks by rules of its own."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection

from editorial import databases
from therapies.search.closeness import grams
from therapies.search.question import Alternatives, Question

# Statements that are looked at before the best are chosen, and names that are compared letter by
# letter with a misspelt one.
MOST_TEXTS = 500
MOST_CANDIDATES = 100
INDEXES = (
    "therapies_searchname_words",
    "therapies_searchname_grams",
    "therapies_searchtext_words",
)

NAMES = """
WITH matched AS (
    SELECT id, entry_id, entry_type, rank, folded, entry_folded,
        CASE
            WHEN folded = %(folded)s OR respelt = %(respelt)s THEN 0
            WHEN substr(folded, 1, %(folded_length)s) = %(folded)s
                OR substr(respelt, 1, %(respelt_length)s) = %(respelt)s THEN 1
            ELSE 2
        END AS closeness
    FROM therapies_searchname WHERE {matches}
), best AS (
    SELECT matched.*,
        row_number() OVER (PARTITION BY entry_id ORDER BY closeness, rank, folded) AS nth
    FROM matched
), placed AS (
    SELECT best.*,
        row_number() OVER (
            PARTITION BY entry_type ORDER BY closeness, entry_folded, entry_id
        ) AS place,
        count(*) OVER (PARTITION BY entry_type) AS total
    FROM best WHERE nth = 1
)
SELECT name.entry_id, name.entry_type, name.kind, name.text, closeness, total
FROM placed JOIN therapies_searchname name ON name.id = placed.id
WHERE place <= %(most)s ORDER BY name.entry_type, place
"""
TEXTS = """
WITH matched AS (
    SELECT entry_id, statement_id, rank, entry_folded
    FROM therapies_searchtext WHERE {matches} ORDER BY id LIMIT {most_texts}
), best AS (
    SELECT matched.*,
        row_number() OVER (PARTITION BY entry_id ORDER BY rank, statement_id) AS nth
    FROM matched
)
SELECT entry_id, statement_id FROM best WHERE nth = 1
ORDER BY entry_folded, entry_id LIMIT %(most)s
"""
GRAM_SHARERS = """
    SELECT json_extract(asked.value, '$[0]') AS place, held.rowid AS id
    FROM json_each(%s) asked JOIN therapies_searchname_grams held
        ON held.therapies_searchname_grams MATCH json_extract(asked.value, '$[1]')
"""


@dataclass(frozen=True)
class NameRow:
    entry_id: int
    entry_type: str
    kind: str
    text: str
    closeness: int
    total: int


@dataclass(frozen=True)
class Candidate:
    """A name that shares enough with another to be compared with it."""

    entry_id: int
    entry_type: str
    kind: str
    rank: int
    text: str
    respelt: str
    entry_folded: str


CANDIDATE_COLUMNS = (
    "name.entry_id, name.entry_type, name.kind, name.rank, name.text, name.respelt, "
    "name.entry_folded"
)


class Backend:
    """`matches` is a condition on the row's id and words, with the parameter `words`."""

    name_matches: ClassVar[str]
    text_matches: ClassVar[str]

    def names(self, question: Question, most: int) -> list[NameRow]:
        """The best name of each entry of which a name matches; at most so many of each kind."""
        values = {
            "folded": question.folded,
            "folded_length": len(question.folded),
            "respelt": question.respelt,
            "respelt_length": len(question.respelt),
            "words": self.expression(question.groups),
            "most": most,
        }
        rows = _rows(NAMES.format(matches=self.name_matches), values)
        return [NameRow(*row) for row in rows]

    def texts(self, question: Question, most: int) -> list[tuple[int, int]]:
        """Entries with that one of their statements which matches first on the page."""
        values = {"words": self.expression(question.groups), "most": most}
        return _rows(TEXTS.format(matches=self.text_matches, most_texts=MOST_TEXTS), values)

    def candidates(self, names: list[str], most: int = MOST_CANDIDATES) -> list[list[Candidate]]:
        """For each folded name the names that share most runs of three letters with it."""
        raise NotImplementedError

    def expression(self, groups: list[Alternatives]) -> str:
        """The question in the database's own language; words hold letters and digits only."""
        raise NotImplementedError

    def settle(self) -> None:
        """After everything was indexed anew."""


class Sqlite(Backend):
    """FTS5: one table of words for names, one for texts, one of trigrams."""

    name_matches = (
        "id IN (SELECT rowid FROM therapies_searchname_words "
        "WHERE therapies_searchname_words MATCH %(words)s)"
    )
    text_matches = (
        "id IN (SELECT rowid FROM therapies_searchtext_words "
        "WHERE therapies_searchtext_words MATCH %(words)s)"
    )
    # Rare trigrams tell names apart; a common one such as "mab" stands in a third of all names.
    FEWEST_GRAMS = 3
    # Rows of each index that are looked at to know how many are alike.
    MOST_ANALYSED = 1_000
    MOST_GRAMS = 24
    # Names that are counted for each candidate wanted.
    SHARERS_EACH = 25

    def expression(self, groups: list[Alternatives]) -> str:
        return " AND ".join(
            "("
            + " OR ".join(
                "(" + " AND ".join(f'"{word}"*' for word in words) + ")" for words in group
            )
            + ")"
            for group in groups
        )

    def candidates(self, names: list[str], most: int = MOST_CANDIDATES) -> list[list[Candidate]]:
        found: list[list[Candidate]] = [[] for _ in names]
        wanted = self._rarest([grams(name) for name in names], most * self.SHARERS_EACH)
        asked = [[place, f'"{gram}"'] for place, chosen in enumerate(wanted) for gram in chosen]
        if not asked:
            return found
        query = f"""
            WITH sharing AS ({GRAM_SHARERS}),
            counted AS (SELECT place, id, count(*) AS shared FROM sharing GROUP BY place, id),
            ranked AS (
                SELECT counted.*,
                    row_number() OVER (PARTITION BY place ORDER BY shared DESC, id) AS nth
                FROM counted
            )
            SELECT place, {CANDIDATE_COLUMNS}
            FROM ranked JOIN therapies_searchname name ON name.id = ranked.id
            WHERE nth <= {most}
        """
        for place, *row in _rows(query, [json.dumps(asked, ensure_ascii=False)]):
            found[place].append(Candidate(*row))
        return found

    def _rarest(self, wanted: list[list[str]], sharers: int) -> list[list[str]]:
        every = sorted({gram for each in wanted for gram in each})
        marks = ", ".join(["%s"] * len(every))
        query = f"SELECT term, doc FROM therapies_searchname_gram_counts WHERE term IN ({marks})"
        counts = dict(_rows(query, every)) if every else {}
        return [self._rarest_of(each, counts, sharers) for each in wanted]

    def _rarest_of(self, wanted: list[str], counts: dict[str, int], most: int) -> list[str]:
        chosen: list[str] = []
        sharers = 0
        for gram in sorted((each for each in wanted if each in counts), key=counts.__getitem__):
            sharers += counts[gram]
            if len(chosen) >= self.FEWEST_GRAMS and sharers > most:
                break
            chosen.append(gram)
        return chosen[: self.MOST_GRAMS]

    def settle(self) -> None:
        """And count what there is: without that, a list may begin with its side effects."""
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {self.MOST_ANALYSED}")
            cursor.execute("ANALYZE")
            for index in INDEXES:
                cursor.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")


class Postgresql(Backend):
    """tsvector of the very words, without a dictionary, and pg_trgm; both with GIN indexes."""

    name_matches = "array_to_tsvector(string_to_array(words, ' ')) @@ %(words)s::tsquery"
    text_matches = name_matches
    LEAST_SIMILARITY = "0.3"

    def expression(self, groups: list[Alternatives]) -> str:
        return " & ".join(
            "("
            + " | ".join("(" + " & ".join(f"'{word}':*" for word in words) + ")" for words in group)
            + ")"
            for group in groups
        )

    def candidates(self, names: list[str], most: int = MOST_CANDIDATES) -> list[list[Candidate]]:
        found: list[list[Candidate]] = [[] for _ in names]
        _rows(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)",
            [self.LEAST_SIMILARITY],
        )
        query = f"""
            SELECT asked.place - 1, {CANDIDATE_COLUMNS}
            FROM unnest(%s::text[]) WITH ORDINALITY asked(respelt, place)
            CROSS JOIN LATERAL (
                SELECT * FROM therapies_searchname inside
                WHERE asked.respelt <%% inside.respelt
                ORDER BY asked.respelt <<-> inside.respelt, inside.id LIMIT {most}
            ) name
        """
        for place, *row in _rows(query, [names]):
            found[place].append(Candidate(*row))
        return found

    def settle(self) -> None:
        """Our own tables: until then, what was just loaded is planned for without statistics.

        Those of the server are left out: for them it would wait until whoever else uses the
        server has ended their transactions.
        """
        with connection.cursor() as cursor:
            tables = map(connection.ops.quote_name, connection.introspection.django_table_names())
            cursor.execute(f"ANALYZE {', '.join(tables)}")
            # What was just written waits in a list that each search would go through from end to
            # end.
            for index in INDEXES:
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])


BACKENDS: dict[str, Backend] = {"sqlite": Sqlite(), "postgresql": Postgresql()}


def backend() -> Backend:
    return BACKENDS[connection.vendor]


def _rows(query: str, values: Any) -> list[Any]:
    with databases.connection().cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
