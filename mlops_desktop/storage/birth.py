"""Making a project, and making an existing one ready: checks, migration, journal."""

from __future__ import annotations

import struct
from contextlib import closing

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import new_id
from mlops_desktop.storage import audit_log, manifest, migrations
from mlops_desktop.storage.audit_log import Draft
from mlops_desktop.storage.connections import checked
from mlops_desktop.storage.fs import FileSystem, naming
from mlops_desktop.storage.layout import Layout
from mlops_desktop.storage.locks import FileLock
from mlops_desktop.storage.logtext import clean
from mlops_desktop.storage.manifest import Manifest
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.sqlite import BUSY_SECONDS, WAL_IS_SAFE, Connection, Mode


def create(layout: Layout, name: str, actor: Actor, files: FileSystem) -> None:
    """Make a project's files; it exists from the moment its registry has its name.

    Raises:
        UserError: ``project.already_exists``, ``environment.*``.
    """
    layout.require_free()
    is_new_folder = not layout.folder.exists()
    try:
        files.ensure_folder(layout.folder)
        with FileLock(layout.lock) as lock:
            lock.acquire(BUSY_SECONDS)
            layout.require_free()  # another process may have been faster
            try:
                _make(layout, clean(name).strip() or layout.folder.name, actor, files)
            except BaseException:
                layout.destroy(files, with_folder=False)
                raise
    except UserError as error:
        if is_new_folder and error.code != "project.already_exists":
            layout.destroy(files, with_folder=True)
        raise


def _make(layout: Layout, name: str, actor: Actor, files: FileSystem) -> None:
    layout.prepare(files)
    found = Manifest(id=new_id(), name=name, format=migrations.current_format())
    with closing(Connection(layout.unfinished, Mode.CREATE)) as connection:
        connection.set_journal()
        connection.begin()
        migrations.build(connection)
        at = clock.utc_now()
        connection.insert(
            "project", {"id": found.id, "name": name, "created_at": clock.to_text(at)}
        )
        subject = Subject("project", found.id, name)
        draft = Draft(found.id, at, actor, "project.create", subject, why="", outcome="ok")
        audit_log.append(connection, draft)
        connection.commit()
    manifest.write(layout.folder, found, files)
    layout.finish(files)


def check_readable(layout: Layout, *, any_format: bool) -> None:
    """Refuse what this version cannot read, without touching anything.

    Args:
        layout: the project's paths.
        any_format: let older formats pass, in which some tables are not there yet.

    Raises:
        UserError: ``project.not_a_project``, ``.unfinished``, ``.newer``, ``.needs_upgrade``,
            ``.damaged``, ``environment.*``.
    """
    found = _check_files(layout)
    if found < 1:
        raise UserError("project.damaged", path=layout.registry, reason=f"it says format {found}")
    if found < migrations.current_format() and not any_format:
        raise UserError("project.needs_upgrade", path=layout.folder, found=found)


def make_ready(layout: Layout, actor: Actor, files: FileSystem) -> None:
    """Check a project before it is opened for writing, and bring it to the current format.

    Raises:
        UserError: as :func:`check_readable`, but an older project is migrated.
    """
    _check_files(layout)
    connection = checked(Connection(layout.registry, Mode.WRITE))
    with closing(connection):
        if migrations.found_format(connection) != migrations.current_format():
            _migrate(layout, connection, actor, files)
        _settle_journal(layout, connection)
        _check_schema(connection)
        project_id = connection.value("SELECT id FROM project")
    said = manifest.read(layout.folder)
    if said.id != project_id:
        raise UserError(
            "project.damaged",
            path=layout.folder / manifest.FILE_NAME,
            reason="it belongs to another project than registry.db",
        )
    if said.format != migrations.current_format():
        # A crash between a migration's commit and this line.
        fresh = Manifest(said.id, said.name, migrations.current_format())
        manifest.write(layout.folder, fresh, files)


def _check_files(layout: Layout) -> int:
    """Return the format in the registry's header; refuse a newer one before SQLite opens it."""
    known = migrations.current_format()
    said = manifest.read(layout.folder).format
    if not layout.registry.is_file():
        raise UserError(
            "project.unfinished" if layout.unfinished.is_file() else "project.damaged",
            path=layout.folder,
            reason="registry.db is missing",
        )
    with naming(layout.registry), layout.registry.open("rb") as stream:
        header = stream.read(100)
    if header and not header.startswith(b"SQLite format 3\0"):
        raise UserError("project.damaged", path=layout.registry, reason="it is not a database")
    # Offset 60 of the header: user_version, big-endian (fileformat2.html of SQLite, section 1.3).
    found = int(struct.unpack(">i", header[60:64])[0]) if len(header) == 100 else 0
    newest = max(said, found)
    if newest > known:
        raise UserError("project.newer", path=layout.folder, found=newest, known=known)
    return found


def _migrate(layout: Layout, connection: Connection, actor: Actor, files: FileSystem) -> None:
    known = migrations.current_format()
    with FileLock(layout.lock) as lock:
        lock.acquire(BUSY_SECONDS)
        found = migrations.found_format(connection)
        if found == known:  # another process was faster
            return
        if found > known:
            raise UserError("project.newer", path=layout.folder, found=found, known=known)
        if found < 1:
            raise UserError(
                "project.damaged", path=connection.path, reason=f"it says format {found}"
            )
        said = manifest.read(layout.folder)
        backup = migrations.back_up(connection, layout.backups, files)
        draft = Draft(
            project_id=said.id,
            at=clock.utc_now(),
            actor=actor,
            action="project.migrate",
            subject=Subject("project", said.id, said.name),
            why=f"format {found} to {known}; backup {backup.name}",
            outcome="ok",
        )
        migrations.migrate(connection, ObjectStore(layout.objects, files), draft)


def _settle_journal(layout: Layout, connection: Connection) -> None:
    """Leave WAL when this SQLite could corrupt it; needs everybody else to be out."""
    if not WAL_IS_SAFE and connection.value("PRAGMA journal_mode") == "wal":
        with FileLock(layout.lock) as lock:
            lock.acquire(BUSY_SECONDS)
            connection.set_journal()


def _check_schema(connection: Connection) -> None:
    """Refuse to write where tables or protections are not exactly what they should be."""
    expected = migrations.expected_schema()
    found = migrations.schema_text(connection)
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key) != found.get(key):
            kind, name = key
            raise UserError(
                "project.damaged", path=connection.path, reason=f"{kind} {name} was altered"
            )
