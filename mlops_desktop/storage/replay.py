"""The log read again from its first entry, giving the rows that ought to be there.

Rows that never change are remembered by their digest only, so that a registry with 100,000 versions
fits in little memory; which column differs is found in the entry that wrote the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlops_desktop.core.audit import Damage, Problem
from mlops_desktop.storage import facts
from mlops_desktop.storage.audit_log import FIRST_PREV, index_of, leaf_of
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.schema import RULES
from mlops_desktop.storage.sqlite import Connection, Row


@dataclass(slots=True)
class _Expected:
    """A row that ought to be there.

    Attributes:
        digest: of a row that never changes.
        columns: of one that may.
        seq: the entry that wrote it; 0 when it stood in a migration's baseline.
    """

    seq: int
    digest: bytes = b""
    columns: dict[str, str] | None = None


class Replay:
    """The state that the entries read so far lead to.

    Attributes:
        problems: what does not hold together, in the order found.
        entries: how many were read.
        head: the leaf of the last one.
        format: the format the last migration led to, None when there was none.
    """

    def __init__(self, project_id: str, objects: ObjectStore) -> None:
        self._project_id = project_id
        self._objects = objects
        self._tables: dict[str, dict[str, _Expected]] = {}
        self.problems: list[Problem] = []
        self.entries = 0
        self.head = FIRST_PREV
        self.format: str | None = None
        self._last_seq = 0

    def read(self, row: Row) -> None:
        """Take one row (seq, body, leaf, prev) of the log and apply its changes."""
        seq, body, leaf, prev = row
        where = f"log entry {seq}"
        self.entries += 1
        if seq != self._last_seq + 1:
            gap = f"entry {seq} follows entry {self._last_seq}"
            self._found(Damage.LOG_GAP, where, gap)
        if prev != self.head:
            self._found(Damage.LOG_CHAIN, where, "it does not continue the entry before it")
        if not isinstance(body, bytes) or leaf_of(body) != leaf:
            self._found(Damage.LOG_BODY, where, "its text is not the one that was hashed")
        self._last_seq, self.head = seq, leaf if isinstance(leaf, bytes) else b""
        try:
            fields = json.loads(body)
            self._check_fields(fields, row)
            for group in fields["changes"]:
                self._apply(seq, group)
            if "migration" in fields:
                self._start_anew(seq, fields["migration"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._found(Damage.LOG_BODY, where, f"it cannot be read: {error}")

    def _check_fields(self, fields: Mapping[str, Any], row: Row) -> None:
        expected = (str(row[0]), row[3].hex(), self._project_id)
        if (fields["seq"], fields["prev"], fields["ws"]) != expected:
            self._found(
                Damage.LOG_CHAIN, f"log entry {row[0]}", "its text names another place in the log"
            )

    def _apply(self, seq: int, group: Mapping[str, Any]) -> None:
        table, key, columns = group["table"], group["key"], group["columns"]
        rows = self._tables.setdefault(table, {})
        if group["op"] == "insert":
            fresh = {name: new for name, (_, new) in columns.items()}
            if key in rows:
                self._contradiction(seq, table, key)
            rows[key] = self._expect(seq, table, key, fresh)
        elif group["op"] == "delete":
            gone = {name: old for name, (old, _) in columns.items()}
            known = rows.pop(key, None)
            if known is None or not _agrees(known, table, key, gone):
                self._contradiction(seq, table, key)
        else:
            self._update(seq, table, key, columns)

    def _update(self, seq: int, table: str, key: str, columns: Mapping[str, Any]) -> None:
        known = self._tables[table].get(key)
        if known is None or known.columns is None:
            self._contradiction(seq, table, key)
            return
        for name, (old, new) in columns.items():
            if known.columns.get(name) != old:
                self._contradiction(seq, table, key)
            if new is None:
                known.columns.pop(name, None)
            else:
                known.columns[name] = new

    def _expect(self, seq: int, table: str, key: str, columns: dict[str, str]) -> _Expected:
        if table in RULES and not RULES[table].mutable:
            return _Expected(seq, digest=facts.row_digest(table, key, columns))
        return _Expected(seq, columns=columns)

    def _start_anew(self, seq: int, migration: Mapping[str, Any]) -> None:
        """Check the tables before a migration and go on from those after it."""
        where = f"log entry {seq}"
        self.format = migration["to"]
        known = {table: rows for table, rows in self._tables.items() if rows}
        added = known.get("object_ref", {})
        # The migration's own reference to its baseline was written after both digests were taken.
        added = {key: row for key, row in added.items() if row.seq != seq}
        tables = {**known, "object_ref": added}
        for table, digest in migration["before"].items():
            if self._digest(table, tables.get(table, {})) != digest:
                self._found(Damage.LOG_BODY, where, f"{table} was not as it says before migrating")
        own = {k: row for k, row in known.get("object_ref", {}).items() if row.seq == seq}
        self._tables = {}
        for table, key, columns in facts.read_dump(self._objects.read(migration["baseline"])):
            self._tables.setdefault(table, {})[key] = self._expect(0, table, key, columns)
        for table, digest in migration["after"].items():
            if self._digest(table, self._tables.get(table, {})) != digest:
                self._found(Damage.LOG_BODY, where, f"{table} is not as it says after migrating")
        self._tables.setdefault("object_ref", {}).update(own)

    def _digest(self, table: str, rows: Mapping[str, _Expected]) -> str:
        return facts.table_digest(
            {key: row.digest or _digest_of(table, key, row) for key, row in rows.items()}
        )

    def compare(self, connection: Connection, table: str) -> Iterator[Problem]:
        """Yield where a table's rows differ from what the log leads to."""
        expected = self._tables.pop(table, {})
        for key, columns in facts.table_rows(connection, table):
            where = f"{table} {key}"
            known = expected.pop(key, None)
            if known is None:
                yield Problem(Damage.FACT_UNLOGGED, where, "no log entry tells of it")
            elif not _agrees(known, table, key, columns):
                logged = known.columns or _logged(connection, known.seq, table, key)
                yield from _differences(where, logged, columns)
        for key, known in expected.items():
            detail = f"log entry {known.seq} wrote it, but it is gone"
            yield Problem(Damage.FACT_MISSING, f"{table} {key}", detail)

    def leftover(self) -> Iterator[Problem]:
        """Yield what the log says about tables that do not exist."""
        for table, rows in self._tables.items():
            if rows:
                yield Problem(Damage.FACT_MISSING, table, f"the table of {len(rows)} rows is gone")

    def _contradiction(self, seq: int, table: str, key: str) -> None:
        self._found(
            Damage.LOG_BODY, f"log entry {seq}", f"it contradicts earlier entries on {table} {key}"
        )

    def _found(self, damage: Damage, where: str, detail: str) -> None:
        self.problems.append(Problem(damage, where, detail))


