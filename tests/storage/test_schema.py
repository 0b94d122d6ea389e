"""What holds for every table there is, so that a new one cannot forget it."""

from __future__ import annotations

import pytest

from mlops_desktop.storage import migrations
from mlops_desktop.storage.schema import RULES

TECHNICAL = {"audit_log", "audit_index", "change_capture", "_sqlite_migrations"}


@pytest.fixture(scope="module")
def schema():
    return migrations.expected_schema()


def test_every_table_has_rules_or_belongs_to_the_log(schema):
    tables = {name for kind, name in schema if kind == "table"}
    assert tables == set(RULES) | TECHNICAL


@pytest.mark.parametrize("table", [*RULES, "audit_log", "audit_index", "change_capture"])
def test_every_table_is_strict(schema, table):
    ending = schema["table", table].rpartition(")")[2]
    assert "STRICT" in ending


@pytest.mark.parametrize("table", list(RULES))
def test_every_column_of_every_table_is_captured(schema, project, table):
    columns = [row[1] for row in project.connection().rows(f"PRAGMA table_info({table})")]
    inserted = schema["trigger", f"{table}_cap_ins"]
    for column in columns:
        assert f"'{column}',NULL,NEW.\"{column}\"" in inserted
    for column in RULES[table].mutable:
        assert f'OLD."{column}" IS NOT NEW."{column}"' in schema["trigger", f"{table}_cap_upd"]
    assert RULES[table].mutable <= set(columns)
    assert (("trigger", f"{table}_cap_del") in schema) == RULES[table].is_deletable


@pytest.mark.parametrize("table", list(RULES))
def test_every_object_a_row_names_is_a_digest(schema, project, table):
    for _, column, *_ in project.connection().rows(f"PRAGMA table_info({table})"):
        if column == "object" or column.endswith("_object"):
            assert f"CHECK(length({column})=64)" in schema["table", table]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT 1 FROM model_version WHERE model_id='' AND number=1", "model_version"),
        ("SELECT 1 FROM run WHERE status='running' ORDER BY started_at", "run_running"),
        (
            "SELECT 1 FROM stage_event WHERE to_stage IN ('staging','production')"
            " AND model_id='' AND to_stage='production' ORDER BY seq DESC",
            "stage_event_held",
        ),
        ("SELECT 1 FROM audit_index WHERE subject_name='' ORDER BY seq DESC", "audit_index_name"),
    ],
)
def test_what_pages_ask_for_is_found_through_an_index(project, query, index):
    plan = " ".join(row[3] for row in project.connection().rows(f"EXPLAIN QUERY PLAN {query}"))
    assert index in plan
    assert "INDEX" in plan
    assert "TEMP B-TREE" not in plan
