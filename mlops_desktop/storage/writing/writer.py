"""What every writing method stands on: the open transaction's connection, moment and actor."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Actor
from mlops_desktop.core.identity import new_id
from mlops_desktop.storage.logtext import clean
from mlops_desktop.storage.sqlite import Connection, Value

T = TypeVar("T")


class Writer:
    """The rows of one transaction.

    Attributes:
        at: the moment all of its rows carry.
        actor: who acts.
        why: the reason, kept in the log.
    """

    def __init__(self, connection: Connection, actor: Actor, at: datetime, why: str) -> None:
        self._db = connection
        self.at = at
        self.actor = actor
        self.why = why

    def _here(self) -> Connection:
        """Return the connection, in the form the repositories want it."""
        return self._db

    @property
    def _now(self) -> str:
        return clock.to_text(self.at)

    def _insert(self, table: str, values: Mapping[str, Value]) -> None:
        self._db.insert(table, {name: _fit(value) for name, value in values.items()})

    def _insert_new(self, table: str, values: Mapping[str, Value]) -> str:
        """Insert a row under a new id and return the id."""
        row_id = new_id()
        self._insert(table, {"id": row_id, **values})
        return row_id

    def _update(self, table: str, row_id: str, values: Mapping[str, Value]) -> None:
        """Change columns of the row of that id; the tables' rules say which may change."""
        settings = ",".join(f'"{name}"=?' for name in values)
        changed = self._db.run(
            f'UPDATE "{table}" SET {settings} WHERE id=?',
            [*(_fit(value) for value in values.values()), row_id],
        )
        if changed != 1:
            raise LookupError(f"no {table} has the id {row_id}")

    def _next_number(self, table: str, column: str, owner: str) -> int:
        """Return the number after the highest; rows are never deleted, so none comes twice."""
        highest = self._db.value(
            f'SELECT coalesce(max(number),0) FROM "{table}" WHERE "{column}"=?', [owner]
        )
        return int(highest) + 1


def _fit(value: Value) -> Value:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def written(record: T | None) -> T:
    """Return a record that was just written."""
    if record is None:
        raise LookupError("a row that was just written cannot be read")
    return record
