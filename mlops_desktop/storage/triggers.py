"""Triggers generated from the tables as they stand, after creation and after every migration.

Three families: *capture* writes one row per changed column of a business table; *guards* refuse
what the rules do not allow, in every spelling (``INSERT OR REPLACE`` deletes rows without firing a
DELETE trigger while ``recursive_triggers`` is off, SQLite's default, so inserting onto an existing
key is refused before it happens); *logic* keeps the log a chain and the stage projection true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlite_utils

from mlops_desktop.storage.schema import RULES, Rules
from mlops_desktop.storage.sqlite import Connection

KEY_SEPARATOR = "|"
"""Joins the parts of a composite key in the log; no part of such a key contains it."""

_NEXT_ENTRY = "(SELECT coalesce(max(seq),0)+1 FROM audit_log)"


def _numbered(table: str, owner: str) -> tuple[str, str]:
    """Return the trigger by which numbers go up by one per owner."""
    return (
        f"{table}_number",
        f"""BEFORE INSERT ON {table} BEGIN
  SELECT RAISE(ABORT,'{table}: number must be last+1')
    WHERE NEW.number IS NOT (SELECT coalesce(max(number),0)+1 FROM {table}
      WHERE {owner}=NEW.{owner});
END""",
    )


def _follows_events(name: str, moment: str) -> tuple[str, str]:
    """Return a trigger by which the stage projection says what the newest event says."""
    return (
        name,
        f"""BEFORE {moment} ON stage_current BEGIN
  SELECT RAISE(ABORT,'stage_current: follows stage_event') WHERE NOT EXISTS(
    SELECT 1 FROM stage_event WHERE seq=NEW.since AND version_id=NEW.version_id
      AND to_stage=NEW.stage AND seq=(SELECT max(seq) FROM stage_event
        WHERE version_id=NEW.version_id));
END""",
    )


_LOGIC: tuple[tuple[str, str], ...] = (
    (
        "audit_log_ins",
        """BEFORE INSERT ON audit_log BEGIN
  SELECT RAISE(ABORT,'audit: seq must be last+1')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM audit_log);
  SELECT RAISE(ABORT,'audit: prev mismatch')
    WHERE NEW.prev IS NOT coalesce(
      (SELECT leaf FROM audit_log ORDER BY seq DESC LIMIT 1), zeroblob(32));
END""",
    ),
    (
        "audit_log_upd",
        "BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT,'audit: append-only'); END",
    ),
    (
        "audit_log_del",
        "BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT,'audit: append-only'); END",
    ),
    (
        "audit_index_ins",
        """BEFORE INSERT ON audit_index BEGIN
  SELECT RAISE(ABORT,'audit: index must follow the log')
    WHERE NEW.seq IS NOT (SELECT max(seq) FROM audit_log)
      OR EXISTS(SELECT 1 FROM audit_index WHERE seq=NEW.seq);
END""",
    ),
    (
        "audit_index_upd",
        "BEFORE UPDATE ON audit_index BEGIN SELECT RAISE(ABORT,'audit: append-only'); END",
    ),
    (
        "audit_index_del",
        "BEFORE DELETE ON audit_index BEGIN SELECT RAISE(ABORT,'audit: append-only'); END",
    ),
    (
        "change_capture_upd",
        "BEFORE UPDATE ON change_capture BEGIN SELECT RAISE(ABORT,'capture: append-only'); END",
    ),
    (
        "change_capture_del",
        """BEFORE DELETE ON change_capture BEGIN
  SELECT RAISE(ABORT,'capture: not logged yet')
    WHERE NOT EXISTS(SELECT 1 FROM audit_log WHERE seq=OLD.entry);
END""",
    ),
    _numbered("dataset_version", "dataset_id"),
    _numbered("model_version", "model_id"),
    _numbered("policy_version", "model_id"),
    _numbered("recipe_version", "recipe_id"),
    _numbered("rule_set_version", "dataset_id"),
    _numbered("dataset_card_version", "dataset_id"),
    _numbered("model_card_version", "model_version_id"),
    (
        "rule_check_dataset",
        """BEFORE INSERT ON rule_check BEGIN
  SELECT RAISE(ABORT,'rule_check: rules of another dataset')
    WHERE (SELECT dataset_id FROM dataset_version WHERE id=NEW.dataset_version_id) IS NOT
      (SELECT dataset_id FROM rule_set_version WHERE id=NEW.rule_set_version_id);
