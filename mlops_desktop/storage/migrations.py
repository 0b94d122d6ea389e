"""The registry's formats and the way from one to the next.

A format is the number of steps applied. Steps run through sqlite-utils' ``Migrations``, all in one
transaction, together with the new triggers, the new ``user_version`` and a log entry that carries
every table's digest before and after; the rows as they were after the step are stored as an object,
because the log's replay starts anew there. Steps may use ``table.transform()``: it drops triggers,
but all of them are dropped before and generated after anyway. (Not on tables WITHOUT ROWID:
sqlite-utils 4.2.1 copies a column ``rowid`` they do not have.)
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

from mlops_desktop.core import clock
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage import audit_log, facts, triggers
from mlops_desktop.storage.audit_log import Draft
from mlops_desktop.storage.format_2 import FORMAT_2
from mlops_desktop.storage.format_3 import FORMAT_3
from mlops_desktop.storage.fs import FileSystem, naming
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.schema import FORMAT_1
from mlops_desktop.storage.sqlite import APPLICATION_ID, MEMORY, Connection, Mode

Step = Callable[[sqlite_utils.Database], None]
SchemaText = dict[tuple[str, str], str]
"""(type, name) → SQL of everything in the database."""

# As sqlite-utils would make it; made here so that its text never depends on a library's version.
_MIGRATIONS_TABLE = (
    "CREATE TABLE IF NOT EXISTS _sqlite_migrations(id INTEGER PRIMARY KEY, migration_set TEXT,"
    " name TEXT, applied_at TEXT)",
    "CREATE UNIQUE INDEX IF NOT EXISTS _sqlite_migrations_name"
    " ON _sqlite_migrations(migration_set, name)",
)


def first_tables(db: sqlite_utils.Database) -> None:
    """Format 1: the tables of a model's whole life."""
    for statement in FORMAT_1:
        db.execute(statement)


def recipes_rules_and_cards(db: sqlite_utils.Database) -> None:
    """Format 2: recipes and their runs, contracts and their checks, waivers, dataset cards."""
    for statement in FORMAT_2:
        db.execute(statement)


def model_cards_and_reproductions(db: sqlite_utils.Database) -> None:
    """Format 3: model cards, reproductions, and the gates that ask for both."""
    for statement in FORMAT_3:
        db.execute(statement)


STEPS: list[Step] = [first_tables, recipes_rules_and_cards, model_cards_and_reproductions]
"""Step *n* leads to format *n*; released steps never change."""


def current_format() -> int:
    """Return the format this version of the product writes."""
    return len(STEPS)


def step_names(reached: int | None = None) -> list[str]:
    """Return the names under which a registry has noted the steps to its format."""
    steps = STEPS[:reached]
    return [f"{number:04d}_{step.__name__}" for number, step in enumerate(steps, start=1)]


def found_format(connection: Connection) -> int:
    """Return the format a registry says it has.

    Raises:
        UserError: ``project.damaged`` when it is no registry of ours.
    """
    if connection.value("PRAGMA application_id") != APPLICATION_ID:
        raise UserError(
            "project.damaged", path=connection.path, reason="it is not a registry of this program"
        )
    return int(connection.value("PRAGMA user_version"))


def build(connection: Connection) -> None:
    """Make the tables and triggers of the current format in an empty database.

    The caller's transaction is open, so that the first rows can go in with them.
    """
    _build(connection, current_format())


def _build(connection: Connection, reached: int) -> None:
    for statement in _MIGRATIONS_TABLE:
        connection.run(statement)
    _apply(connection, reached)
    connection.run(f"PRAGMA application_id={APPLICATION_ID}")


def _apply(connection: Connection, reached: int) -> None:
    steps = Migrations("registry")
    for name, step in zip(step_names(reached), STEPS[:reached], strict=True):
        steps(name=name)(step)
    steps.apply(connection.db)
    triggers.generate(connection)
    connection.run(f"PRAGMA user_version={reached}")


def migrate(connection: Connection, objects: ObjectStore, draft: Draft) -> None:
    """Bring a registry from an older format to the current one; the caller holds the lock.

    Args:
        connection: unprotected, outside of any transaction.
        objects: where the rows after the migration are kept.
        draft: the log entry's beginnings.

    Raises:
        UserError: ``environment.*``; the registry is unchanged then.
    """
    connection.run("PRAGMA foreign_keys=OFF")  # impossible inside a transaction
    connection.begin()
    try:
        found = found_format(connection)
        before = facts.digest_tables(connection)
        triggers.drop_all(connection)
        _apply(connection, current_format())
        broken = connection.rows("PRAGMA foreign_key_check")
        if broken:
            raise RuntimeError(f"a migration left dangling references: {broken[:3]}")
        _record(connection, objects, draft, (found, before))
        connection.commit()
    finally:
        connection.rollback()
        connection.run("PRAGMA foreign_keys=ON")


def _record(
    connection: Connection, objects: ObjectStore, draft: Draft, start: tuple[int, dict[str, str]]
) -> None:
    """Write the migration's log entry, which replay starts from."""
    found, before = start
    after = facts.digest_tables(connection)
    baseline = objects.put_bytes(facts.dump(connection))
    seq = connection.value("SELECT coalesce(max(seq),0)+1 FROM audit_log")
    connection.insert(
        "object_ref",
        {"kind": "migration", "owner": str(seq), "role": "baseline", "object": baseline},
    )
    migration = {
        "from": str(found),
        "to": str(current_format()),
        "before": before,
        "after": after,
        "baseline": baseline,
    }
    audit_log.append(connection, replace(draft, migration=migration))


def back_up(connection: Connection, folder: Path, files: FileSystem) -> Path:
    """Write a consistent, checked copy of the registry into ``folder`` and return its path.

    Raises:
        UserError: ``environment.*`` or ``project.damaged``; no half-made copy stays.
    """
    files.ensure_folder(folder)
    stamp = clock.to_text(clock.utc_now()).replace(":", "").replace("-", "").replace(".", "")
    target = folder / f"registry-format{found_format(connection)}-{stamp}.db"
    copy_registry(connection, target, files)
    return target


def copy_registry(connection: Connection, target: Path, files: FileSystem) -> None:
    """Write a consistent, checked copy of the registry to ``target``, which must not exist.

    Raises:
        UserError: ``environment.*`` or ``project.damaged``; no half-made copy stays.
    """
    try:
        with closing(Connection(target, Mode.CREATE)) as copy:
            connection.copy_to(copy)
            answer = copy.value("PRAGMA quick_check")
        if answer != "ok":
            raise UserError("project.damaged", path=connection.path, reason=str(answer))
        with naming(target):
            _sync(target, files)
    except BaseException:
        files.discard(target)
        raise


def _sync(path: Path, files: FileSystem) -> None:
    with path.open("rb+") as stream:
        files.sync(stream.fileno())
    files.sync_folder(path.parent)


def schema_text(connection: Connection) -> SchemaText:
    """Return the SQL of every table, index and trigger."""
    found = connection.rows("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(kind, name): sql for kind, name, sql in found}


def expected_schema(reached: int | None = None) -> SchemaText:
    """Return what :func:`schema_text` must say in a format: the current one, or an older one."""
    key = tuple(STEPS[:reached])
    if key not in _EXPECTED:
        connection = Connection(MEMORY, Mode.CREATE)
        try:
            connection.begin()
            _build(connection, len(key))
            _EXPECTED[key] = schema_text(connection)
        finally:
            connection.close()
    return dict(_EXPECTED[key])


_EXPECTED: dict[tuple[Step, ...], SchemaText] = {}