def check_index(entry: Row, index: Row | None) -> Problem | None:
    """Say whether the search row of an entry differs from the entry's text."""
    try:
        told = tuple(index_of(json.loads(entry[1])).values())
    except (ValueError, KeyError, TypeError):
        return None  # the entry itself is reported as damaged
    if index == told:
        return None
    detail = "the search index does not agree with the entry"
    return Problem(Damage.FACT_CHANGED, f"log entry {entry[0]}", detail)


def _digest_of(table: str, key: str, row: _Expected) -> bytes:
    return facts.row_digest(table, key, row.columns or {})


def _agrees(known: _Expected, table: str, key: str, columns: Mapping[str, str]) -> bool:
    if known.columns is not None:
        return known.columns == columns
    return known.digest == facts.row_digest(table, key, columns)


def _logged(connection: Connection, seq: int, table: str, key: str) -> dict[str, str]:
    """Return the columns of a row as the entry that wrote it says."""
    body = connection.value("SELECT body FROM audit_log WHERE seq=?", [seq])
    try:
        for group in json.loads(body)["changes"] if body else ():
            if (group["table"], group["key"]) == (table, key):
                return {name: new for name, (_, new) in group["columns"].items()}
    except (ValueError, KeyError, TypeError):
        pass
    return {}


def _differences(
    where: str, logged: Mapping[str, str], found: Mapping[str, str]
) -> Iterator[Problem]:
    names = [name for name in {**logged, **found} if logged.get(name) != found.get(name)]
    for name in names if logged else ():
        detail = f"the log says {_shown(logged.get(name))}, the registry {_shown(found.get(name))}"
        yield Problem(Damage.FACT_CHANGED, f"{where} {name}", detail)
    if not logged:
        yield Problem(Damage.FACT_CHANGED, where, "it is not what the log says")


def _shown(text: str | None) -> str:
    return "nothing" if text is None else f"“{text}”"
