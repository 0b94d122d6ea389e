"""No statement, however spelled, alters what is written once; tried past all our own code."""

# ruff: noqa: S608 - statements nobody should send are the point here

from __future__ import annotations

import shutil

import pytest

from mlops_desktop.core.audit import Actor
from mlops_desktop.storage import facts, sqlite
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.schema import RULES

LOG_TABLES = ("audit_log", "audit_index")
NEVER_DELETED = [name for name, rules in RULES.items() if not rules.is_deletable]
WITHOUT_ROWID = (
    "metric",
    "policy_version",
    "transformation_input",
    "dataset_card_version",
    "model_card_version",
    "hidden",
    "object_ref",
)
BOTH = pytest.mark.parametrize("recursive_triggers", [False, True])


def everything(project):
    connection = project.connection()
    log = [connection.rows(f"SELECT * FROM {table}") for table in LOG_TABLES]
    return facts.dump(connection), log


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One project for all tests here: none of them may alter it."""
    return tmp_path_factory.mktemp("immutable") / "project"


@pytest.fixture(scope="module")
def opened(whole_folder, folder):
    shutil.copytree(whole_folder, folder)
    with Project.open(folder, Actor("Ana", "ana", "WS-12"), read_only=True) as project:
        yield project


@pytest.fixture(autouse=True)
def unaltered(opened):
    """Whatever a test tried, the project is the same afterwards."""
    before = everything(opened)
    yield
    assert everything(opened) == before


def refused(connection, statement, values=()):
    with pytest.raises(sqlite.SqliteError):
        connection.execute(statement, values)


def columns_of(connection, table):
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def test_the_example_has_rows_in_every_table(raw):
    with raw() as connection:
        for table in (*RULES, *LOG_TABLES):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table


@BOTH
@pytest.mark.parametrize("table", [*NEVER_DELETED, *LOG_TABLES])
def test_rows_are_never_deleted(raw, table, recursive_triggers):
    with raw(recursive_triggers) as connection:
        refused(connection, f"DELETE FROM {table}")


@BOTH
@pytest.mark.parametrize("table", [*RULES, *LOG_TABLES])
def test_frozen_columns_never_change(raw, table, recursive_triggers):
    mutable = RULES[table].mutable if table in RULES else frozenset()
    with raw(recursive_triggers) as connection:
        for column in columns_of(connection, table):
            if column not in mutable:
                refused(connection, f"UPDATE {table} SET {column}=NULL")
                refused(connection, f"UPDATE OR REPLACE {table} SET {column}={column}||'x'")
                refused(connection, f"UPDATE OR IGNORE {table} SET {column}=substr({column},2)")


@BOTH
@pytest.mark.parametrize("table", [*RULES, *LOG_TABLES])
def test_replacing_a_row_by_itself_or_another_is_refused(raw, table, recursive_triggers):
    # With foreign keys, for a key that is really new must fail as a change without an entry.
    with raw(recursive_triggers, foreign_keys=True) as connection:
        columns = columns_of(connection, table)
        for spelled in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
            refused(connection, f"{spelled} INTO {table} SELECT * FROM {table} LIMIT 1")
        others = ",".join(f"'x'||{column}" for column in columns[1:])
        refused(
            connection,
            f"INSERT OR REPLACE INTO {table} SELECT {columns[0]},{others} FROM {table} LIMIT 1",
        )


@BOTH
@pytest.mark.parametrize("table", [t for t in RULES if t not in WITHOUT_ROWID])
def test_a_row_cannot_be_replaced_through_its_rowid(raw, table, recursive_triggers):
    with raw(recursive_triggers) as connection:
        columns = columns_of(connection, table)
        fresh = ",".join("'new-id'" if column == "id" else column for column in columns)
        refused(
            connection,
            f"INSERT OR REPLACE INTO {table}(rowid,{','.join(columns)})"
            f" SELECT rowid,{fresh} FROM {table} LIMIT 1",
        )
        refused(connection, f"UPDATE {table} SET rowid=rowid+1000")


@BOTH
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("dataset_version", "number"),
        ("model_version", "number"),
        ("model_version", "run_id"),
        ("profile", "method"),
        ("prediction", "output_version_id"),
        ("recipe_version", "number"),
        ("rule_set_version", "number"),
        ("dataset", "name"),
        ("recipe", "name"),
        ("model", "name"),
    ],
)
def test_a_second_row_with_the_same_secondary_key_replaces_nothing(
    raw, table, column, recursive_triggers
):
    with raw(recursive_triggers) as connection:
        columns = columns_of(connection, table)
        assert column in columns
        fresh = ",".join("'another-id'" if name == "id" else name for name in columns)
        refused(connection, f"INSERT OR REPLACE INTO {table} SELECT {fresh} FROM {table} LIMIT 1")


@BOTH
def test_an_ended_run_is_final(raw, recursive_triggers):
    with raw(recursive_triggers) as connection:
        refused(connection, "UPDATE run SET error='it was not me'")
        refused(connection, "UPDATE run SET status='failed'")
        refused(connection, "UPDATE run SET status='running', ended_at=NULL")


@BOTH
@pytest.mark.parametrize("seq", ["NULL", "-1", "0", "1", "2", "999"])
def test_the_log_takes_nothing_but_its_next_entry(raw, seq, recursive_triggers):
    with raw(recursive_triggers) as connection:
        for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
            refused(
                connection,
                f"{verb} INTO audit_log(seq,body,leaf,prev)"
                f" VALUES({seq},x'7b7d',zeroblob(32),zeroblob(32))",
            )


def test_the_log_refuses_an_entry_that_does_not_continue_it(raw):
    with raw() as connection:
        refused(
            connection,
            "INSERT INTO audit_log SELECT max(seq)+1,x'7b7d',zeroblob(32),zeroblob(32)"
            " FROM audit_log",
        )


@BOTH
def test_stages_cannot_be_set_past_their_history(raw, recursive_triggers):
    with raw(recursive_triggers) as connection:
        refused(connection, "UPDATE stage_current SET stage='production'")
        refused(connection, "UPDATE stage_current SET since=1")
        refused(connection, "UPDATE OR REPLACE stage_current SET stage='production'")
        refused(
            connection,
            "INSERT INTO stage_event SELECT max(seq)+1,model_id,version_id,'staging','production',"
            "at,actor,reason,kind,NULL FROM stage_event",
        )


@BOTH
@pytest.mark.parametrize("table", ["dataset_version", "model_version", "policy_version"])
def test_numbers_can_neither_be_skipped_nor_reused(raw, table, recursive_triggers):
    with raw(recursive_triggers) as connection:
        columns = columns_of(connection, table)
        for number in ("1", "number", "number+2", "0"):
            fresh = ",".join(
                {"id": "'another-id'", "number": number}.get(name, name) for name in columns
            )
            refused(connection, f"INSERT OR REPLACE INTO {table} SELECT {fresh} FROM {table}")
