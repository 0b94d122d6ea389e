"""SQLite files of others: read only, whatever they hold, and never written to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import reader, sqlite

_SQL = """
CREATE TABLE blank (a);
CREATE TABLE "odd ""name" (id INTEGER, x REAL, t TEXT, day TEXT);
INSERT INTO "odd ""name" VALUES (1, 0.5, 'a', '2011-01-31'), (2, 1.0, NULL, '2011-02-01');
CREATE VIEW ids AS SELECT id, upper(t) AS big FROM "odd ""name";
"""
ROWS = [(1, 0.5, "a", "2011-01-31"), (2, 1.0, None, "2011-02-01")]


@pytest.fixture
def database(tmp_path):
    """Make an SQLite file from statements."""

    def make(sql: str = _SQL, name: str = "shop.db") -> Path:
        path = tmp_path / name
        connection = sqlite3.connect(path)
        connection.executescript(sql)
        connection.commit()
        connection.close()
        return path

    return make


def _refused(imported, path, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        imported(path, **options)
    return caught.value


def test_the_first_table_with_rows_is_read(imported, database) -> None:
    done = imported(database())
    assert done.types == {"id": "integer", "x": "number", "t": "text", "day": "date"}
    assert done.rows() == ROWS
    assert done.detected("table").value == 'odd "name'
    assert done.result.options.table == 'odd "name'


def test_tables_and_views_are_told_and_can_be_chosen(imported, database) -> None:
    path = database()
    assert preview_file(path, ReaderOptions()).sheets == ("blank", 'odd "name', "ids")
    assert imported(path, table="ids").rows() == [(1, "A"), (2, None)]
    assert "ids" in _refused(imported, path, table="sales").hint


def test_a_query_is_answered(imported, database) -> None:
    query = 'WITH a AS (SELECT sum(id) AS n FROM "odd ""name") SELECT n, 2 * n AS two FROM a'
    assert imported(database(), query=query).rows() == [(3, 6)]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE blank",
        "DELETE FROM blank",
        "INSERT INTO blank VALUES (1)",
        "UPDATE blank SET a = 1",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "ATTACH 'other.db' AS other",
        "PRAGMA user_version = 7",
        "PRAGMA table_info('blank')",
        "SELECT * FROM pragma_table_info('blank')",
        "SELECT load_extension('evil')",
        "SELECT randomblob(1000)",
        "SELECT writefile('x', 'y')",
        "SELECT readfile('/etc/passwd')",
        "VACUUM INTO 'copy.db'",
        "BEGIN EXCLUSIVE",
        "SELECT 1; DROP TABLE blank",
        "SELECT",
        "SELECT * FROM absent",
    ],
)
def test_a_query_may_only_read(imported, database, query) -> None:
    path = database()
    before = path.read_bytes()
    error = _refused(imported, path, query=query)
    assert error.code in {"data.forbidden_query", "data.failed_query"}
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.glob("*.db*")] == ["shop.db"]


def test_a_view_may_only_read_too(imported, database) -> None:
    path = database("CREATE VIEW v AS SELECT randomblob(10) AS a, 1 AS b")
    assert _refused(imported, path, table="v").code == "data.forbidden_query"


def test_a_query_that_never_ends_is_stopped(imported, database, monkeypatch) -> None:
    monkeypatch.setattr(sqlite, "MOST_SECONDS", 0.0)
    query = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i FROM r) SELECT sum(i) FROM r"
    assert _refused(imported, database(), query=query).code == "data.slow_query"


def test_a_query_that_never_ends_can_be_cancelled(database, new_folder) -> None:
    class Impatient(Silent):
        def __init__(self) -> None:
            self.asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > 20:
                raise Cancelled

    query = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i FROM r) SELECT sum(i) FROM r"
    with pytest.raises(Cancelled):
        import_file(database(), ReaderOptions(query=query), new_folder(), Impatient())


def test_values_are_exact_and_judged_over_the_whole_table(imported, database) -> None:
    path = database(
        "CREATE TABLE t (big INTEGER, n, f REAL);"
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 300)"
        " INSERT INTO t SELECT 9007199254740993 + i, i, 0.1 FROM r;"
        "UPDATE t SET n = 'oops' WHERE n = 250"
    )
    done = imported(path)
    assert done.types == {"big": "integer", "n": "integer", "f": "number"}
    assert done.rows()[0] == (9007199254740994, 1, 0.1)
    assert [(cell.line, cell.value) for cell in done.result.rejects.cells] == [(250, "oops")]


def test_bytes_and_broken_text(imported, database) -> None:
    path = database(
        "CREATE TABLE photos (id, picture BLOB); INSERT INTO photos VALUES (1, x'ff00');"
        "CREATE TABLE texts (t TEXT); INSERT INTO texts VALUES ('ok'), (CAST(x'ff' AS TEXT));"
    )
    assert "picture" in _refused(imported, path, table="photos").message
    done = imported(path, table="texts")
    assert done.rows() == [("ok",)]
    assert done.result.rejects.rows[0].line == 2


def test_a_locked_file_is_refused(imported, database) -> None:
    path = database()
    writer = sqlite3.connect(path)
    writer.execute("BEGIN EXCLUSIVE")
    try:
        assert _refused(imported, path).code == "data.locked_database"
    finally:
        writer.rollback()
        writer.close()


def test_a_file_with_a_write_ahead_log_gets_no_side_files(imported, database) -> None:
    path = database("PRAGMA journal_mode = WAL;" + _SQL)
    assert imported(path).rows() == ROWS
    assert [item.name for item in path.parent.glob("shop*")] == ["shop.db"]


def test_rows_that_are_still_in_the_log_are_read(imported, database) -> None:
    path = database("PRAGMA journal_mode = WAL;" + _SQL)
    writer = sqlite3.connect(path)
    try:
        writer.execute("""INSERT INTO "odd ""name" VALUES (3, 2.5, 'c', '2011-02-02')""")
        writer.commit()
        assert len(imported(path).rows()) == 3
    finally:
        writer.close()


@pytest.mark.parametrize("size", [16, 100, 5_000])
def test_a_file_cut_short_is_refused(imported, database, size) -> None:
    path = database()
    path.write_bytes(path.read_bytes()[:size])
    assert _refused(imported, path).code in {"data.damaged_database", "data.failed_query"}


def test_a_schema_that_lies_is_refused(imported, database) -> None:
    path = database()
    data = bytearray(path.read_bytes())
    at = data.find(b"CREATE TABLE blank")
    data[at : at + 12] = b"CREATE TRASH"
    path.write_bytes(data)
    assert _refused(imported, path).code == "data.damaged_database"


def test_an_empty_database_and_two_choices_are_refused(imported, database) -> None:
    assert _refused(imported, database("CREATE TABLE t (a)")).code == "data.empty_database"
    error = _refused(imported, database(name="b.db"), table="ids", query="SELECT 1")
    assert error.code == "data.table_and_query"


def test_the_preview_of_a_large_file_reads_its_first_rows(database, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BYTES", 1_000)
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BEGINNING_BYTES", 1_000)
    monkeypatch.setattr(reader, "ROWS_OF_A_PREVIEW", 1)
    preview = preview_file(database(), ReaderOptions())
    assert (preview.is_complete, preview.profile.row_count) == (False, 1)