END""",
    ),
    (
        "waiver_of_version",
        """BEFORE INSERT ON waiver BEGIN
  SELECT RAISE(ABORT,'waiver: a check of another version')
    WHERE NEW.dataset_version_id IS NOT
      (SELECT dataset_version_id FROM rule_check WHERE id=NEW.rule_check_id);
END""",
    ),
    (
        "stage_event_order",
        """BEFORE INSERT ON stage_event BEGIN
  SELECT RAISE(ABORT,'stage_event: seq must be last+1')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM stage_event);
  SELECT RAISE(ABORT,'stage_event: not the stage the version is in')
    WHERE NEW.from_stage IS NOT
      (SELECT stage FROM stage_current WHERE version_id=NEW.version_id);
  SELECT RAISE(ABORT,'stage_event: not a version of this model')
    WHERE NEW.model_id IS NOT (SELECT model_id FROM model_version WHERE id=NEW.version_id);
END""",
    ),
    (
        "stage_event_projection",
        """AFTER INSERT ON stage_event BEGIN
  INSERT INTO stage_current(version_id, model_id, stage, since)
    SELECT NEW.version_id, NEW.model_id, NEW.to_stage, NEW.seq WHERE NEW.from_stage IS NULL;
  UPDATE stage_current SET stage=NEW.to_stage, since=NEW.seq
    WHERE version_id=NEW.version_id AND NEW.from_stage IS NOT NULL;
END""",
    ),
    _follows_events("stage_current_ins_true", "INSERT"),
    _follows_events("stage_current_upd_true", "UPDATE"),
)


def generate(connection: Connection, rules: Mapping[str, Rules] = RULES) -> None:
    """Drop every trigger of the registry and make them anew from its present tables."""
    drop_all(connection)
    for name, text in statements(connection, rules):
        connection.run(f"CREATE TRIGGER {name} {text}")


def drop_all(connection: Connection) -> None:
    """Drop every trigger, so that a migration may reshape tables."""
    for (name,) in connection.rows("SELECT name FROM sqlite_schema WHERE type='trigger'"):
        connection.run(f'DROP TRIGGER "{name}"')


def statements(
    connection: Connection, rules: Mapping[str, Rules] = RULES
) -> Iterator[tuple[str, str]]:
    """Yield (name, rest of the statement) of every trigger for the tables that exist."""
    found = connection.rows("SELECT name FROM sqlite_schema WHERE type='table'")
    existing = {name for (name,) in found}
    yield from ((name, text) for name, text in _LOGIC if _table_of(text) in existing)
    for name, rule in rules.items():
        if name in existing:
            table = Table(connection.db, name)
            yield from table.capture(rule)
            yield from table.guards(rule)


def _table_of(text: str) -> str:
    """Return the table a trigger is on."""
    return text.partition(" ON ")[2].partition(" ")[0]


class Table:
    """A table as the database describes it, and the triggers it gets."""

    def __init__(self, db: sqlite_utils.Database, name: str) -> None:
        table = db.table(name)
        self.name = name
        self.columns = [column.name for column in table.columns]
        self.has_rowid = not table.schema.upper().rstrip().endswith("WITHOUT ROWID")
        self.key = [str(column) for column in table.pks]
        self.unique = [
            (list(index.columns), _condition(db, index.name))
            for index in table.indexes
            if index.unique and list(index.columns) != self.key
        ]

    def capture(self, rule: Rules) -> Iterator[tuple[str, str]]:
        """Yield the triggers that write down every changed column."""
        yield f"{self.name}_cap_ins", self._captured("INSERT", self.columns, None)
        if rule.mutable:
            changing = [column for column in self.columns if column in rule.mutable]
            yield f"{self.name}_cap_upd", self._captured("UPDATE", changing, changing)
        if rule.is_deletable:
            yield f"{self.name}_cap_del", self._captured("DELETE", self.columns, None)

    def _captured(self, operation: str, columns: list[str], of: list[str] | None) -> str:
        side = "OLD" if operation == "DELETE" else "NEW"
        key = f"||'{KEY_SEPARATOR}'||".join(f'{side}."{column}"' for column in self.key)
        parts = []
        for column in columns:
            old = "NULL" if operation == "INSERT" else f'OLD."{column}"'
            new = "NULL" if operation == "DELETE" else f'NEW."{column}"'
            parts.append(
                "  INSERT INTO change_capture(entry,tbl,pk,op,col,old,new)\n"
                f"    SELECT {_NEXT_ENTRY},'{self.name}',{key},'{operation.lower()}',"
                f"'{column}',{old},{new} WHERE {old} IS NOT {new};"
            )
        listed = f" OF {','.join(_quoted(of))}" if of else ""
        return f'AFTER {operation}{listed} ON "{self.name}" BEGIN\n' + "\n".join(parts) + "\nEND"

    def guards(self, rule: Rules) -> Iterator[tuple[str, str]]:
        """Yield the triggers that refuse what the rules do not allow."""
        taken = "\n".join(
            self._refuse("key exists", f'EXISTS(SELECT 1 FROM "{self.name}" WHERE {same})')
            for same in self._same_rows()
        )
        yield f"{self.name}_ins", f'BEFORE INSERT ON "{self.name}" BEGIN\n{taken}\nEND'
        yield f"{self.name}_upd", self._update_guard(rule)
        if not rule.is_deletable:
            refusal = self._refuse("rows are never deleted", "1")
            yield f"{self.name}_del", f'BEFORE DELETE ON "{self.name}" BEGIN\n{refusal}\nEND'

    def _same_rows(self) -> Iterator[str]:
        """Yield, per unique key, the condition that a stored row collides with ``NEW``."""
        if self.has_rowid:
            yield "rowid=NEW.rowid"
        yield " AND ".join(f'"{column}"=NEW."{column}"' for column in self.key)
        for columns, condition in self.unique:
            same = " AND ".join(f'"{column}"=NEW."{column}"' for column in columns)
            yield f"{same} AND {condition}" if condition else same

    def _update_guard(self, rule: Rules) -> str:
        frozen = [column for column in self.columns if column not in rule.mutable]
        if not rule.mutable:
            refusal = self._refuse("rows never change", "1")
            return f'BEFORE UPDATE ON "{self.name}" BEGIN\n{refusal}\nEND'
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in frozen)
        parts = [self._refuse("this column never changes", changed)]
        if self.has_rowid:
            parts.append(self._refuse("rowid never changes", "OLD.rowid IS NOT NEW.rowid"))
        if rule.frozen_when:
            parts.append(self._refuse("the row is final", rule.frozen_when))
        for columns, condition in self.unique:
            if rule.mutable.isdisjoint(columns):
                continue
            # UPDATE OR REPLACE would delete the row that is in the way.
            same = " AND ".join(f'"{column}"=NEW."{column}"' for column in columns)
            same += f" AND {condition}" if condition else ""
            other = " OR ".join(f'"{column}" IS NOT OLD."{column}"' for column in self.key)
            parts.append(
                self._refuse(
                    "key exists",
                    f'EXISTS(SELECT 1 FROM "{self.name}" WHERE {same} AND ({other}))',
                )
            )
        return f'BEFORE UPDATE ON "{self.name}" BEGIN\n' + "\n".join(parts) + "\nEND"

    def _refuse(self, why: str, when: str) -> str:
        return f"  SELECT RAISE(ABORT,'{self.name}: {why}') WHERE {when};"


def _quoted(columns: list[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _condition(db: sqlite_utils.Database, index: str) -> str:
    """Return the WHERE part of a partial index, or nothing."""
    row = db.conn.execute("SELECT sql FROM sqlite_schema WHERE name=?", [index]).fetchone()
    text = row[0] if row and row[0] else ""
    return text.partition(" WHERE ")[2]
